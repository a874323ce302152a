import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { outside } from "../flow";
import type { Kubernetes } from "./kubernetes";
import { selector } from "./labels";

/** One place outside the cluster, which speaks TLS. */
export interface OutsidePlace {
  host: string;
  port: number;
  /** Its IPv4 address: a network knows no names. */
  address: string;
}

/**
 * Lets a workload's pods go to the one place that a flow leads out to; the workload itself looks at name and certificate. A mesh
 * is told of the name, so that it passes it where it passes nothing that it does not know.
 * Source: kubernetes.io, "Network Policies"; Istio, "Service Entry".
 */
export function openWayOut(
  name: string,
  { platform, parent }: { platform: Kubernetes; parent: pulumi.Resource },
): void {
  if (!platform.flows.some(({ from, to }) => from === name && to === outside)) return;
  const place = platform.args.places?.[name];
  if (!place)
    throw new pulumi.RunError(`'${name}' has a flow that leads out; say in the platform's places where to.`);
  const { host, port, address } = place;
  const at = platform.metadata(name, `${name}-outward`);
  new k8s.networking.v1.NetworkPolicy(
    `${name}-outward`,
    {
      metadata: at,
      spec: {
        podSelector: { matchLabels: selector(name) },
        policyTypes: ["Egress"],
        egress: [{ to: [{ ipBlock: { cidr: `${address}/32` } }], ports: [{ protocol: "TCP", port }] }],
      },
    },
    platform.under(parent),
  );
  if (platform.args.mesh !== "istio") return;
  new k8s.apiextensions.CustomResource(
    `${name}-outside`,
    {
      apiVersion: "networking.istio.io/v1",
      kind: "ServiceEntry",
      metadata: at,
      spec: {
        hosts: [host],
        location: "MESH_EXTERNAL",
        ports: [{ number: port, name: "tls-outside", protocol: "TLS" }],
        resolution: "STATIC",
        endpoints: [{ address }],
        // For this namespace alone.
        exportTo: ["."],
      },
    },
    platform.under(parent),
  );
}
