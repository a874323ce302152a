/** Builds the images that a Dockerfile of ours makes of a pulled one, where a registry can be reached. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  builtImageSources,
  catalogue,
  imageReference,
  pulledReference,
  type ImageKey,
} from "../components/platform/images";
import { run } from "../test/images/command";
import { capture, lastLine } from "./pulumi/process";
import { ROOT } from "./pulumi/paths";
import { notice, OperatorError } from "./pulumi/report";

/** Makes sure that the engine has each image that is built; what is pulled as it is, the engine pulls itself. */
export async function ensureBuiltImages(engine: string, keys: readonly ImageKey[]): Promise<void> {
  const env = { DOCKER_HOST: engine };
  for (const key of keys) {
    if (catalogue[key].build === undefined) continue;
    const reference = imageReference(key, "registry");
    const known = await capture("docker", ["image", "inspect", reference], {
      env: { ...process.env, ...env },
    });
    if (known.code === 0) continue;
    notice(`${reference}: building on ${pulledReference(key)}`);
    const context = await mkdtemp(join(tmpdir(), "lakehouse-image-"));
    try {
      await layOut(context, builtImageSources(key));
      const base = ["--build-arg", `BASE=${pulledReference(key)}`];
      await run("docker", ["build", ...base, "--tag", reference, context], { env }).catch((error: Error) => {
        throw new OperatorError(
          `${reference} cannot be built: ${lastLine(error.message)}\n` +
            "  Remedy: see that the engine's host reaches the registry ('docker pull' shows it). On a machine that " +
            "reaches none: 'make up IMAGES=local' builds every image from packages.\nNothing was created or changed.",
        );
      });
    } finally {
      await rm(context, { recursive: true, force: true });
    }
  }
}

/** The first directory's files flat, every other directory under its own name. */
export async function layOut(context: string, [own, ...others]: readonly string[]): Promise<void> {
  await cp(join(ROOT, own!), context, { recursive: true });
  for (const other of others)
    await cp(join(ROOT, other), join(context, basename(other)), { recursive: true });
}
