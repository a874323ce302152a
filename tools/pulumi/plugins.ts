import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { arch, homedir, platform } from "node:os";
import { join } from "node:path";
import { bundleProgram } from "./bundle";
import { engineEnvironment, type Engine } from "./engine";
import { requiredPlugins, type RequiredPlugin } from "./language-host/packages";
import { buildGoProgram, goProgramHash } from "./go-program";
import { cacheDirectory, contentHash, filesUnder, ROOT } from "./paths";
import { capture, lastLine } from "./process";
import { notice as print, OperatorError } from "./report";

/** Where Pulumi publishes its provider plugins; the layout is that of `pulumi plugin install`. */
const RELEASES = "https://get.pulumi.com/releases/plugins";
/** Seconds until a machine counts as closed; asked before every update while no official plugin is installed. */
const CONNECT_TIMEOUT = "3";
const TEST_PROVIDERS = join(ROOT, "test", "providers");
/** Plugin homes of earlier versions of the test providers are kept this long, in milliseconds. */
const KEEP = 7 * 24 * 3600 * 1000;

/** The provider plugins an update will use. */
export interface Plugins {
  kind: "official" | "test";
  /** The PULUMI_HOME under which they are installed. */
  home: string;
}

export interface PluginOptions {
  env?: NodeJS.ProcessEnv;
  /** Plugins that the stack's program never loads. @default none */
  leftOut?: readonly string[];
  notice?: (line: string) => void;
}

/** Directory name under PULUMI_HOME/plugins; the engine's convention. */
function installedName(plugin: RequiredPlugin): string {
  return `resource-${plugin.name}-${plugin.version}`;
}

function missing(home: string, plugins: RequiredPlugin[]): RequiredPlugin[] {
  return plugins.filter((plugin) => {
    const directory = join(home, "plugins", installedName(plugin));
    // The engine leaves a .partial file beside an installation that has not finished.
    return !existsSync(directory) || existsSync(`${directory}.partial`);
  });
}

/**
 * Makes the provider plugins of this project's SDKs ready: those already installed for this user; the official ones,
 * where `pulumi plugin install` can reach them; else the ones in test/providers. `LAKEHOUSE_PLUGINS` =
 * `official` or `test` forces the choice.
 * @throws OperatorError when the forced, or no, kind can be had
 */
export async function preparePlugins(engine: Engine, options: PluginOptions = {}): Promise<Plugins> {
  const env = options.env ?? process.env;
  const notice = options.notice ?? print;
  const forced = env.LAKEHOUSE_PLUGINS;
  if (forced !== undefined && forced !== "official" && forced !== "test") {
    throw new OperatorError(
      `LAKEHOUSE_PLUGINS=${forced}: allowed are "official" and "test"; unset it to let the machine decide.`,
    );
  }
  const plugins = requiredPlugins(ROOT, options.leftOut ?? []);
  const names = plugins.map((plugin) => `${plugin.name} ${plugin.version.slice(1)}`).join(", ");

  let reason = "LAKEHOUSE_PLUGINS=test";
  if (forced !== "test") {
    const own = env.PULUMI_HOME || join(homedir(), ".pulumi");
    if (missing(own, plugins).length === 0) {
      notice(`Provider plugins: official, found in ${own} (${names})`);
      return { kind: "official", home: own };
    }
    const home = join(cacheDirectory(env), "plugins", "official");
    try {
      await installOfficial(engine, home, missing(home, plugins), env, notice);
      notice(`Provider plugins: official (${names})`);
      return { kind: "official", home };
    } catch (error) {
      reason = `official ones cannot be had: ${(error as Error).message}`;
      if (forced === "official")
        throw new OperatorError(
          `LAKEHOUSE_PLUGINS=official, but ${reason}.\n` +
            `  Remedy: let this machine reach ${new URL(RELEASES).host}, install them ('pulumi plugin install'), or unset LAKEHOUSE_PLUGINS.`,
        );
    }
  }
  const home = await installTestProviders(engine, plugins, env, reason);
  notice(
    `Provider plugins: this project's own, from test/providers (${reason}); not meant for anything but trying it out`,
  );
  return { kind: "test", home };
}

