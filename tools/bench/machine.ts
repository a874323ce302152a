import type Docker from "dockerode";
import { cpus, release, totalmem } from "node:os";
import { catalogue, imageReference, type ImageMode } from "../../components/platform/images";
import { pinnedVersion } from "../pulumi/version";

/** What the figures were taken on: nothing that names the machine. */
export async function describeMachine(docker: Docker, images: ImageMode): Promise<Record<string, string>> {
  const { Version } = await docker.version();
  const processors = cpus();
  return {
    Processors: `${processors.length} × ${processors[0]?.model.trim() ?? "unknown"}`,
    Memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    Kernel: `Linux ${release().replace(/^(\d+\.\d+).*/, "$1")}`,
    "Node.js": process.version.slice(1),
    Pulumi: pinnedVersion("@pulumi/pulumi"),
    sucrase: pinnedVersion("sucrase"),
    "Docker Engine": Version,
    ...Object.fromEntries(
      (["objectStore", "haproxy", "postgresql"] as const).map((key) => [
        `Image ${catalogue[key].repository.split("/").at(-1)}`,
        imageReference(key, images),
      ]),
    ),
  };
}
