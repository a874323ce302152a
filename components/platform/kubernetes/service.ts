import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Kubernetes } from "./kubernetes";
import type { Labels } from "./labels";

/**
 * The name under which clients ask a workload whose pods an operator makes, the same as on every platform: they need none of the
 * operator's names.
 * @param cluster what the operator is told
 */
export const operatedService = (
  name: string,
  {
    platform,
    parent,
    workload,
    selector,
    port,
  }: {
    platform: Kubernetes;
    parent: pulumi.Resource;
    workload: string;
    /** Labels of the pods that it leads to. */
    selector: Labels;
    port: { name: string; number: number };
  },
  cluster: pulumi.Resource,
): k8s.core.v1.Service =>
  new k8s.core.v1.Service(
    `${name}-service`,
    {
      metadata: platform.metadata(workload, workload),
      spec: {
        type: "ClusterIP",
        selector,
        ports: [{ name: `tls-${port.name}`, port: port.number, targetPort: port.number, protocol: "TCP" }],
      },
    },
    platform.under(parent, { dependsOn: [cluster] }),
  );
