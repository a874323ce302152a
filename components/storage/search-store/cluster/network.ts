import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { openFlows } from "../../../platform/kubernetes/flows";
import type { Accepting, Kubernetes } from "../../../platform/kubernetes/kubernetes";
import { selector } from "../../../platform/kubernetes/labels";
import { operatedService } from "../../../platform/kubernetes/service";
import { port } from "../server";
import { operatorPods } from "./names";

/** What nodes accept; the transport port from each other alone. */
export const accepting: Accepting = {
  ports: {
    https: { number: port, protocol: "http", tls: { mode: "native" } },
    transport: { number: 9300, protocol: "tcp", tls: { mode: "native" } },
  },
  peers: ["transport"],
};

interface Place {
  platform: Kubernetes;
  parent: pulumi.Resource;
  workload: string;
}

/**
 * What the flows say of a cluster, and its operator, which asks the nodes how they are. All stay out of a mesh: they speak
 * TLS 1.3 by themselves, and in the mesh the operator would have to be in it, too.
 * @param operatorNamespace where the operator runs
 */
export function openClusterFlows(
  name: string,
  { operatorNamespace, ...at }: Place & { operatorNamespace: string },
): void {
  const { platform, parent, workload } = at;
  platform.accept(workload, accepting);
  openFlows(workload, { platform, parent, workload: accepting, id: name, meshed: false });
  const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": operatorNamespace } };
  new k8s.networking.v1.NetworkPolicy(
    `${name}-operator`,
    {
      metadata: platform.metadata(workload, `${workload}-operator`),
      spec: {
        podSelector: { matchLabels: selector(workload) },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: operatorPods.map((matchLabels) => ({ namespaceSelector, podSelector: { matchLabels } })),
            ports: [{ protocol: "TCP", port }],
          },
        ],
      },
    },
    platform.under(parent),
  );
}

/** The address of whichever nodes are ready. */
export const nodesService = (name: string, place: Place, cluster: pulumi.Resource): k8s.core.v1.Service =>
  operatedService(
    name,
    { ...place, selector: selector(place.workload), port: { name: "https", number: port } },
    cluster,
  );
