import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { contentHash } from "./paths";
import { capture, findOnPath, lastLine } from "./process";

/** A program that is built from pinned Go modules. */
export interface GoProgram {
  /** Directory of our own module: its go.mod and go.sum fix every source that goes into it. */
  module: string;
  /** Import path of the command; `.` for one of the module itself. */
  command: string;
  /** Variables set while linking, by their full name. @default none */
  variables?: Readonly<Record<string, string>>;
}

/** What tells one build from another. */
export function goProgramHash({ module, command, variables = {} }: GoProgram): string {
  return contentHash(
    readFileSync(join(module, "go.mod")),
    readFileSync(join(module, "go.sum")),
    command === "." ? readFileSync(join(module, "main.go")) : command,
    JSON.stringify(variables),
  );
}

/**
 * Builds it; the target is there whole or not at all.
 * @throws Error whose message is the reason, when it cannot be built
 */
export async function buildGoProgram(
  { module, command, variables = {} }: GoProgram,
  target: string,
  env: NodeJS.ProcessEnv = process.env,
  onStart?: () => void,
): Promise<void> {
  if (!findOnPath("go", env)) throw new Error("go is not on PATH");
  onStart?.();
  mkdirSync(dirname(target), { recursive: true });
  const work = mkdtempSync(`${target}.`);
  try {
    const flags = ["-s", "-w", ...Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)];
    const built = join(work, "program");
    const result = await capture(
      "go",
      ["build", "-mod=readonly", "-ldflags", flags.join(" "), "-o", built, command],
      { cwd: module, env },
    );
    if (result.code !== 0) throw new Error(`go build: ${lastLine(result.stderr)}`);
    renameSync(built, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
