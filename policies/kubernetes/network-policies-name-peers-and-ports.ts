import { namespaceLabel, namespacesOf } from "../lib/namespace";
import { namespaceType, networkPolicyType, selectsAll, type Spec } from "../lib/pod";
import { stackPolicy } from "../lib/policy";
import { isWholeWorld, list } from "../lib/values";

/** What a peer lets through beyond what it names. @param mayBeAll whether a namespace's pods may be meant all together */
function* mistakesOf(peer: Spec, mayBeAll: (namespace: string) => boolean): Generator<string> {
  const { namespaceSelector, podSelector, ipBlock } = peer;
  if (!namespaceSelector && !podSelector && !ipBlock) yield "a peer that is anybody";
  if (ipBlock && isWholeWorld(String(ipBlock["cidr"] ?? ""))) yield "every address";
  const namespace = namespaceSelector?.["matchLabels"]?.[namespaceLabel] as string | undefined;
  if (namespaceSelector && !namespace) yield "namespaces not by name";
  if (podSelector && !namespaceSelector && selectsAll(podSelector)) yield "every pod of its namespace";
  if (namespace && selectsAll(podSelector) && !mayBeAll(namespace)) yield `every pod of ${namespace}`;
}

/** Where a direction's rules keep those whom they are about. */
const peersKeys = { ingress: "from", egress: "to" } as const;
type Direction = keyof typeof peersKeys;

/** What one rule opens beyond what it names. @param own namespaces of the stack */
function* mistakesOfRule(direction: Direction, rule: Spec, own: readonly string[]): Generator<string> {
  const peers = list<Spec>(rule[peersKeys[direction]]);
  const ports = list<Spec>(rule["ports"]);
  if (peers.length === 0) yield "names no peer";
  if (ports.length === 0) yield "names no port";
  // Who comes from a namespace of others is known by no label: there the namespace is the peer.
  const mayBeAll = (namespace: string) => direction === "ingress" && !own.includes(namespace);
  for (const peer of peers) for (const mistake of mistakesOf(peer, mayBeAll)) yield `lets through ${mistake}`;
  for (const port of ports) {
    if (port["port"] === undefined) yield "names every port of a protocol";
    if (port["endPort"] !== undefined) yield "names a range of ports";
  }
}

export default stackPolicy({
  name: "network-policies-name-peers-and-ports",
  severity: "high",
  types: [networkPolicyType, namespaceType],
  reason: "An empty list in a NetworkPolicy means everybody, or every port, where one reads nobody.",
  remedy: `Name peers by pods and by the namespace's ${namespaceLabel}, or by a network of /8 or less, and name each port.`,
  judge(resources, report) {
    const own = namespacesOf(resources).map(({ name }) => name);
    for (const policy of resources.filter(({ type }) => type === networkPolicyType))
      for (const direction of Object.keys(peersKeys) as Direction[])
        for (const rule of list<Spec>(policy.props["spec"]?.[direction]))
          for (const mistake of mistakesOfRule(direction, rule, own))
            report(`an ${direction} rule ${mistake}`, policy);
  },
});
