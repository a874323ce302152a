import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { posix } from "node:path";
import { catalogue, type ImageKey } from "../images";
import { mebibytes } from "../quantity";
import type { File, Resources } from "../workload";
import type { DockerHost } from "./docker-host";
import type { Attachment } from "./networks";

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
    // A core dump would hold keys.
    ulimits: [{ name: "core", soft: 0, hard: 0 }],
    memory: mebibytes(resources.memory),
    memorySwap: mebibytes(resources.memory),
    cpus: platform.cpuLimit(workload, resources.cpus),
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    destroyGraceSeconds: stopSeconds,
    stopTimeout: stopSeconds,
    // HAProxy's image asks for a soft stop, which waits for every open connection.
    stopSignal: "SIGTERM",
  } satisfies Partial<docker.ContainerArgs>;
}

/** A file for upload, owned by the user of the container that reads it. */
const upload = (file: File, image: ImageKey, permissions: "0400" | "0444") => ({
  file: file.path,
  content: file.content,
  owner: String(catalogue[image].user),
  group: String(catalogue[image].group),
  permissions,
});

/** The image's user, as Docker writes it. */
export const userOf = (image: ImageKey): string => `${catalogue[image].user}:${catalogue[image].group}`;

/** Plain settings as Docker takes them, in an order that does not depend on how they were written. */
export const environment = (settings: Record<string, pulumi.Input<string>>): pulumi.Output<string>[] =>
  Object.entries(settings)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, value]) => pulumi.interpolate`${key}=${value}`);

/** Directories in memory that the image's user alone may use. */
export const scratch = (image: ImageKey, sizes: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(sizes).map(([path, size]) => [
      path,
      `rw,nosuid,nodev,noexec,uid=${catalogue[image].user},gid=${catalogue[image].group},mode=0700,size=${mebibytes(size)}m`,
    ]),
  );

/** A container's addresses on the networks of its flows; only where it accepts can it be found by name. */
export const networkPlaces = (name: string, places: readonly Attachment[]) =>
  places.map(({ flow, network, address }) => ({
    name: network!.name,
    ipv4Address: address,
    aliases: flow.to === name ? [name] : [],
  }));

/** Files for one container, by how secret they are. */
export interface CarriedFiles {
  /** Image of the container that reads them: they belong to its user. */
  image: ImageKey;
  files: readonly File[];
  secrets: readonly File[];
}

/**
 * A container that never starts and carries files in anonymous volumes, one for each directory. Docker takes no
 * uploads into a read-only root file system, so the reader mounts these volumes, read-only, instead. Their life is
 * the carrier's: a changed file is a new carrier, and so a new reader.
 */
export function carrier(
  name: string,
  platform: DockerHost,
  parent: pulumi.Resource,
  { image, files, secrets }: CarriedFiles,
): docker.Container {
  const directories = new Set([...files, ...secrets].map(({ path }) => posix.dirname(path)));
  const labels = platform.labels({ carrier: name });
  return new docker.Container(
    name,
    {
      name: `${platform.args.prefix}-${name}`,
      // Not the reader's image: volumes that one declares would be carried along.
      image: platform.image("haproxy").imageId,
      user: userOf("haproxy"),
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
      networkMode: "none",
      start: false,
      mustRun: false,
      uploads: [
        ...files.map((file) => upload(file, image, "0444")),
        ...secrets.map((file) => upload({ ...file, content: pulumi.secret(file.content) }, image, "0400")),
      ],
      // Anonymous: Docker removes them with the carrier. Labelled: where it could not, they are found again.
      mounts: [...directories]
        .sort()
        .map((target) => ({ type: "volume", target, volumeOptions: { labels } })),
      labels,
    },
    containerOptions(platform, parent),
  );
}

/** The carrier's volumes, for reading only, as `docker run --volumes-from` writes it. */
export const carriedBy = (container: docker.Container) => ({
  fromContainer: pulumi.interpolate`${container.id}:ro`,
});

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
