import { containerType, viewsOf, type ContainerView } from "../lib/container";
import { configsOf, type HaproxyConfig, type Listener } from "../lib/haproxy";
import { isOn, membersOf, networkType } from "../lib/network";
import { stackPolicy, type StackReport, type StackSubject } from "../lib/policy";
import { hostOf } from "../lib/values";

/** A container that runs HAProxy on networks of its own. */
interface Proxy {
  resource: StackSubject;
  view: ContainerView;
}

/** Plain connections between containers: from HAProxy to a process, and from that process to whom it may reach. */
class PlainHops {
  private readonly networks: StackSubject[];
  private readonly containers: StackSubject[];
  private readonly views: ContainerView[];

  constructor(
    resources: readonly StackSubject[],
    private readonly report: StackReport,
  ) {
    this.networks = resources.filter(({ type }) => type === networkType);
    const all = resources.filter(({ type }) => type === containerType);
    const views = viewsOf(all);
    this.containers = all.filter((_, index) => !views[index]!.neverStarts);
    this.views = views.filter(({ neverStarts }) => !neverStarts);
  }

  judge(): void {
    for (const [index, resource] of this.containers.entries()) {
      const proxy = { resource, view: this.views[index]! };
      if (proxy.view.addresses.length === 0) continue;
      // What nobody can read is reported by the policies for one resource.
      const networks = configsOf(proxy.view, () => undefined).flatMap((config) =>
        this.plainOf(proxy, config),
      );
      for (const network of new Set(networks)) this.judgeNetwork(proxy, network);
    }
  }

  /** Networks on which a proxy speaks or listens in plain. */
  private plainOf({ resource, view }: Proxy, config: HaproxyConfig): StackSubject[] {
    const listening = config.plainListeners.flatMap(({ address }) =>
      this.networks.filter((network) => isOn(resource, network, hostOf(address))),
    );
    const own = this.networks.filter((network) => isOn(resource, network));
    const reached = config.plainServers.flatMap((server) => {
      const host = hostOf(server.address);
      const shared = own.filter((network) => this.containers.some((each) => isOn(each, network, host)));
      if (shared.length === 0)
        this.report(`${server.at} connects to ${server.address} in the clear`, resource);
      return isPassedOn(view, config, server) ? [] : shared;
    });
    return [...listening, ...reached];
  }

  private judgeNetwork({ resource }: Proxy, network: StackSubject): void {
    const others = membersOf(network, this.containers).filter((member) => member !== resource);
    if (others.length !== 1)
      this.report(`has ${others.length + 1} members, though ${resource.name} speaks in plain there`, network);
    if (network.props["internal"] !== true)
      this.report(`has a way out, though ${resource.name} speaks in plain there`, network);
    for (const other of others) {
      const { networkCount, publishedPorts, publishesEveryPort } = this.viewOf(other);
      if (networkCount > 1) this.report(`is on more networks than its gateway's`, other);
      if (publishedPorts.length > 0 || publishesEveryPort)
        this.report(`publishes a port past its gateway`, other);
    }
  }

  private viewOf(container: StackSubject): ContainerView {
    return this.views[this.containers.indexOf(container)]!;
  }
}

/** Whether all that is sent to a server comes, as it is, from a process that the proxy listens for. */
function isPassedOn(view: ContainerView, config: HaproxyConfig, { section }: Listener): boolean {
  const fromProcess = (source: string) => {
    const binds = config.listeners.filter((listener) => listener.section === source);
    return (
      config.passesOn(source) &&
      binds.every(
        ({ address, params }) => !params.includes("ssl") && view.addresses.includes(hostOf(address)),
      )
    );
  };
  const sources = config.sourcesOf(section) ?? [];
  return sources.length > 0 && sources.every(fromProcess);
}

/** The gateway of a process that listens everywhere, and the process: docs/adr/0007-gateways.md. */
export default stackPolicy({
  name: "plain-hops-have-a-network-of-two",
  severity: "critical",
  types: [networkType, containerType],
  reason:
    "A process that listens everywhere, in plain, is open to whoever else is on one of its networks, and can open what it likes there.",
  remedy:
    "Give the process one internal network with its gateway alone, and each server of the gateway either TLS or an address there.",
  judge: (resources, report) => new PlainHops(resources, report).judge(),
});
