import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { contentHash } from "./paths";
import { capture, findOnPath, lastLine } from "./process";

/** Our Go module that pins the engine: go.mod and go.sum fix every source that goes into it. */
const MODULE = __dirname;
const COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
/** The variable that `pulumi version` prints. */
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** What tells one build from another. */
export function buildHash(version: string): string {
  return contentHash(readFileSync(join(MODULE, "go.mod")), readFileSync(join(MODULE, "go.sum")), version);
}

/**
 * Builds the engine from the pinned Go modules.
 * @throws Error whose message is the reason, when it cannot be built
 */
export async function buildEngine(
  version: string,
  target: string,
  env: NodeJS.ProcessEnv,
  onStart?: () => void,
): Promise<void> {
  if (!findOnPath("go", env)) throw new Error("go is not on PATH");
  onStart?.();
  mkdirSync(dirname(target), { recursive: true });
  const work = mkdtempSync(`${target}.`);
  try {
    const result = await capture(
      "go",
      [
        "build",
        "-mod=readonly",
        "-ldflags",
        `-s -w -X ${VERSION_VARIABLE}=${version}`,
        "-o",
        join(work, "pulumi"),
        COMMAND,
      ],
      { cwd: MODULE, env },
    );
    if (result.code !== 0) throw new Error(`go build: ${lastLine(result.stderr)}`);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(join(work, "pulumi"), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
