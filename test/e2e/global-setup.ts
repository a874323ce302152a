import { ensureDocker } from "../docker/engine";
import { ensureImages } from "../images/build";

/** A Docker Engine, one of the tests' own where there is none, with the local images in it. */
export default async function setup(): Promise<() => Promise<void>> {
  const engine = await ensureDocker();
  process.env.DOCKER_HOST = engine.host;
  await ensureImages(engine.host);
  return () => engine.stop();
}
