import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { File } from "../workload";
import type { Kubernetes } from "./kubernetes";
import { secretObject } from "./secret";

/** Files of one container, by how secret they are. */
export interface ContainerFiles {
  files: readonly File[];
  secrets: readonly File[];
}

/** How a pod gets its files, and what tells one version of them from another. */
export interface MountedFiles {
  volumes: k8s.types.input.core.v1.Volume[];
  mounts: k8s.types.input.core.v1.VolumeMount[];
  /** Changes with every byte of them: in the pod template it makes a changed file new pods. */
  hash: pulumi.Output<string>;
}

/** Directories that hold files, without those below another of them. */
export function topDirectories(paths: readonly string[]): string[] {
  const directories = [...new Set(paths.map((path) => posix.dirname(path)))].sort();
  return directories.filter(
    (directory) => !directories.some((other) => other !== directory && directory.startsWith(`${other}/`)),
  );
}

/** A file's key in a ConfigMap or a Secret: letters, digits, dots, hyphens and underscores alone. */
export const keyOf = (path: string): string => path.slice(1).replaceAll("/", "_");

const byKey = <T>(files: readonly File[], value: (file: File) => T): Record<string, T> =>
  Object.fromEntries(
    [...files].sort((a, b) => (a.path < b.path ? -1 : 1)).map((file) => [keyOf(file.path), value(file)]),
  );

/** Hash of files with their paths. It may be shown: what is secret in them cannot be guessed from it. */
const hashOf = (files: readonly File[]): pulumi.Output<string> =>
  pulumi.unsecret(
    pulumi.all(byKey(files, ({ content }) => content)).apply((contents) =>
      createHash("sha256")
        .update(JSON.stringify(Object.entries(contents)))
        .digest("hex"),
    ),
  );

/**
 * Puts files into a ConfigMap and a Secret, and mounts each directory of them whole: a process finds in it what it was
 * given and nothing else.
 * @param name of the container they are for, which names both objects
 */
export function mountFiles(
  name: string,
  workload: string,
  { platform, parent, secrets, files }: ContainerFiles & { platform: Kubernetes; parent: pulumi.Resource },
): MountedFiles {
  const at = platform.metadata(workload, name);
  const plain =
    files.length > 0
      ? new k8s.core.v1.ConfigMap(
          `${name}-files`,
          { metadata: at, data: byKey(files, ({ content }) => content) },
          platform.under(parent),
        )
      : undefined;
  const secret =
    secrets.length > 0
      ? secretObject(`${name}-secrets`, {
          ...{ platform, parent, metadata: at },
          content: byKey(secrets, ({ content }) => content),
        })
      : undefined;
  const directories = topDirectories([...files, ...secrets].map(({ path }) => path));
  const volumeOf = (index: number) => `${name.endsWith("-terminator") ? "terminator" : "files"}-${index}`;
  const itemsIn = (directory: string, all: readonly File[], mode: number) =>
    all
      .filter(({ path }) => path.startsWith(`${directory}/`))
      .map(({ path }) => ({ key: keyOf(path), path: posix.relative(directory, path), mode }));
  return {
    volumes: directories.map((directory, index) => {
      const plainItems = itemsIn(directory, files, 0o444);
      // Readable by the group that the pod's volumes belong to, which is the process's alone.
      const secretItems = itemsIn(directory, secrets, 0o440);
      return {
        name: volumeOf(index),
        projected: {
          sources: [
            ...(plainItems.length > 0
              ? [{ configMap: { name: plain!.metadata.name, items: plainItems } }]
              : []),
            ...(secretItems.length > 0
              ? [{ secret: { name: secret!.metadata.name, items: secretItems } }]
              : []),
          ],
        },
      };
    }),
    mounts: directories.map((directory, index) => ({
      name: volumeOf(index),
      mountPath: directory,
      readOnly: true,
    })),
    hash: hashOf([...files, ...secrets]),
  };
}
