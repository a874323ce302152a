/** The program as it was before what is tried: whoever has a stack has it from there. */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture } from "../../../tools/pulumi/process";

const root = join(__dirname, "..", "..", "..");

async function run(program: string, args: string[], directory: string): Promise<string> {
  const { code, stdout, stderr } = await capture(program, args, { cwd: directory });
  if (code !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr.trim() || `ended with ${code}`}`);
  return stdout.trim();
}

/**
 * The commit from which an upgrade is tried: where this branch left BASE, if that is set; else the last one before what is
 * not committed; else the one before the last.
 * @throws Error with the remedy where the history is not there: an upgrade that was not tried has not been shown
 */
export async function previousCommit(directory = root, base = process.env.BASE): Promise<string> {
  const git = (...args: string[]) => run("git", args, directory);
  try {
    if (base) return await git("merge-base", "--", base, "HEAD");
    const isChanged = (await git("status", "--porcelain")) !== "";
    return await git("rev-parse", "--verify", "--quiet", isChanged ? "HEAD" : "HEAD^1");
  } catch (error) {
    throw new Error(
      `The commit from which an upgrade is to be tried is not here (${(error as Error).message}).\n` +
        "  Remedy: in a shallow clone 'git fetch --deepen=1', or clone with two commits at least; else name a commit: BASE=<commit>.",
    );
  }
}

/** A tree of its own with the files of a commit, ready for its commands. */
export class PreviousCommit {
  private constructor(
    readonly commit: string,
    readonly directory: string,
  ) {}

  static async checkOut(): Promise<PreviousCommit> {
    const commit = await previousCommit();
    const previous = new PreviousCommit(commit, mkdtempSync(join(tmpdir(), "lakehouse-previous-")));
    const { directory } = previous;
    try {
      const archive = join(directory, "tree.tar");
      await run("git", ["archive", `--output=${archive}`, commit], root);
      await run("tar", ["--extract", `--file=${archive}`], directory);
      rmSync(archive);
      previous.takePackages();
      return previous;
    } catch (error) {
      previous.remove();
      throw error;
    }
  }

  /** Where the lock file is the same the packages are those of this tree; else `make` installs them. */
  private takePackages(): void {
    const lock = join(this.directory, "package-lock.json");
    if (readFileSync(lock, "utf8") !== readFileSync(join(root, "package-lock.json"), "utf8")) return;
    symlinkSync(join(root, "node_modules"), join(this.directory, "node_modules"));
    // Older than what was installed by it.
    utimesSync(lock, 0, 0);
  }

  /** A file of the commit; undefined where it had none of this name. */
  file(...path: string[]): string | undefined {
    const file = join(this.directory, ...path);
    return existsSync(file) ? file : undefined;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
