import * as ipaddr from "ipaddr.js";
import type { StackSubject } from "./policy";
import { known, list } from "./values";

export const networkType = "docker:index/network:Network";

/** A container's place on one network. */
interface Place {
  name?: string;
  ipv4Address?: string;
}

const placesOf = (container: StackSubject): Place[] | undefined =>
  known(() => list<Place>(container.props["networksAdvanced"]));

function holds(network: StackSubject, address: string): boolean {
  const subnets = list<{ subnet?: string }>(network.props["ipamConfigs"]).map(({ subnet }) => subnet ?? "");
  return subnets.some(
    (subnet) =>
      ipaddr.IPv4.isValidCIDR(subnet) &&
      ipaddr.IPv4.isValid(address) &&
      ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(subnet)),
  );
}

const dependsOn = (container: StackSubject, property: string, on: readonly StackSubject[]): boolean =>
  (container.propertyDependencies[property] ?? []).some(({ urn }) => on.some((each) => each.urn === urn));

/** What a property says; undefined when a preview cannot know it, which is not the same as saying nothing. */
const said = <T>(read: () => T) => known(() => ({ value: read() }));

/** By name; where a preview does not know that, by address, or by what the container depends on. */
function isThere(container: StackSubject, place: Place, network: StackSubject): boolean {
  const name = said(() => network.props["name"] as string | undefined);
  const joined = said(() => place.name);
  if (name && joined) return joined.value !== undefined && joined.value === name.value;
  const address = known(() => place.ipv4Address);
  return address !== undefined
    ? holds(network, address)
    : dependsOn(container, "networksAdvanced", [network]);
}

/**
 * Whether a container is on a network.
 * @param address its address there @default any
 */
export function isOn(container: StackSubject, network: StackSubject, address?: string): boolean {
  const places = placesOf(container);
  if (!places) return dependsOn(container, "networksAdvanced", [network]);
  return places.some(
    (place) => (address === undefined || place.ipv4Address === address) && isThere(container, place, network),
  );
}

/** Everything that sends and receives on a network: what is on it, and what shares a namespace with that. */
export function membersOf(network: StackSubject, containers: readonly StackSubject[]): StackSubject[] {
  const placed = containers.filter((container) => isOn(container, network));
  const guests = containers.filter(
    (each) => !placed.includes(each) && dependsOn(each, "networkMode", placed),
  );
  return [...placed, ...guests];
}
