/**
 * The image catalogue: which image each service runs, what is known of it and where that is known from,
 * and which stand-in is built from packages where no image registry can be reached.
 */
import { createHash } from "node:crypto";
import { constants, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { dex } from "./catalogue/dex";
import { dremio } from "./catalogue/dremio";
import { elasticsearch } from "./catalogue/elasticsearch";
import { glauth } from "./catalogue/glauth";
import { haproxy } from "./catalogue/haproxy";
import type { CatalogueImage } from "./catalogue/image";
import { oauth2Proxy } from "./catalogue/oauth2-proxy";
import { objectStore } from "./catalogue/object-store";
import { pipeline } from "./catalogue/pipeline";
import { postgresql } from "./catalogue/postgresql";
import { superset } from "./catalogue/superset";
import { valkey } from "./catalogue/valkey";

/** The services' images, by the key under which a workload names its image. */
export type ImageKey =
  | "objectStore"
  | "postgresql"
  | "haproxy"
  | "elasticsearch"
  | "dremio"
  | "pipeline"
  | "superset"
  | "valkey"
  | "glauth"
  | "dex"
  | "oauth2Proxy";

/** Where images come from: `registry` pulls the catalogue's, `local` uses the ones built by `make images`. */
export type ImageMode = "registry" | "local";

/** All images the platform can run. */
export const catalogue: Readonly<Record<ImageKey, CatalogueImage>> = {
  objectStore,
  postgresql,
  haproxy,
  elasticsearch,
  dremio,
  pipeline,
  superset,
  valkey,
  glauth,
  dex,
  oauth2Proxy,
};

/** Root of the repository. */
const projectRoot = path.resolve(__dirname, "../..");

/** The directories whose content goes into an image that a Dockerfile of ours makes; none for one that runs as it is. */
export function builtImageSources(key: ImageKey): readonly string[] {
  const { build } = catalogue[key];
  return build === undefined ? [] : [`images/${build.directory}`, ...(build.sources ?? [])];
}

/** The directories, relative to the repository's root, whose content decides what a local image is. */
export function localImageSources(key: ImageKey): readonly string[] {
  return ["test/images/base", `test/images/${catalogue[key].local.name}`, ...builtImageSources(key)];
}

/**
 * Hash of every file under the directories: relative name, whether it is executable, and content. Hidden
 * files are left out. The order of the file system does not matter.
 */
export function hashDirectories(root: string, directories: readonly string[]): string {
  const hash = createHash("sha256");
  for (const directory of directories) {
    const names = (readdirSync(path.join(root, directory), { recursive: true }) as string[])
      .filter((name) => !path.basename(name).startsWith("."))
      .sort();
    for (const name of names) {
      const file = path.join(root, directory, name);
      const status = statSync(file);
      if (status.isFile()) {
        const content = readFileSync(file);
        const mode = status.mode & constants.S_IXUSR ? "x" : "-";
        hash.update(`${directory}/${name.split(path.sep).join("/")}\0${mode}\0${content.length}\0`);
        hash.update(content);
      }
    }
  }
  return hash.digest("hex");
}

const localReferences = new Map<ImageKey, string>();

/** Name of the local stand-in; it holds a hash of what builds it, so a changed recipe is another image. */
function localReference(key: ImageKey): string {
  let reference = localReferences.get(key);
  if (reference === undefined) {
    const { name, version } = catalogue[key].local;
    const hash = hashDirectories(projectRoot, localImageSources(key)).slice(0, 12);
    reference = `localhost/lakehouse/${name}:${version}-from-packages-${hash}`;
    localReferences.set(key, reference);
  }
  return reference;
}

/** File in which `make pin-images` keeps the digests it resolved, by `repository:tag`. */
export const imageDigestsFile = path.join(__dirname, "image-digests.json");

/** Digests resolved by `make pin-images`; none where the file is not there. */
export function readImageDigests(file: string = imageDigestsFile): Readonly<Record<string, string>> {
  if (!existsSync(file)) {
    return {};
  }
  const digests = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  for (const [tagged, digest] of Object.entries(digests)) {
    if (typeof digest !== "string" || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new Error(
        `${file}: the digest of ${tagged} is ${JSON.stringify(digest)}; it must be sha256: and 64 hexadecimal digits. ` +
          "Run `make pin-images` to write the file anew, or delete it.",
      );
    }
  }
  return digests as Record<string, string>;
}

/**
 * The reference by which the platform runs an image.
 *
 * - `registry`: repository, exact tag, and a digest where one is known (resolved by `make pin-images`, else stated
 *   by the catalogue); a local name with a hash where a Dockerfile of ours adds to it.
 * - `local`: the stand-in built from packages by `make images`; computed from files alone, no daemon is asked.
 *
 * @default digests those that `make pin-images` wrote
 */
export function imageReference(
  key: ImageKey,
  mode: ImageMode,
  digests?: Readonly<Record<string, string>>,
): string {
  if (mode === "local") {
    return localReference(key);
  }
  const { build, version } = catalogue[key];
  if (build === undefined) {
    return pulledReference(key, digests);
  }
  const hash = hashDirectories(projectRoot, builtImageSources(key)).slice(0, 12);
  return `localhost/lakehouse/${build.directory}:${version}-${hash}`;
}

/** The image that a registry has: what runs, or what `build` adds to. */
export function pulledReference(key: ImageKey, digests?: Readonly<Record<string, string>>): string {
  const image = catalogue[key];
  const tagged = `${image.repository}:${image.tag}`;
  const digest = (digests ?? readImageDigests())[tagged] ?? image.digest;
  return digest === undefined ? tagged : `${tagged}@${digest}`;
}