async function installOfficial(
  engine: Engine,
  home: string,
  plugins: RequiredPlugin[],
  env: NodeJS.ProcessEnv,
  notice: (line: string) => void,
): Promise<void> {
  const first = plugins[0];
  if (!first) return;
  const system = `${platform()}-${arch() === "x64" ? "amd64" : arch()}`;
  const probe = `${RELEASES}/pulumi-resource-${first.name}-${first.version}-${system}.tar.gz`;
  const answer = await capture("curl", [
    "-fsSI",
    "--connect-timeout",
    CONNECT_TIMEOUT,
    "--max-time",
    "15",
    "-o",
    "/dev/null",
    probe,
  ]);
  if (answer.code !== 0) throw new Error(lastLine(answer.stderr) || `${probe} does not answer`);
  for (const plugin of plugins) {
    notice(`Installing the official ${plugin.name} plugin ${plugin.version} ...`);
    await install(engine, home, plugin, [], env);
  }
}

async function install(
  engine: Engine,
  home: string,
  plugin: RequiredPlugin,
  extra: string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const server = plugin.server ? ["--server", plugin.server] : [];
  const args = ["plugin", "install", "resource", plugin.name, plugin.version, "--exact", ...server, ...extra];
  const result = await capture(engine.binary, args, {
    env: { ...engineEnvironment(engine, env), PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (result.code !== 0) throw new Error(`pulumi plugin install ${plugin.name}: ${lastLine(result.stderr)}`);
}

/**
 * Installs the test providers under the SDKs' own versions, so that the engine takes them without a warning. Their
 * home is named after their content: a changed provider is a new home, and runs under way keep theirs.
 */
async function installTestProviders(
  engine: Engine,
  plugins: RequiredPlugin[],
  env: NodeJS.ProcessEnv,
  reason: string,
): Promise<string> {
  const isInGo = ({ name }: RequiredPlugin) => existsSync(join(TEST_PROVIDERS, name, "main.go"));
  const absent = plugins.filter(
    (plugin) => !isInGo(plugin) && !existsSync(join(TEST_PROVIDERS, plugin.name, "main.ts")),
  );
  if (absent.length > 0) {
    const names = absent.map((plugin) => plugin.name).join(", ");
    throw new OperatorError(
      `No provider plugin for ${names} (${reason}), and test/providers has none for it either.`,
    );
  }
  const sources = filesUnder(
    TEST_PROVIDERS,
    (path) => /\.(ts|json)$/.test(path) && !path.endsWith(".test.ts"),
  );
  const hash = contentHash(readFileSync(join(ROOT, "package-lock.json")), ...sources.flat());
  const home = join(cacheDirectory(env), "plugins", `test-${hash}`);
  const bundles = join(cacheDirectory(env), "providers", hash);
  for (const plugin of missing(home, plugins)) {
    const made = isInGo(plugin) ? await builtFromModules(plugin, env) : await bundled(plugin, bundles);
    await install(engine, home, plugin, ["--file", made], env);
  }
  forgetOld(join(cacheDirectory(env), "plugins"), `test-${hash}`);
  forgetOld(join(cacheDirectory(env), "providers"), hash);
  return home;
}

/** The directory of a provider of ours, bundled. */
async function bundled({ name, version }: RequiredPlugin, bundles: string): Promise<string> {
  const bundle = join(bundles, name);
  await bundleProgram(join(TEST_PROVIDERS, name, "main.ts"), bundle, `pulumi-resource-${name}`, {
    "package.json": JSON.stringify({ name: `@pulumi/${name}`, version: version.slice(1) }),
  });
  return bundle;
}

/** The directory of an official provider that its Go module is built into, once for each version of it. */
async function builtFromModules({ name, version }: RequiredPlugin, env: NodeJS.ProcessEnv): Promise<string> {
  const program = {
    module: join(TEST_PROVIDERS, name),
    command: ".",
    variables: { "main.version": version.slice(1) },
  };
  const directory = join(cacheDirectory(env), "providers-in-go", `${name}-${goProgramHash(program)}`);
  const target = join(directory, `pulumi-resource-${name}`);
  if (!existsSync(target))
    await buildGoProgram(program, target, env, () =>
      print(`Building the official ${name} provider from its Go module; ten minutes, once ...`),
    );
  return directory;
}

/** Deletes the siblings of a cache entry that no run has used for a while, and marks it as used. */
function forgetOld(directory: string, current: string): void {
  if (!existsSync(directory)) return;
  mkdirSync(join(directory, current), { recursive: true });
  utimesSync(join(directory, current), new Date(), new Date());
  for (const name of readdirSync(directory)) {
    if (name === current || name === "official") continue;
    if (Date.now() - statSync(join(directory, name)).mtimeMs > KEEP)
      rmSync(join(directory, name), { recursive: true });
  }
}
