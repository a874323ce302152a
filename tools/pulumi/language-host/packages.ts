import { existsSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What of a package.json matters here. */
interface Manifest {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  pulumi?: {
    resource?: boolean;
    name?: string;
    version?: string;
    server?: string;
    parameterization?: Parameterization;
  };
}

/** The part of a package.json that says which base plugin serves a generated SDK. */
export interface Parameterization {
  name: string;
  version: string;
  /** Base64. */
  value: string;
}

/** A resource plugin a program needs. */
export interface RequiredPlugin {
  name: string;
  /** With the `v` the engine expects. */
  version: string;
  server: string;
  parameterization?: Parameterization;
}

export interface InstalledPackage {
  name: string;
  version: string;
  manifest: Manifest;
}

function readManifest(directory: string): Manifest | undefined {
  const file = join(directory, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : undefined;
}

function subdirectories(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .filter((name) => !name.startsWith("."))
    .sort();
}

/** Every package under a directory's node_modules, nested ones included. */
export function installedPackages(directory: string, visited = new Set<string>()): InstalledPackage[] {
  const modules = join(directory, "node_modules");
  const packages = subdirectories(modules).flatMap((name) =>
    name.startsWith("@") ? subdirectories(join(modules, name)).map((inner) => join(name, inner)) : [name],
  );
  return packages.flatMap((name) => {
    const path = realpathSync(join(modules, name));
    if (visited.has(path)) return [];
    visited.add(path);
    const manifest = readManifest(path);
    const own = manifest?.name ? [{ name: manifest.name, version: manifest.version ?? "", manifest }] : [];
    return [...own, ...installedPackages(path, visited)];
  });
}

/** Names, with commas between them, of plugins that the program never loads though their SDKs are installed. */
export const LEFT_OUT = "LAKEHOUSE_PLUGINS_LEFT_OUT";

/**
 * The resource plugins whose SDKs are installed: packages that say `"pulumi": { "resource": true }`.
 * @param leftOut names of plugins that are not needed @default those of `LAKEHOUSE_PLUGINS_LEFT_OUT`
 */
export function requiredPlugins(
  programDirectory: string,
  leftOut: readonly string[] = (process.env[LEFT_OUT] ?? "").split(","),
): RequiredPlugin[] {
  const found = new Map<string, RequiredPlugin>();
  for (const { name, version: own, manifest } of installedPackages(programDirectory)) {
    const pulumi = manifest.pulumi;
    if (!pulumi?.resource) continue;
    const plugin = pulumi.name ?? (name.startsWith("@pulumi/") ? name.slice("@pulumi/".length) : undefined);
    const version = pulumi.version ?? own;
    // A third-party SDK must name its plugin; without a name or a version there is nothing to load.
    if (!plugin || !version || leftOut.includes(plugin)) continue;
    const required: RequiredPlugin = {
      name: plugin,
      version: version.startsWith("v") ? version : `v${version}`,
      server: pulumi.server ?? "",
      parameterization: pulumi.parameterization,
    };
    found.set(`${required.name}@${required.version}@${required.parameterization?.name ?? ""}`, required);
  }
  return [...found.values()];
}

/** The packages a program depends on: those its package.json names, or all that are installed. */
export function programDependencies(programDirectory: string, transitive: boolean): InstalledPackage[] {
  const installed = installedPackages(programDirectory);
  if (transitive) return installed;
  const manifest = readManifest(programDirectory);
  const direct = { ...manifest?.dependencies, ...manifest?.devDependencies };
  return installed.filter((entry) => entry.name in direct);
}

/**
 * The file of a module as a program in this directory would load it.
 * @throws with the remedy when it is not installed
 */
export function locateModule(module: string, directory: string): string {
  try {
    return createRequire(join(directory, "package.json")).resolve(module);
  } catch {
    throw new Error(
      `${module} is not installed for ${directory}. Run \`npm ci\` (or \`make deps\`) in the project.`,
    );
  }
}
