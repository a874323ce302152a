import type { Change } from "../cases";
import { onCluster } from "./postgresql-clusters";
import { onSearch } from "./search-clusters";

/** Images of a cluster without a digest. */
export const unpinned: Record<string, Change> = {
  "a database's": onCluster((spec) => (spec["image"] = "percona/percona-distribution-postgresql:17")),
  "a pooler's": onCluster(({ proxy }) => (proxy.pgBouncer.image = "percona/percona-pgbouncer:1.25")),
  "the operator's own": onCluster(({ initContainer }) => delete initContainer.image),
  "a search cluster's": onSearch((spec) => (spec["image"] = "elasticsearch:9.4.5")),
  "a search cluster's of the operator's choice": onSearch((spec) => delete spec["image"]),
  "a repository's": onCluster((spec) => (spec["backups"] = { enabled: true })),
};
