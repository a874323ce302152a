import { namespaceLabel, namespacesOf } from "../lib/namespace";
import { namespaceType, networkPolicyType, selectsAll, type Spec } from "../lib/pod";
import { stackPolicy } from "../lib/policy";
import { list } from "../lib/values";

/** Shorter prefixes than a whole private network's are the world, or halves of it. */
const isEverything = (cidr: string) => Number(cidr.split("/")[1] ?? 0) < 8;

/** What a peer lets through beyond what it names. @param mayBeAll whether a namespace's pods may be meant all together */
function* mistakesOf(peer: Spec, mayBeAll: (namespace: string) => boolean): Generator<string> {
  const { namespaceSelector, podSelector, ipBlock } = peer;
  if (!namespaceSelector && !podSelector && !ipBlock) yield "a peer that is anybody";
  if (ipBlock && isEverything(String(ipBlock["cidr"] ?? ""))) yield "every address";
  const namespace = namespaceSelector?.["matchLabels"]?.[namespaceLabel] as string | undefined;
  if (namespaceSelector && !namespace) yield "namespaces not by name";
  if (podSelector && !namespaceSelector && selectsAll(podSelector)) yield "every pod of its namespace";
  if (namespace && selectsAll(podSelector) && !mayBeAll(namespace)) yield `every pod of ${namespace}`;
}

export default stackPolicy({
  name: "network-policies-name-peers-and-ports",
  severity: "high",
  types: [networkPolicyType, namespaceType],
  reason: "An empty list in a NetworkPolicy means everybody, or every port, where one reads nobody.",
  remedy: `Name peers by pods and by the namespace's ${namespaceLabel}, or by a network of /8 or less, and name each port.`,
  judge(resources, reportOf) {
    const own = namespacesOf(resources).map(({ name }) => name);
    for (const policy of resources.filter(({ type }) => type === networkPolicyType)) {
      const report = (finding: string) => reportOf(finding, policy);
      for (const [direction, peersKey] of [
        ["ingress", "from"],
        ["egress", "to"],
      ] as const)
        // Who comes from a namespace of others is known by no label: there the namespace is the peer.
        for (const rule of list<Spec>(policy.props["spec"]?.[direction])) {
          const mayBeAll = (namespace: string) => direction === "ingress" && !own.includes(namespace);
          const peers = list<Spec>(rule[peersKey]);
          const ports = list<Spec>(rule["ports"]);
          if (peers.length === 0) report(`an ${direction} rule names no peer`);
          if (ports.length === 0) report(`an ${direction} rule names no port`);
          for (const peer of peers)
            for (const mistake of mistakesOf(peer, mayBeAll))
              report(`an ${direction} rule lets through ${mistake}`);
          for (const port of ports) {
            if (port["port"] === undefined) report(`an ${direction} rule names every port of a protocol`);
            if (port["endPort"] !== undefined) report(`an ${direction} rule names a range of ports`);
          }
        }
    }
  },
});
