import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { buildEngine, buildHash } from "./build";
import { bundleProgram, moveInto } from "./bundle";
import { downloadEngine } from "./download";
import { cacheDirectory, contentHash, filesUnder, ROOT } from "./paths";
import { capture, findOnPath, lastLine } from "./process";
import { notice as print, OperatorError } from "./report";
import { isNewEnough, parseVersion, pinnedVersion, type Version } from "./version";

const LANGUAGE_HOST = "pulumi-language-nodejs";

/** A Pulumi engine that is ready to run programs and policy packs written for Node.js. */
export interface Engine {
  /** The `pulumi` program. */
  binary: string;
  /** The directory to put first on PATH: it holds the program and its language host. */
  directory: string;
  origin: "override" | "path" | "download" | "modules";
}

export interface EngineOptions {
  env?: NodeJS.ProcessEnv;
  /** Takes the one line that says what was chosen, and the ones that say what takes long. */
  notice?: (line: string) => void;
  /** Whether to leave the first of them out. @default false */
  quiet?: boolean;
}

/**
 * Finds an engine: the one `LAKEHOUSE_PULUMI` names; a new enough `pulumi` on PATH; the official download; one built
 * from the pinned Go modules. What was fetched or built before is used again without asking the network.
 * @throws OperatorError with every reason when none can be had
 */
export async function resolveEngine(options: EngineOptions = {}): Promise<Engine> {
  const env = options.env ?? process.env;
  const notice = options.notice ?? print;
  const wanted = pinnedVersion("@pulumi/pulumi");
  const sdk = parseVersion(wanted)!;
  const cache = join(cacheDirectory(env), "pulumi");
  const reasons: string[] = [];
  const chosen = async (origin: Engine["origin"], binary: string, line: string): Promise<Engine> => {
    const complete = await completeEngine(binary, origin, env);
    if (!options.quiet)
      notice(
        `Engine: ${line}${complete.directory === dirname(binary) ? "" : ", with this project's Node.js language host"}`,
      );
    return complete;
  };

  if (env.LAKEHOUSE_PULUMI) {
    const version = await versionOf(env.LAKEHOUSE_PULUMI, env);
    if (typeof version === "string")
      throw new OperatorError(
        `LAKEHOUSE_PULUMI=${env.LAKEHOUSE_PULUMI}: ${version}.\n` +
          `  Remedy: name a Pulumi engine, version ${sdk[0]}.${sdk[1]} or newer, or unset LAKEHOUSE_PULUMI.`,
      );
    return chosen(
      "override",
      env.LAKEHOUSE_PULUMI,
      `pulumi ${version.join(".")} at ${env.LAKEHOUSE_PULUMI} (LAKEHOUSE_PULUMI)`,
    );
  }

  const ambient = findOnPath("pulumi", env);
  const ambientVersion = ambient ? await versionOf(ambient, env) : "no pulumi there";
  if (ambient && typeof ambientVersion !== "string") {
    const text = ambientVersion.join(".");
    if (isNewEnough(ambientVersion, sdk)) {
      return chosen(
        "path",
        ambient,
        `pulumi ${text} on PATH (${ambient}), new enough for @pulumi/pulumi ${wanted}`,
      );
    }
    reasons.push(
      `PATH: pulumi ${text} at ${ambient}, but @pulumi/pulumi ${wanted} needs ${sdk[0]}.${sdk[1]} or newer`,
    );
  } else {
    reasons.push(`PATH: ${String(ambientVersion)}`);
  }
  const short = reasons[0]!.replace(/^PATH: /, "");

  const official = join(cache, `official-${wanted}`);
  if (existsSync(official))
    return chosen(
      "download",
      join(official, "pulumi"),
      `official pulumi ${wanted}, downloaded earlier (PATH: ${short})`,
    );
  const built = join(cache, buildHash(wanted), "pulumi");
  if (existsSync(built))
    return chosen("modules", built, `pulumi ${wanted}, built earlier from Go modules (PATH: ${short})`);

  try {
    const onStart = () => notice(`Downloading the official pulumi ${wanted} ...`);
    await downloadEngine(wanted, official, { releases: env.LAKEHOUSE_PULUMI_RELEASES, env, onStart });
    return await chosen(
      "download",
      join(official, "pulumi"),
      `official pulumi ${wanted}, downloaded (PATH: ${short})`,
    );
  } catch (error) {
    reasons.push(`official download: ${(error as Error).message}`);
  }
  try {
    await buildEngine(wanted, built, env, () =>
      notice(`Building pulumi ${wanted} from Go modules; about three minutes, once (${reasons[1]}) ...`),
    );
    return await chosen("modules", built, `pulumi ${wanted}, built from Go modules (${reasons[1]})`);
  } catch (error) {
    reasons.push(`build from Go modules: ${(error as Error).message}`);
  }
  throw new OperatorError(
    `No Pulumi engine can be had:\n${reasons.map((reason) => `  - ${reason}`).join("\n")}\n` +
      `Do one of these: install Pulumi ${sdk[0]}.${sdk[1]} or newer (https://www.pulumi.com/docs/install/); ` +
      "install Go, which then builds it; or set LAKEHOUSE_PULUMI=/path/to/pulumi.",
  );
}

