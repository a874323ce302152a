import * as pulumi from "@pulumi/pulumi";
import { flows, operator } from "../components/platform/flows";
import type { Administration } from "../components/platform/kubernetes/administration";
import { edgeEndpoint, workloads } from "./cluster-workloads";
import type { Config } from "./schema";

const key = "lakehouse:kubernetes.administration";

/** Stores that are reached by forwarding: endpoint, and which port of this machine leads there. */
const forwardable = {
  "object-store.s3": "objectStore",
  "postgresql.sql": "postgresql",
  "search-store.https": "searchStore",
} as const satisfies Record<string, keyof Config["publish"]>;

/** Endpoints at which an operator comes to this stack's workloads. */
const wanted = (config: Config): string[] =>
  flows
    .filter(({ from, to }) => from === operator && workloads(config).includes(to))
    .map(({ to, port }) => `${to}.${port}`);

/** Whether stores are reached through the API server, as nothing says how else. */
const isForwarded = ({ kubernetes: { administration } }: Config): boolean =>
  Object.keys(administration.endpoints).length === 0;

/** A workload's port, and the port of this machine that leads to it. */
export interface Forwarded {
  workload: string;
  /** Its name. */
  port: string;
  here: number;
  /** Where the port of this machine is set. */
  setting: string;
}

/** Stores that are reached through the API server; none where endpoints are configured. */
export const forwarded = (config: Config): Forwarded[] =>
  (Object.keys(forwardable) as (keyof typeof forwardable)[])
    .filter((endpoint) => isForwarded(config) && wanted(config).includes(endpoint))
    .map((endpoint) => {
      const [workload, port] = endpoint.split(".") as [string, string];
      const published = forwardable[endpoint];
      return { workload, port, here: config.publish[published], setting: `lakehouse:publish.${published}` };
    });

/** How stores are administered. */
export function administrationOf(config: Config): Administration {
  if (!isForwarded(config)) return config.kubernetes.administration;
  return {
    endpoints: Object.fromEntries(
      forwarded(config).map(({ workload, port, here }) => [
        `${workload}.${port}`,
        { host: "localhost", port: here },
      ]),
    ),
    forwarded: true,
  };
}

/**
 * Every store that is administered from outside must be reached somehow.
 * @throws pulumi.RunError with what is missing, idle or of no effect
 */
export function checkAdministration(config: Config): void {
  const { administration, mesh } = config.kubernetes;
  const { endpoints, identity, networks } = administration;
  if (isForwarded(config)) {
    if (identity || networks.length > 0)
      throw new pulumi.RunError(
        `${key} names who may come (${identity ? "identity" : "networks"}) and not where: set ${key}.endpoints as well, or ` +
          "leave both out to reach stores through the API server.",
      );
    if (!config.objectStore.distributed)
      throw new pulumi.RunError(
        "lakehouse:objectStore.distributed is not set: its one server listens at its pod's address alone, to which the API " +
          `server does not lead. Set it, or say in ${key}.endpoints where this machine reaches it.`,
      );
    return;
  }
  // The edge has a name of its own; another way to it is for who cannot use that.
  const missing = wanted(config).filter((name) => name !== edgeEndpoint && !(name in endpoints));
  const idle = Object.keys(endpoints).filter((name) => !wanted(config).includes(name));
  if (missing.length > 0)
    throw new pulumi.RunError(
      `${key}.endpoints lacks ${missing.join(", ")}: say where this machine reaches it, such as {${missing[0]}: {host: s3.internal, port: 9000}}.`,
    );
  if (idle.length > 0)
    throw new pulumi.RunError(
      `${key}.endpoints names ${idle.join(", ")}, which this stack does not have; it has ${wanted(config).join(", ")}.`,
    );
  if (mesh === "istio" && networks.length > 0)
    throw new pulumi.RunError(
      `${key}.networks has no effect with kubernetes.mesh: istio, which lets in who has an identity; set ${key}.identity to that of the pods the way leads through.`,
    );
  if (mesh === "istio" ? !identity : networks.length === 0 && !identity)
    throw new pulumi.RunError(
      `Nobody may come to the stores to administer them: set ${key}.identity to the namespace and service account of the pods the way leads through` +
        (mesh === "istio" ? "." : `, or ${key}.networks to the networks it comes from.`),
    );
}
