import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { operator, outside, type Flow } from "../flow";
import type { Port } from "../workload";
import type { Entrance } from "./entrance";
import type { Accepting, Kubernetes } from "./kubernetes";
import { selector } from "./labels";
import { allow } from "./mesh";
import { podPort } from "./terminator";

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;
type NetworkPolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;

/** Pods of another workload, wherever it lives. */
const podsOf = (platform: Kubernetes, workload: string): Peer => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": platform.namespaceOf(workload) } },
  podSelector: { matchLabels: selector(workload) },
});

/** Who comes to an entrance: people's networks, or the gateway's pods. */
const peopleAt = ({ gateway, networks }: Entrance): Peer[] =>
  gateway
    ? [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": gateway.namespace } },
          podSelector: { matchLabels: { ...gateway.selector } },
        },
      ]
    : networks.map((cidr) => ({ ipBlock: { cidr } }));

/** Who comes along a flow. */
function comers(platform: Kubernetes, { from, to, port }: Flow): Peer[] {
  if (from !== operator) return [podsOf(platform, from)];
  const { entrance } = platform.args;
  if (entrance?.endpoint === `${to}.${port}`) return peopleAt(entrance);
  const { networks = [], identity } = platform.args.administration;
  return [
    ...networks.map((cidr) => ({ ipBlock: { cidr } })),
    ...(identity
      ? [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": identity.namespace } } }]
      : []),
  ];
}

/** Identities in the mesh certificates of those who come along a flow. */
function principalsOf(platform: Kubernetes, { from, to, port }: Flow): string[] {
  // An entrance stays out of the mesh.
  if (from === operator && platform.args.entrance?.endpoint === `${to}.${port}`) return [];
  const { identity } = platform.args.administration;
  const who = from === operator ? identity : { namespace: platform.namespaceOf(from), serviceAccount: from };
  return who ? [`${platform.trustDomain}/ns/${who.namespace}/sa/${who.serviceAccount}`] : [];
}

/** Whose pods flows are opened for, and how. */
export interface FlowEnds {
  platform: Kubernetes;
  parent: pulumi.Resource;
  /** What they accept. @default nothing */
  workload?: Accepting;
  /** Prefix of the resources' names. @default the workload's name */
  id?: string;
  /** Whether the mesh's proxy stands in front of its pods, where there is a mesh. @default true */
  meshed?: boolean;
}

/**
 * Opens what the flows say for one workload, in both directions: to its pods by their ports, from its pods to those it may
 * ask, and in a mesh by identity too. Everything else stays denied.
 */
export function openFlows(
  name: string,
  { platform, parent, workload, id = name, meshed = true }: FlowEnds,
): void {
  const ports: Record<string, Port> = workload?.ports ?? {};
  const numberOf = (port: string) => podPort(workload ?? {}, ports[port]!);
  const peers = (workload?.peers ?? []).map((port): Flow => ({
    number: 0,
    from: name,
    to: name,
    port,
    reason: "Replicas of one workload.",
  }));
  const arriving = [...platform.flows.filter(({ to }) => to === name), ...peers];
  const leaving = [...platform.flows.filter(({ from, to }) => from === name && to !== outside), ...peers];
  const spec: NetworkPolicySpec = {
    podSelector: { matchLabels: selector(name) },
    policyTypes: ["Ingress", "Egress"],
    ingress: arriving
      .map((flow) => ({
        from: comers(platform, flow),
        ports: [{ protocol: "TCP", port: numberOf(flow.port) }],
      }))
      // An empty list would let everybody in.
      .filter(({ from }) => from.length > 0),
    egress: leaving.map((flow) => ({
      to: [podsOf(platform, flow.to)],
      ports: [{ protocol: "TCP", port: platform.podPortOf(flow) }],
    })),
  };
  new k8s.networking.v1.NetworkPolicy(
    `${id}-flows`,
    { metadata: platform.metadata(name, name), spec },
    platform.under(parent),
  );
  const ways = arriving.flatMap((flow) =>
    principalsOf(platform, flow).map((principal) => ({ principal, port: numberOf(flow.port) })),
  );
  if (platform.args.mesh === "istio" && meshed && ways.length > 0)
    allow(
      `${id}-allowed`,
      platform.metadata(name, name),
      { labels: selector(name), ways },
      platform.under(parent),
    );
}
