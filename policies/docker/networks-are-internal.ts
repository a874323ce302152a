import { ContainerView, containerTypes } from "../lib/container";
import { isOn, isWayOut, networkType } from "../lib/network";
import { stackPolicy, type StackSubject } from "../lib/policy";

export default stackPolicy({
  name: "networks-are-internal",
  severity: "high",
  types: [networkType, ...containerTypes],
  reason: "A network with a way out lets a taken-over service fetch tools and carry data off.",
  remedy:
    "Set `internal: true`; only a network on which nothing is but the container that publishes a port, or a listed way out, may do without.",
  judge(resources, report) {
    const containers = resources.filter(({ type }) => (containerTypes as readonly string[]).includes(type));
    for (const network of resources) {
      if (network.type !== networkType || network.props["internal"] === true || isWayOut(network.props))
        continue;
      const members = containers.filter((container) => isOn(container, network));
      if (!members.some(publishes)) report("has a way out and publishes no port", network);
      else if (members.length > 1) report("has a way out and more on it than what publishes a port", network);
    }
  },
});

const publishes = ({ name, type, props }: StackSubject) =>
  new ContainerView(name, type, props).publishedPorts.length > 0;
