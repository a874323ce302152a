import { posix } from "node:path";
import type { ContainerView, File } from "./container";
import type { PolicyData, Report } from "./policy";
import { processPolicy } from "./process";
import { softwareOf } from "./software";
import { known } from "./values";

/** A rule of a user: `on`, `~key`, `+command` and so on. */
export interface CacheUser {
  name: string;
  rules: string[];
}

/**
 * What a Valkey server is told: its file, over that the options of its command line; a later line wins over an earlier one.
 * Source: valkey.conf and the documentation of ACL rules, Valkey 8 and 9.
 */
export class ValkeyView {
  private readonly settings: [name: string, words: string[]][];

  constructor(
    readonly container: ContainerView,
    /** The configuration file; undefined where the server starts without one of ours. */
    readonly file: File | undefined,
  ) {
    const lines = (file?.content() ?? "").split("\n").map((line) => line.trim());
    const fromFile = lines.filter((line) => line !== "" && !line.startsWith("#"));
    this.settings = [...fromFile, ...options(container)].map((line) => {
      const [name = "", ...words] = wordsOf(line);
      return [name.toLowerCase(), words];
    });
  }

  /** All that is said, in its order. */
  get given(): { name: string; words: string[] }[] {
    return this.settings.map(([name, words]) => ({ name, words }));
  }
  /** Words of a setting, as it was said last; undefined when it is not set. */
  words(name: string): string[] | undefined {
    return this.settings.findLast(([key]) => key === name)?.[1];
  }
  /** A setting as one text. */
  value(name: string): string | undefined {
    return this.words(name)?.join(" ");
  }
  /** Every word of a setting that may be said more than once. */
  all(name: string): string[] {
    return this.settings.filter(([key]) => key === name).flatMap(([, words]) => words);
  }
  /** The uploaded file that a setting names. */
  fileOf(name: string): File | undefined {
    const path = this.value(name);
    return this.container.files.find((file) => file.path === path);
  }
  /** Users of the file of users, and those that the configuration itself has; undefined while a preview cannot know them. */
  get users(): CacheUser[] | undefined {
    const file = this.fileOf("aclfile");
    const text = file === undefined ? "" : known(() => file.content() ?? "");
    if (text === undefined) return undefined;
    const lines = text.split("\n").map(wordsOf);
    const own = this.settings.filter(([name]) => name === "user").map(([, words]) => ["user", ...words]);
    return [...lines, ...own].flatMap(([user, name, ...rules]) =>
      user?.toLowerCase() === "user" && name !== undefined ? [{ name, rules }] : [],
    );
  }
}

/** Words of a line; quotes hold one together, and may be empty. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );

/** Options of the command line, each as a line of the file. */
function options(container: ContainerView): string[] {
  const text = container.program.join(" ");
  return [...text.matchAll(/(?:^|\s)--([\w-]+)((?:\s+(?!--)\S+)*)/g)].map(
    ([, name, rest]) => `${name}${rest}`,
  );
}

/** A policy that judges every container that runs Valkey or Redis. */
export const valkeyPolicy = (policy: PolicyData & { judge(server: ValkeyView, report: Report): void }) =>
  processPolicy({
    ...policy,
    judge(container, report) {
      if (softwareOf(container) !== "valkey") return;
      const named = container.program.find((word) => word.endsWith(".conf"));
      const file = container.files.find(({ path }) => path === (named ?? "") && posix.isAbsolute(path));
      policy.judge(new ValkeyView(container, file), report);
    },
  });
