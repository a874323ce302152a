import type { Platform } from "../components/platform/platform";
import { Dremio } from "../components/processing/dremio/dremio";
import type { CertificateAuthority } from "../components/security/certificate-authority";
import type { ObjectStore } from "../components/storage/object-store/object-store";
import type { RelationalStore } from "../components/storage/relational-store/relational-store";
import type { SearchStore } from "../components/storage/search-store/search-store";
import { runs } from "./services";
import type { Config } from "./schema";

/** What Dremio reads from. */
export interface Sources {
  platform: Platform;
  authority: CertificateAuthority;
  objectStore: ObjectStore;
  relationalStore: RelationalStore;
  /** @default none */
  searchStore?: SearchStore | undefined;
}

/** Dremio over the stack's stores; none where the profile `query` does not run. */
export function query(
  config: Config,
  { platform, authority, objectStore, relationalStore, searchStore }: Sources,
): Dremio | undefined {
  if (!runs(config, "query")) return undefined;
  const at = (workload: string, port: number) => ({ host: platform.hostname(workload), port });
  return new Dremio(
    "dremio",
    {
      ...{ platform, authority, ...config.dremio },
      // Only who knows its present password can give Dremio's administrator another.
      rotation: undefined,
      objectStore: { ...at("object-store", 9000), login: objectStore.logins["dremio"]! },
      postgresql: { ...at("postgresql", 5432), login: relationalStore.logins["dremio"]! },
      searchStore: searchStore && { ...at("search-store", 9200), login: searchStore.logins["dremio"]! },
    },
    { dependsOn: [objectStore, relationalStore, ...(searchStore ? [searchStore] : [])] },
  );
}
