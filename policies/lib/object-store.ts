import { posix } from "node:path";
import type { ContainerView } from "./container";
import type { PolicyData, Report } from "./policy";
import { processPolicy } from "./process";
import { softwareOf } from "./software";

/** What an object store with MinIO's server contract is told by its command line and environment. */
export class ObjectStoreView {
  constructor(readonly container: ContainerView) {}

  /** Address of the S3 interface; without one the server listens on every address. */
  get address(): string {
    return this.flag("address") ?? this.container.variable("MINIO_ADDRESS") ?? ":9000";
  }
  /** Address of the web console; without one the server picks a port on every address. */
  get consoleAddress(): string {
    return this.flag("console-address") ?? this.container.variable("MINIO_CONSOLE_ADDRESS") ?? ":0";
  }
  get hasConsole(): boolean {
    return this.container.variable("MINIO_BROWSER")?.toLowerCase() !== "off";
  }
  get encryptsEveryObject(): boolean {
    return this.container.variable("MINIO_KMS_AUTO_ENCRYPTION")?.toLowerCase() === "on";
  }
  /** File that holds the encryption key, when the server reads one. */
  get keyFile(): string | undefined {
    return this.container.variable("MINIO_KMS_SECRET_KEY_FILE");
  }
  get usesKeyServer(): boolean {
    return this.container.variable("MINIO_KMS_KES_ENDPOINT")?.startsWith("https://") ?? false;
  }
  /** Whether something is put at a path, so that the server finds it there. */
  provides(path: string): boolean {
    const within = (directory: string) =>
      path === directory || path.startsWith(`${posix.resolve(directory)}/`);
    return (
      this.container.files.some((file) => file.path === path) ||
      this.container.mounts.some(
        ({ kind, target }) => kind !== "anonymous" && kind !== "tmpfs" && within(target),
      )
    );
  }

  /** Names of all options on its command line. */
  get flags(): string[] {
    const options = this.words.filter((word) => /^--?[a-z]/i.test(word));
    return options.map((word) => word.replace(/^--?/, "").replace(/=.*/, ""));
  }

  private get words(): string[] {
    return this.container.program.flatMap((word) => word.split(/\s+/));
  }

  private flag(name: string): string | undefined {
    const words = this.words;
    const inline = words.find(
      (word) => word.replace(/^--?/, "").startsWith(`${name}=`) && word.startsWith("-"),
    );
    if (inline) return inline.slice(inline.indexOf("=") + 1);
    const at = words.findIndex((word) => word === `--${name}` || word === `-${name}`);
    return at < 0 ? undefined : words[at + 1];
  }
}

/** A policy that judges every container that runs the object store. */
export const objectStorePolicy = (
  policy: PolicyData & { judge(store: ObjectStoreView, report: Report): void },
) =>
  processPolicy({
    ...policy,
    judge: (container, report) => {
      if (softwareOf(container) === "object-store") policy.judge(new ObjectStoreView(container), report);
    },
  });
