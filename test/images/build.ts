/**
 * Builds the local images and loads them into the engine that DOCKER_HOST names. A built image is kept as an
 * archive in the cache under the hash of what builds it, so another engine only has to load it.
 */
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import * as path from "node:path";

import { catalogue, imageReference, type ImageKey } from "../../components/platform/images";
import { cacheDirectory } from "../../tools/pulumi/paths";
import { capture } from "../../tools/pulumi/process";
import { notice } from "../../tools/pulumi/report";
import { requireProgram, run } from "./command";
import { recipe as dex } from "./dex/recipe";
import { recipe as dremio } from "./dremio/recipe";
import { recipe as elasticsearch } from "./elasticsearch/recipe";
import { recipe as glauth } from "./glauth/recipe";
import { recipe as haproxy } from "./haproxy/recipe";
import { recipe as oauth2Proxy } from "./oauth2-proxy/recipe";
import { recipe as objectStore } from "./object-store/recipe";
import { recipe as pipeline } from "./pipeline/recipe";
import { recipe as postgresql } from "./postgresql/recipe";
import type { Recipe } from "./recipe";
import { recipe as superset } from "./superset/recipe";
import { ensureMmdebstrap } from "./requirements";
import { recipe as valkey } from "./valkey/recipe";

const recipes: Readonly<Record<ImageKey, Recipe>> = {
  haproxy,
  postgresql,
  objectStore,
  elasticsearch,
  dremio,
  pipeline,
  superset,
  valkey,
  glauth,
  dex,
  oauth2Proxy,
};

/** What had to be done for an image. */
export type Outcome = "present" | "loaded" | "built";

/** Makes sure that the engine has the local image; `engine` is a DOCKER_HOST, else the environment's. */
export async function ensureImage(key: ImageKey, engine?: string): Promise<Outcome> {
  const reference = imageReference(key, "local");
  const docker = (args: string[]) =>
    run("docker", args, { env: engine === undefined ? {} : { DOCKER_HOST: engine } });
  if (await hasImage(reference, engine)) {
    return "present";
  }
  const archive = archiveOf(reference);
  if (existsSync(archive)) {
    await docker(["load", "--input", archive]);
    return "loaded";
  }
  notice(`${reference}: building from packages (${catalogue[key].local.packages.join("; ")})`);
  await mkdir(path.dirname(archive), { recursive: true });
  const work = await mkdtemp(`${archive}.`);
  try {
    const context = path.join(work, "context");
    await mkdir(context);
    const recipe = recipes[key];
    const source = path.join(__dirname, catalogue[key].local.name);
    for (const file of recipe.files) {
      await copyFile(path.join(source, file), path.join(context, path.basename(file)));
    }
    await recipe.prepare(context);
    await docker(["build", "--network", "none", "--tag", reference, context]);
    const saved = path.join(work, "image.tar");
    await docker(["save", "--output", saved, reference]);
    await rename(saved, archive);
    await removeSuperseded(archive, catalogue[key].local.name);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return "built";
}

/**
 * Makes sure that the engine has local images, and says what was done and what differs.
 *
 * @param keys which ones @default all there are
 */
export async function ensureImages(
  engine?: string,
  keys: readonly ImageKey[] = Object.keys(recipes) as ImageKey[],
): Promise<Partial<Record<ImageKey, Outcome>>> {
  requireProgram(
    "docker",
    "Install Docker's command line (Debian: docker-cli): images are built and loaded with it.",
  );
  const missing = await Promise.all(keys.map((key) => isUnbuilt(imageReference(key, "local"), engine)));
  if (missing.includes(true)) {
    await ensureMmdebstrap();
  }
  const outcomes: Partial<Record<ImageKey, Outcome>> = {};
  const waiting = [...keys];
  const lane = async () => {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
      const started = Date.now();
      outcomes[key] = await ensureImage(key, engine);
      if (outcomes[key] === "present") continue;
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      notice(`${imageReference(key, "local")}: ${outcomes[key]} (${seconds} s)`);
      notice(`  differs from ${imageReference(key, "registry")}:`);
      catalogue[key].local.differs.forEach((sentence) => notice(`  - ${sentence}`));
    }
  };
  // Packages are waited for as much as they are unpacked: two at a time.
  await Promise.all([lane(), lane()]);
  return outcomes;
}

/** The archive of a local image, which is written where only the engine has the image. */
export async function imageArchive(key: ImageKey): Promise<string> {
  const reference = imageReference(key, "local");
  const archive = archiveOf(reference);
  await ensureImage(key);
  if (!existsSync(archive)) {
    await mkdir(path.dirname(archive), { recursive: true });
    const work = await mkdtemp(`${archive}.`);
    await run("docker", ["save", "--output", path.join(work, "image.tar"), reference]);
    await rename(path.join(work, "image.tar"), archive);
    await rm(work, { recursive: true });
  }
  return archive;
}

/** Archives of earlier recipes of an image are of no use any more. */
async function removeSuperseded(archive: string, name: string): Promise<void> {
  const directory = path.dirname(archive);
  for (const file of await readdir(directory)) {
    if (file.startsWith(`${name}-`) && file.endsWith(".tar") && file !== path.basename(archive)) {
      await rm(path.join(directory, file));
    }
  }
}

async function hasImage(reference: string, engine: string | undefined): Promise<boolean> {
  const env = engine === undefined ? process.env : { ...process.env, DOCKER_HOST: engine };
  return (
    (await capture("docker", ["image", "inspect", "--format", "{{.Id}}", reference], { env })).code === 0
  );
}

async function isUnbuilt(reference: string, engine: string | undefined): Promise<boolean> {
  return !existsSync(archiveOf(reference)) && !(await hasImage(reference, engine));
}

/** Where the archive of an image lies: one per kind of processor. */
function archiveOf(reference: string): string {
  const name = reference.slice(reference.lastIndexOf("/") + 1).replace(":", "-");
  return path.join(cacheDirectory(), "images", process.arch, `${name}.tar`);
}
