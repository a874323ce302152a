import { join } from "node:path";
import { OperatorError } from "../pulumi/report";

/** The sparse file that holds a volume: beside its mount point. */
export const imageOf = (mountPoint: string): string => `${mountPoint}.img`;

/** Where directories of volumes are made: the root of a file system cannot itself be encrypted with fscrypt. */
export const directoryOf = (mountPoint: string): string => join(mountPoint, "volumes");

/** The device mapper's name of an opened LUKS volume: one for each mount point. */
export const mappingOf = (mountPoint: string): string => mountPoint.slice(1).replaceAll("/", "-");

/** Where a volume is mounted unless VOLUME says otherwise. @param name the stack's, such as lakehouse-dev */
export const defaultMountPoint = (name: string): string => `/var/lib/lakehouse/${name}`;

/**
 * Names of directories in a volume: they become parts of paths that root uses.
 * @throws OperatorError for one that is no plain name
 */
export function checkNames(names: readonly string[]): void {
  const wrong = names.find((name) => !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name));
  if (wrong !== undefined) {
    throw new OperatorError(
      `'${wrong}' cannot name a directory of a volume: letters, digits, '_', '.' and '-' are allowed, the first a letter or digit.`,
    );
  }
}
