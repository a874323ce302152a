import type { ImageInspectInfo } from "dockerode";
import type { ResourceType, Values } from "../runtime";
import { attempt, attemptFind, reasonOf, type Engine } from "./client";

async function findLocally(name: string, engine: Engine): Promise<ImageInspectInfo | undefined> {
  return attemptFind(engine, `Unable to inspect image ${name}`, () => engine.docker.getImage(name).inspect());
}

async function pull(name: string, engine: Engine): Promise<void> {
  const stream = await engine.docker.pull(name);
  await new Promise<void>((resolve, reject) => {
    engine.docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  });
}

/** The image, from the engine's own store first, else pulled. */
export async function findImage(name: string, engine: Engine): Promise<ImageInspectInfo> {
  const local = await findLocally(name, engine);
  if (local !== undefined) return local;
  let reason = "the pull ended without the image";
  try {
    await pull(name, engine);
    const pulled = await findLocally(name, engine);
    if (pulled !== undefined) return pulled;
  } catch (error) {
    reason = reasonOf(error, engine);
  }
  throw new Error(
    `Image ${name} is not in the Docker Engine at ${engine.host} and cannot be pulled (${reason}). ` +
      "Allowed: a reference the engine has, or one in a registry it reaches. " +
      'On a machine without a registry run "make images" and set "images: local" in the stack\'s configuration.',
  );
}

/** The digest of the repository a reference names; empty for an image that was only built here. */
function repositoryDigest(name: string, image: ImageInspectInfo): string {
  const repository = name.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  const digests = image.RepoDigests ?? [];
  return digests.find((digest) => digest.split("@")[0]?.endsWith(repository)) ?? "";
}

function stateOf(name: string, image: ImageInspectInfo): Values {
  return { name, imageId: image.Id, repoDigest: repositoryDigest(name, image) };
}

/** `docker_image`, for images that exist; building is not supported. */
export const remoteImage: ResourceType<Engine> = {
  inputs: {
    name: { type: "string", required: true, forceNew: true },
    keepLocally: { type: "boolean" },
    forceRemove: { type: "boolean" },
    pullTriggers: { type: "array", items: "string", forceNew: true, unordered: true },
    triggers: { type: "object", items: "string", forceNew: true },
  },
  unsupported: ["build", "platform"],
  outputs: { imageId: {}, repoDigest: {} },
  async create(inputs, engine) {
    const name = String(inputs.name);
    const image = await findImage(name, engine);
    return { id: image.Id + name, outputs: stateOf(name, image) };
  },
  async read(id, state, engine) {
    const name = (state.name as string | undefined) ?? id.replace(/^sha256:[0-9a-f]{64}/, "");
    const image = await findLocally(name, engine);
    return image === undefined ? undefined : { ...state, ...stateOf(name, image) };
  },
  async update(_id, _state, inputs, engine) {
    const name = String(inputs.name);
    return stateOf(name, await findImage(name, engine));
  },
  async delete(_id, state, engine) {
    const name = String(state.name);
    if (state.keepLocally === true || (await findLocally(name, engine)) === undefined) return;
    await attempt(engine, `Unable to remove image ${name}`, () =>
      engine.docker.getImage(name).remove({ force: state.forceRemove === true }),
    );
  },
};
