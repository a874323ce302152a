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
    import("../../stacks/schema"),
    import("../../stacks/dev"),
  ]);
  const { footprints, stack } = requirements({ ...config, profiles: [...profiles] });
  return encryptedStorageNeeds(footprints).map((need) => `${stack}-${need}`);
}

/**
 * Removes what is gone from a stack's encrypted volume too: Docker keeps what a volume was bound to.
 *
 * @param gone names of the volumes, as `<workload>-<volume>` @default all
 */
export async function emptyEncryptedDirectories(
  workspace: Workspace,
  gone?: readonly string[],
): Promise<void> {
  if (workspace.stack !== "dev") return;
  const { name: stack, volumes, docker, images } = await configurationOf(workspace);
  if (volumes.encryptedPath === undefined) return;
  const [{ engineAt }, { imageReference }, names] = await Promise.all([
    import("../../components/platform/docker-host/engine"),
    import("../../components/platform/images"),
    volumeDirectories(workspace),
  ]);
  await emptyVolumeDirectories({
    directory: volumes.encryptedPath,
    names: names.filter((name) => gone === undefined || gone.some((volume) => name === `${stack}-${volume}`)),
    engine: { docker: engineAt(docker.host).docker, image: imageReference("haproxy", images) },
  });
}
