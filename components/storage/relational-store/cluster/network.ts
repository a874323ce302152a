import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { openFlows } from "../../../platform/kubernetes/flows";
import type { Accepting, Kubernetes } from "../../../platform/kubernetes/kubernetes";
import { selector } from "../../../platform/kubernetes/labels";
import { operatedService } from "../../../platform/kubernetes/service";
import { port } from "../server";
import { poolerOf, primaryLabels } from "./names";

/** Where the API server is for pods: there Patroni keeps who is the primary. */
export interface ApiServer {
  networks: readonly string[];
  port: number;
}

/** What instances accept; Patroni's own interface from each other alone. Source: the operator's documentation, "Ports". */
export const accepting: Accepting = {
  ports: {
    sql: { number: port, protocol: "tcp", tls: { mode: "native" } },
    patroni: { number: 8008, protocol: "http", tls: { mode: "native" } },
  },
  peers: ["sql", "patroni"],
};

const networks = (list: readonly string[]) => list.map((cidr) => ({ ipBlock: { cidr } }));

/** Number of a URL's port. */
export const portOf = (address: string): number => {
  const { port: given } = new URL(address);
  return given === "" ? 443 : Number(given);
};

/** What the flows say of a cluster, and where its instances must come besides. */
export function openClusterFlows(
  name: string,
  {
    platform,
    parent,
    workload,
    apiServer,
    keyStore,
  }: {
    platform: Kubernetes;
    parent: pulumi.Resource;
    workload: string;
    apiServer: ApiServer;
    keyStore: { address: string; networks: readonly string[] };
  },
): void {
  platform.accept(workload, accepting);
  // Both stay out of a mesh: they speak TLS 1.3 by themselves, and the mesh cannot see who is the primary.
  openFlows(workload, { platform, parent, workload: accepting, id: name, meshed: false });
  openFlows(poolerOf(workload), { platform, parent, id: `${name}-pooler`, meshed: false });
  new k8s.networking.v1.NetworkPolicy(
    `${name}-outward`,
    {
      metadata: platform.metadata(workload, `${workload}-outward`),
      spec: {
        podSelector: { matchLabels: selector(workload) },
        policyTypes: ["Egress"],
        egress: [
          { to: networks(apiServer.networks), ports: [{ protocol: "TCP", port: apiServer.port }] },
          { to: networks(keyStore.networks), ports: [{ protocol: "TCP", port: portOf(keyStore.address) }] },
        ],
      },
    },
    platform.under(parent),
  );
}

/** The address of whoever is the primary: Patroni's label moves, and the service follows it. */
export const primaryService = (
  name: string,
  {
    cluster,
    ...place
  }: { platform: Kubernetes; workload: string; parent: pulumi.Resource; cluster: pulumi.Resource },
): k8s.core.v1.Service =>
  operatedService(
    name,
    { ...place, selector: primaryLabels(place.workload), port: { name: "sql", number: port } },
    cluster,
  );
