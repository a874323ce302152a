/** Container runtimes of a machine's nodes, each with every local image: unpacked once, kept in the cache, linked for each. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { imageReference, type ImageKey } from "../../../components/platform/images";
import { render } from "../../../components/platform/template";
import { cacheDirectory, contentHash } from "../../../tools/pulumi/paths";
import { findOnPath } from "../../../tools/pulumi/process";
import { notice } from "../../../tools/pulumi/report";
import { imageArchive } from "../../images/build";
import { installDebianPackages } from "../../images/requirements";
import { ensurePrograms } from "../programs";
import { writeImage } from "./image-archive";
import type { Machine } from "./machine";

const sandbox = "localhost/lakehouse-test/sandbox:1";

/** Of Debian's containerd: what changes while it runs, and must not be shared. Source: its docs/ops.md. */
const databases = [
  "io.containerd.metadata.v1.bolt/meta.db",
  "io.containerd.snapshotter.v1.overlayfs/metadata.db",
];

/** Installs what is missing: `containerd` and the plugins that connect pods. */
export async function ensureRuntime(): Promise<void> {
  const reason = "Real nodes run containers by containerd";
  if (!findOnPath("containerd")) await installDebianPackages(["containerd"], reason);
  if (!existsSync("/usr/lib/cni/bridge"))
    await installDebianPackages(["containernetworking-plugins"], reason);
}

export class Runtime {
  readonly socket: string;

  private constructor(
    private readonly machine: Machine,
    private readonly name: string,
  ) {
    this.socket = join(machine.directory, `${name}.sock`);
  }

  /** Starts the runtime of a node, with images that {@link unpackImages} has unpacked. */
  static async start(machine: Machine, name: string, images: string, networks: string): Promise<Runtime> {
    const root = join(machine.directory, name, "containerd");
    mkdirSync(join(machine.directory, name), { recursive: true });
    const linked = await machine.run("cp", "--archive", "--link", images, root);
    if (linked.code !== 0) throw new Error(`images of ${name}: ${linked.stderr}`);
    for (const each of databases) {
      rmSync(join(root, each));
      copyFileSync(join(images, each), join(root, each));
    }
    return Runtime.startAt(machine, name, root, networks);
  }

  static async startAt(machine: Machine, name: string, root: string, networks: string): Promise<Runtime> {
    const runtime = new Runtime(machine, name);
    const file = join(machine.directory, `${name}.toml`);
    const state = join("/run", "lakehouse", name);
    const { socket } = runtime;
    writeFileSync(
      file,
      render(join(__dirname, "containerd.toml.eta"), { root, state, socket, sandbox, networks }),
    );
    machine.spawn(`containerd-${name}`, "containerd", "--config", file, "--log-level", "warn");
    await machine.until(
      `containerd of ${name} answers`,
      async () => (await runtime.ctr("version")).code === 0,
    );
    return runtime;
  }

  ctr(...args: string[]) {
    return this.machine.run("ctr", "--address", this.socket, "--namespace", "k8s.io", ...args);
  }

  stop(): Promise<void> {
    return this.machine.end(`containerd-${this.name}`);
  }
}

/** Unpacks images where the cache does not have them yet; gives the directory that holds them. */
export async function unpackImages(machine: Machine, keys: readonly ImageKey[]): Promise<string> {
  const programs = await ensurePrograms(["sandbox"]);
  const hash = contentHash(programs.sandbox, ...keys.map((key) => imageReference(key, "local")));
  const all = join(cacheDirectory(), "nodes", "images");
  const kept = join(all, hash);
  if (existsSync(kept)) return kept;
  notice(`images for nodes: unpacking ${keys.length}`);
  const work = join(machine.directory, "images");
  mkdirSync(work);
  const archives = [join(work, "sandbox.tar")];
  await writeImage(sandbox, programs.sandbox, archives[0]!);
  for (const key of keys) archives.push(await imageArchive(key));
  const root = join(work, "root");
  const runtime = await Runtime.startAt(machine, "images", root, work);
  for (const archive of archives) {
    const { code, stderr } = await runtime.ctr("images", "import", archive);
    if (code !== 0) throw new Error(`${archive} is not imported: ${stderr}`);
  }
  await runtime.stop();
  mkdirSync(all, { recursive: true });
  for (const older of readdirSync(all)) rmSync(join(all, older), { recursive: true });
  renameSync(root, kept);
  return kept;
}
