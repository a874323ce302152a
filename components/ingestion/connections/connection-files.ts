import type * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { text } from "../../platform/template";
import type { File } from "../../platform/workload";

/** The connections, by the directory their files lie in: rows to bronze, and changes to the live tables. */
export const connections = { batch: "/etc/lakehouse/batch-sync", changes: "/etc/lakehouse/change-capture" };

/** What a run of a connection is given: its declaration, and the files that its `_secret`s name. */
export interface ConnectionFiles {
  files: File[];
  secrets: File[];
}

export interface ConnectionPasswords {
  /** Of the source's reader. */
  sourcePassword: pulumi.Input<string>;
  /** Secret key of the object store's user `airbyte`: bronze and each connection's state lie there. */
  objectStorePassword: pulumi.Input<string>;
  /** Of PostgreSQL's login `airbyte`. */
  postgresqlPassword: pulumi.Input<string>;
}

/** Files of both connections, each in a directory of its own. */
export function connectionFiles(
  authorityPem: pulumi.Input<string>,
  { sourcePassword, objectStorePassword, postgresqlPassword }: ConnectionPasswords,
): ConnectionFiles {
  const common = { "source-password": sourcePassword, "object-store-password": objectStorePassword };
  const both = [
    declared(connections.batch, "airline-bronze", authorityPem, common),
    declared(connections.changes, "airline-live", authorityPem, {
      ...common,
      "postgresql-password": postgresqlPassword,
    }),
  ];
  return { files: both.flatMap(({ files }) => files), secrets: both.flatMap(({ secrets }) => secrets) };
}

/**
 * @param declaration name of the file beside this one, without `.json`
 * @param passwords by the name under which the declaration asks for them
 */
function declared(
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
