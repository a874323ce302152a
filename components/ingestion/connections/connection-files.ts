import type * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { text } from "../../platform/template";
import type { File } from "../../platform/workload";

/** What a run of a connection is given: its declaration, and the files that its `_secret`s name. */
export interface ConnectionFiles {
  files: File[];
  secrets: File[];
}

/**
 * Files of a declared connection, in a directory of their own.
 * @param declaration name of the file beside this one, without `.json`
 * @param passwords by the name under which the declaration asks for them
 */
export function connectionFiles(
  directory: string,
  declaration: string,
  authorityPem: pulumi.Input<string>,
  passwords: Record<string, pulumi.Input<string>>,
): ConnectionFiles {
  const own = (name: string) => text(join(__dirname, `${name}.json`));
  return {
    files: [
      { path: `${directory}/connection.json`, content: own(declaration) },
      { path: `${directory}/state-store.json`, content: own("state-store") },
      { path: `${directory}/ca.crt`, content: authorityPem },
    ],
    secrets: Object.entries(passwords).map(([name, content]) => ({ path: `${directory}/${name}`, content })),
  };
}
