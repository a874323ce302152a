import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { posix } from "node:path";
import { catalogue, type ImageKey } from "../images";
import { mebibytes } from "../quantity";
import type { File, Resources } from "../workload";
import type { DockerHost } from "./docker-host";

/** Grace before a container is killed, in seconds: a database checkpoint fits. */
const stopSeconds = 60;

/**
 * What every container of the platform has in common: nothing it does not need.
 * Source: CIS Docker Benchmark 1.7, section 5.
 */
export function hardened(platform: DockerHost, workload: string, resources: Resources) {
  return {
    init: true,
    readOnly: true,
    capabilities: { drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    memory: mebibytes(resources.memory),
    memorySwap: mebibytes(resources.memory),
    cpus: platform.cpuLimit(workload, resources.cpus),
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    destroyGraceSeconds: stopSeconds,
    stopTimeout: stopSeconds,
  } satisfies Partial<docker.ContainerArgs>;
}

/** A file for upload, owned by the container's user. */
export const upload = (file: File, image: ImageKey, permissions: "0400" | "0444") => ({
  file: file.path,
  content: file.content,
  owner: String(catalogue[image].user),
  group: String(catalogue[image].group),
  permissions,
});

/** The image's user, as Docker writes it. */
export const userOf = (image: ImageKey): string => `${catalogue[image].user}:${catalogue[image].group}`;

/**
 * An anonymous volume for each directory that receives files: the root file system is read-only, and such a
 * volume goes when its container goes.
 */
export function directoriesOf(files: readonly File[]): { containerPath: string }[] {
  const directories = new Set(files.map(({ path }) => posix.dirname(path)));
  return [...directories].sort().map((containerPath) => ({ containerPath }));
}

/** Options of a container: its name is taken until it is gone, so it is deleted before it is replaced. */
export const containerOptions = (
  platform: DockerHost,
  parent: pulumi.Resource,
  dependsOn: pulumi.Input<pulumi.Resource>[] = [],
): pulumi.CustomResourceOptions => ({
  parent,
  provider: platform.provider,
  deleteBeforeReplace: true,
  dependsOn,
});