/** The version a program says it is, or the reason why it says none. */
async function versionOf(binary: string, env: NodeJS.ProcessEnv): Promise<Version | string> {
  const result = await capture(binary, ["version"], { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" } });
  if (result.code !== 0) return `it does not run (${lastLine(result.stderr) || `exit code ${result.code}`})`;
  return (
    parseVersion(result.stdout) ??
    `it does not print a version but ${JSON.stringify(lastLine(result.stdout))}`
  );
}

/**
 * Leaves an engine that has a Node.js language host as it is, and gives one to an engine that has none. The engine
 * looks for its host beside its own file (elsewhere it warns), so the file is linked into a directory with the host.
 */
async function completeEngine(
  binary: string,
  origin: Engine["origin"],
  env: NodeJS.ProcessEnv,
): Promise<Engine> {
  const real = realpathSync(binary);
  if (
    existsSync(join(dirname(real), LANGUAGE_HOST)) ||
    (origin === "path" && findOnPath(LANGUAGE_HOST, env))
  ) {
    return { binary, directory: dirname(binary), origin };
  }
  const host = await languageHost(env);
  const { size, mtimeMs } = statSync(real);
  const directory = join(cacheDirectory(env), "engines", contentHash(real, `${size} ${mtimeMs}`, host));
  if (!existsSync(directory)) {
    mkdirSync(dirname(directory), { recursive: true });
    const work = mkdtempSync(`${directory}.`);
    try {
      linkOrCopy(real, join(work, "pulumi"));
      for (const file of [LANGUAGE_HOST, `${LANGUAGE_HOST}.js`, "version"])
        copyFileSync(join(host, file), join(work, file));
      moveInto(work, directory);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return { binary: join(directory, "pulumi"), directory, origin };
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another file system, or a file of someone else's: a link is not to be had.
    copyFileSync(from, to);
  }
}

/** The directory of our bundled language host, made when its source or its SDK is new. */
async function languageHost(env: NodeJS.ProcessEnv): Promise<string> {
  const source = join(__dirname, "language-host");
  const version = pinnedVersion("@pulumi/pulumi");
  const sources = filesUnder(source, (path) => path.endsWith(".ts")).flat();
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  const directory = join(cacheDirectory(env), "language-host", contentHash(version, lock, ...sources));
  await bundleProgram(join(source, "main.ts"), directory, LANGUAGE_HOST, { version });
  return directory;
}

/** Has Node.js load what Pulumi's SDK hardly ever needs when it is needed. */
const LOAD_ON_DEMAND = `--require ${JSON.stringify(join(__dirname, "load-on-demand.cjs"))}`;

/**
 * An environment in which this engine and its language host come first. The policy runner reads no runtime options:
 * what Pulumi.yaml has preloaded into the program is preloaded into policies from here.
 */
export function engineEnvironment(engine: Engine, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return {
    ...env,
    PATH: `${engine.directory}${delimiter}${env.PATH ?? ""}`,
    NODE_OPTIONS: [env.NODE_OPTIONS, LOAD_ON_DEMAND].filter(Boolean).join(" "),
  };
}
