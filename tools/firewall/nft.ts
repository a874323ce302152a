import { delimiter } from "node:path";
import { capture, findOnPath, type Finished } from "../pulumi/process";
import { notice, OperatorError } from "../pulumi/report";

/** Where `nft` is; Debian has no sbin on the PATH of those who are not root. */
export const nftPath = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  findOnPath("nft", { PATH: [env.PATH, "/usr/sbin", "/sbin"].filter(Boolean).join(delimiter) });

/** What is said where `nft` is missing. */
export const nftMissing =
  "'make firewall' needs nft, which is not installed. Install it, on Debian and Ubuntu with: sudo apt-get install nftables";

/** `nft` as root: as it is, or through sudo, which may ask for a password. */
export class Nft {
  private constructor(private readonly command: readonly [string, ...string[]]) {}

  /** @throws OperatorError when nft is missing, or this user cannot become root */
  static open(env: NodeJS.ProcessEnv = process.env): Nft {
    const path = nftPath(env);
    if (path === undefined) throw new OperatorError(`${nftMissing}. Nothing was changed.`);
    if (process.getuid?.() === 0) return new Nft([path]);
    if (!findOnPath("sudo", env))
      throw new OperatorError(
        "Root is needed to change this host's firewall (nft), and sudo is not installed. Run the command as root, with the " +
          "same LAKEHOUSE_HOME, or write the rules to a file with FILE=. Nothing was changed.",
      );
    notice("Root is needed to change this host's firewall (nft): sudo may ask for your password");
    return new Nft(["sudo", "--", path]);
  }

  private run(...args: string[]): Promise<Finished> {
    const [program, ...first] = this.command;
    return capture(program, [...first, ...args]);
  }

  /**
   * A table of family inet as it is in force, without counters; undefined where there is none.
   * @throws OperatorError when the kernel's tables cannot be read
   */
  async table(name: string): Promise<string | undefined> {
    const { code, stdout, stderr } = await this.run("--stateless", "list", "table", "inet", name);
    if (code === 0) return stdout;
    if (/No such file or directory/.test(stderr)) return undefined;
    throw failure("be read", stderr);
  }

  /** Loads a file in one transaction: all of it, or nothing. */
  async load(file: string): Promise<void> {
    const { code, stderr } = await this.run("--file", file);
    if (code !== 0) throw failure("be changed", stderr);
  }

  async delete(name: string): Promise<void> {
    const { code, stderr } = await this.run("delete", "table", "inet", name);
    if (code !== 0) throw failure("be changed", stderr);
  }
}

const failure = (what: string, reason: string) =>
  new OperatorError(`This host's firewall cannot ${what}; nothing was changed. nft says: ${reason.trim()}`);
