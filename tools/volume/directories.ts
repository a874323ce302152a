import { encryptedStorageNeeds } from "../../components/platform/footprint";
import { configurationOf } from "../configuration";
import type { Workspace } from "../workspace";
import { emptyVolumeDirectories } from "./remove";

/** The directories that a stack's Docker volumes are bound to, whichever profiles run: what the volume encrypts. */
export async function volumeDirectories(workspace: Workspace): Promise<string[]> {
  // Only dev has volumes of its own on this machine.
  if (workspace.stack !== "dev") return [];
  const [config, { profiles }, { requirements }] = await Promise.all([
    configurationOf(workspace),
    import("../../stacks/config"),
    import("../../stacks/dev"),
  ]);
  const { footprints, stack } = requirements({ ...config, profiles: [...profiles] });
  return encryptedStorageNeeds(footprints).map((need) => `${stack}-${need}`);
}

/** Removes what a stack that is gone has left in its encrypted volume: Docker keeps what a volume was bound to. */
export async function emptyEncryptedDirectories(workspace: Workspace): Promise<void> {
  if (workspace.stack !== "dev") return;
  const { volumes, docker, images } = await configurationOf(workspace);
  if (volumes.encryptedPath === undefined) return;
  const [{ engineAt }, { imageReference }, names] = await Promise.all([
    import("../../components/platform/docker-host/engine"),
    import("../../components/platform/images"),
    volumeDirectories(workspace),
  ]);
  await emptyVolumeDirectories({
    directory: volumes.encryptedPath,
    names,
    engine: { docker: engineAt(docker.host).docker, image: imageReference("haproxy", images) },
  });
}
