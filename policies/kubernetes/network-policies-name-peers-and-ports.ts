import { selectsAll, type Spec } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";
import { list } from "../lib/values";

/** The label that a namespace has from Kubernetes itself, so that nobody can take another's. */
const namespaceName = "kubernetes.io/metadata.name";

/** Shorter prefixes than a whole private network's are the world, or halves of it. */
const isEverything = (cidr: string) => Number(cidr.split("/")[1] ?? 0) < 8;

/** What a peer lets through beyond what it names. */
function* mistakesOf(peer: Spec): Generator<string> {
  const { namespaceSelector, podSelector, ipBlock } = peer;
  if (!namespaceSelector && !podSelector && !ipBlock) yield "a peer that is anybody";
  if (ipBlock && isEverything(String(ipBlock["cidr"] ?? ""))) yield "every address";
  if (namespaceSelector && !namespaceSelector["matchLabels"]?.[namespaceName]) yield "namespaces not by name";
  if (podSelector && !namespaceSelector && selectsAll(podSelector)) yield "every pod of its namespace";
}

export default resourcePolicy({
  name: "network-policies-name-peers-and-ports",
  severity: "high",
  types: ["kubernetes:networking.k8s.io/v1:NetworkPolicy"],
  reason: "An empty list in a NetworkPolicy means everybody, or every port, where one reads nobody.",
  remedy: `Name peers by pods and by the namespace's ${namespaceName}, or by a network of /8 or less, and name each port.`,
  judge({ props }, report) {
    for (const [direction, peersKey] of [
      ["ingress", "from"],
      ["egress", "to"],
    ] as const)
      for (const rule of list<Spec>(props["spec"]?.[direction])) {
        const peers = list<Spec>(rule[peersKey]);
        const ports = list<Spec>(rule["ports"]);
        if (peers.length === 0) report(`an ${direction} rule names no peer`);
        if (ports.length === 0) report(`an ${direction} rule names no port`);
        for (const peer of peers)
          for (const mistake of mistakesOf(peer)) report(`an ${direction} rule lets through ${mistake}`);
        for (const port of ports) {
          if (port["port"] === undefined) report(`an ${direction} rule names every port of a protocol`);
          if (port["endPort"] !== undefined) report(`an ${direction} rule names a range of ports`);
        }
      }
  },
});
