import { BatchSync } from "../components/ingestion/connections/batch-sync";
import type { ConnectionPasswords } from "../components/ingestion/connections/connection-files";
import { SampleSource } from "../components/ingestion/sample-source/sample-source";
import type { Platform } from "../components/platform/platform";
import type { CertificateAuthority } from "../components/security/certificate-authority";
import type { ObjectStore } from "../components/storage/object-store/object-store";
import type { RelationalStore } from "../components/storage/relational-store/relational-store";
import type { Config } from "./schema";

/** What the connections are joined to. */
export interface Ends {
  platform: Platform;
  authority: CertificateAuthority;
  rotation: string | undefined;
  objectStore: ObjectStore;
  relationalStore: RelationalStore;
}

/** The sample source, and the first run of its two connections: rows to bronze, changes to the live database. */
export function ingestion(config: Config, { objectStore, relationalStore, ...common }: Ends) {
  const source = new SampleSource({ ...common, ...config.sampleSource });
  const passwords: ConnectionPasswords = {
    sourcePassword: source.reader.password,
    objectStorePassword: objectStore.logins["airbyte"]!.password,
    postgresqlPassword: relationalStore.logins["airbyte"]!.password,
  };
  const sync = new BatchSync(
    { ...common, ...config.connectors, ...passwords },
    { dependsOn: [source.loaded, objectStore, relationalStore] },
  );
  const database = { administrator: source.administrator, airline: source.owner, airbyte: source.reader };
  return { database, passwords, sync };
}
