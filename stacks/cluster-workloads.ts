import { beat, worker } from "../components/presentation/superset/background";
import type { Config } from "./schema";
import { accessProxy, embedsSignOn, runs, signOnEgress, signsOn } from "./services";

/** Where people come in. */
export const edgeEndpoint = "edge.https";

/** Every workload and job of the stack, by name; a flow takes effect when both its ends are here. */
export const workloads = (config: Config): string[] => [
  "object-store",
  "postgresql",
  "postgresql-pooler",
  ...(runs(config, "search") ? ["search-store", "search-store-access"] : []),
  ...(runs(config, "query") ? ["dremio", "dremio-bootstrap", "edge"] : []),
  ...(signsOn(config)
    ? [embedsSignOn(config) ? "directory" : signOnEgress, "identity", accessProxy.workload]
    : []),
  ...(runs(config, "dashboards") ? ["cache", "superset", "superset-init", worker, beat] : []),
];
