import { containerTypes, viewsOf, type ContainerView } from "../lib/container";
import { configsOf, harmlessLines, isLocal, param, tellsOthers } from "../lib/haproxy";
import { isWayOut, membersOf, networkType } from "../lib/network";
import { stackPolicy } from "../lib/policy";

const forwarding = "net.ipv4.ip_forward";

/** A listed way out; any other is refused by networks-are-internal and published-networks-have-no-way-out. */
export default stackPolicy({
  name: "ways-out-lead-to-one-place",
  severity: "critical",
  types: [networkType, ...containerTypes],
  reason:
    "What may leave the host can carry data off to anybody, unless one proxy alone is there and knows one place alone.",
  remedy:
    "Put one HAProxy alone on the network, that publishes nothing, forwards no packets, and has one server and no more than that takes (no logs, scripts, checks or name servers elsewhere), with `ssl verify required ca-file <file> verifyhost <name>`.",
  judge(resources, report) {
    const containers = resources.filter(({ type }) => (containerTypes as readonly string[]).includes(type));
    const views = viewsOf(containers);
    const ways = resources.filter(({ type, props }) => type === networkType && isWayOut(props));
    for (const extra of ways.slice(1)) report("is a second network for a way out", extra);
    for (const network of ways) {
      const members = membersOf(network, containers);
      if (members.length !== 1) report(`leads out and has ${members.length} members`, network);
      for (const member of members)
        for (const finding of faultsOf(views[containers.indexOf(member)]!)) report(finding, member);
    }
  },
});

/** Options of a server by which it is not, or not only, spoken to at its address. */
const elsewhere = /^(addr|port|source|track|redir|observe)$/;

/** What is wrong with something that stands on a way out. */
function faultsOf(container: ContainerView): string[] {
  const configs = configsOf(container, () => undefined);
  const servers = configs.flatMap((config) => config.servers).filter(({ address }) => !isLocal(address));
  const faults = configs
    .flatMap((config) => config.linesBeside(harmlessLines))
    .map((at) => `${at} may lead somewhere else`);
  if (servers.length !== 1) faults.push(`leads out to ${servers.length} places`);
  for (const { at, address, params } of servers) {
    if (/^0\.0\.0\.0(:|$)|:0$/.test(address)) faults.push(`${at} leads to where a client says`);
    if (params.some((word) => tellsOthers.test(word) || elsewhere.test(word)))
      faults.push(`${at} leads by way of another place`);
    const verified =
      params.includes("ssl") && param(params, "verify") === "required" && !!param(params, "verifyhost");
    if (!verified) faults.push(`${at} does not verify that it speaks with ${address}`);
    const authority = param(params, "ca-file");
    if (authority === undefined || authority.startsWith("@"))
      faults.push(`${at} believes more than named authorities`);
  }
  if (container.publishedPorts.length > 0 || container.publishesEveryPort)
    faults.push("leads out and publishes a port");
  if (container.sysctl(forwarding) !== "0") faults.push("leads out and forwards packets");
  return faults;
}
