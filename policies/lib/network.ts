import * as ipaddr from "ipaddr.js";
import type { StackSubject } from "./policy";
import { known, list, once } from "./values";

export const networkType = "docker:index/network:Network";

/** Flows that lead to the world, as their networks' labels name them. Stated here again on purpose: a control of its own. */
const waysOut = ["sign-on-egress -> outside:tls"];

/** Whether a network says that it is one of the few that lead out; what is on it then is judged by another measure. */
export const isWayOut = (props: StackSubject["props"]): boolean =>
  props["internal"] !== true &&
  list<{ label: string; value: string }>(props["labels"]).some(
    ({ label, value }) => label === "lakehouse.flow" && waysOut.includes(value),
  );

/** What a property says; undefined when a preview cannot know it, which is not the same as saying nothing. */
const said = <T>(read: () => T) => known(() => ({ value: read() }));

/** A container's place on one network. */
interface Place {
  network: { value: string | undefined } | undefined;
  address: string | undefined;
}

const nameOf = once((network: StackSubject) => said(() => network.props["name"] as string | undefined));

/** Undefined when a preview cannot know them. */
const placesOf = once((container: StackSubject): Place[] | undefined =>
  known(() =>
    list<{ name?: string; ipv4Address?: string }>(container.props["networksAdvanced"]).map((place) => ({
      network: said(() => place.name),
      address: known(() => place.ipv4Address),
    })),
  ),
);

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

/** By name; where a preview does not know that, by address, or by what the container depends on. */
function isThere(container: StackSubject, place: Place, network: StackSubject): boolean {
  const name = nameOf(network);
  if (name && place.network) return place.network.value !== undefined && place.network.value === name.value;
  return place.address !== undefined
    ? holds(network, place.address)
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
    (place) => (address === undefined || place.address === address) && isThere(container, place, network),
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
