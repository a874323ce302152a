import type { BadConfiguration } from "./configurations";

const outside = "192.0.2.10";
/** What is right about an edge that other machines may come to. */
const named = {
  "lakehouse:edge": { domain: "lake.example.org" },
  "lakehouse:firewall": { edge: ["10.20.0.0/16"] },
};

/** Ports and networks that must be refused. */
export const badPublication: readonly BadConfiguration[] = [
  {
    name: "more networks than a proxy's line holds",
    changes: {
      ...named,
      "lakehouse:publish": { outside },
      "lakehouse:firewall": { edge: Array.from({ length: 49 }, (_, index) => `10.${index}.0.0/16`) },
    },
    message: /lakehouse:firewall\.edge is .*: at most 48 of them\./,
  },
  {
    name: "a network of a length with a nought before it",
    changes: { ...named, "lakehouse:publish": { outside }, "lakehouse:firewall": { edge: ["10.0.0.0/08"] } },
    message: /lakehouse:firewall\.edge\.0 is "10\.0\.0\.0\/08": an IPv4 network with no host bits set/,
  },
  {
    name: "one port for two services",
    changes: { "lakehouse:publish": { objectStore: 9000, postgresql: 9000 } },
    message:
      /lakehouse:publish is .*: objectStore and postgresql are both 9000; they need different ports, also where a profile is off\./,
  },
  {
    name: "a port below the range",
    changes: { "lakehouse:publish": { objectStore: 0 } },
    message: /lakehouse:publish\.objectStore is 0: at least 1\./,
  },
  {
    name: "a port above the range",
    changes: { "lakehouse:publish": { postgresql: 70000 } },
    message: /lakehouse:publish\.postgresql is 70000: at most 65535\./,
  },
  {
    name: "services for the whole network",
    changes: { "lakehouse:publish": { address: "0.0.0.0" } },
    message:
      /lakehouse:publish\.address is "0\.0\.0\.0": an address of the loopback range, 127\.0\.0\.0\/8, such as 127\.0\.0\.1\./,
  },
  {
    name: "a name where an address belongs",
    changes: { "lakehouse:publish": { address: "localhost" } },
    message:
      /lakehouse:publish\.address is "localhost": an address of the loopback range, 127\.0\.0\.0\/8, such as 127\.0\.0\.1\./,
  },
  {
    name: "a network where an address belongs",
    changes: { "lakehouse:publish": { address: "127.0.0.0" } },
    message: /lakehouse:publish\.address is "127\.0\.0\.0": an address of the loopback range/,
  },
  {
    name: "the edge on a port of the core's",
    changes: { "lakehouse:publish": { edge: 5432 } },
    message:
      /lakehouse:publish is .*: postgresql and edge are both 5432; they need different ports, also where a profile is off\./,
  },
  {
    name: "the edge on a port there is none of",
    changes: { "lakehouse:publish": { edge: 65536 } },
    message: /lakehouse:publish\.edge is 65536: at most 65535\./,
  },
  {
    name: "a port of what people reach through the edge",
    changes: { "lakehouse:publish": { superset: 8088 } },
    message:
      /lakehouse:publish\.superset is not a key\. Keys here: address, objectStore, postgresql, searchStore, edge, flight, outside\./,
  },
  {
    name: "Arrow Flight on a port of the core's",
    changes: { "lakehouse:publish": { flight: 9000 } },
    message:
      /lakehouse:publish is .*: objectStore and flight are both 9000; they need different ports, also where a profile is off\./,
  },
  {
    name: "Arrow Flight on a port there is none of",
    changes: { "lakehouse:publish": { flight: 0 } },
    message: /lakehouse:publish\.flight is 0: at least 1\./,
  },
  {
    name: "Arrow Flight switched on as if it had a port",
    changes: { "lakehouse:publish": { flight: true } },
    message: /lakehouse:publish\.flight is true: a number is expected\./,
  },
  {
    name: "JDBC, which knows no TLS",
    changes: { "lakehouse:publish": { jdbc: 31010 } },
    message: /lakehouse:publish\.jdbc is not a key\. .*Keys here: /,
  },
  {
    name: "Arrow Flight without Dremio",
    changes: { "lakehouse:profiles": [], "lakehouse:publish": { flight: 32010 } },
    message:
      /lakehouse:publish\.flight is 32010 and has no effect: .* Add query to lakehouse:profiles, or take it away\./,
  },
  {
    name: "every address for other machines",
    changes: { ...named, "lakehouse:publish": { outside: "0.0.0.0" } },
    message:
      /lakehouse:publish\.outside is "0\.0\.0\.0": an IPv4 address of the host that other machines reach/,
  },
  {
    name: "loopback for other machines",
    changes: { ...named, "lakehouse:publish": { outside: "127.0.0.1" } },
    message:
      /lakehouse:publish\.outside is "127\.0\.0\.1": an IPv4 address of the host that other machines reach/,
  },
  {
    name: "an address for other machines, and none of them",
    changes: { "lakehouse:publish": { outside: "192.0.2.10" } },
    message:
      /lakehouse:publish\.outside is "192\.0\.2\.10", and nobody may come there: name networks in lakehouse:firewall/,
  },
  {
    name: "other machines, and no address for them",
    changes: { "lakehouse:firewall": { edge: ["10.20.0.0/16"] } },
    message:
      /lakehouse:firewall\.edge is \["10\.20\.0\.0\/16"\] and has no effect: everything is published on loopback\./,
  },
  {
    name: "other machines that would find themselves",
    changes: { "lakehouse:publish": { outside }, "lakehouse:firewall": { edge: ["10.20.0.0/16"] } },
    message: /lakehouse:edge\.domain is "localhost": to other machines that is themselves\./,
  },
  {
    name: "other machines for an edge that does not run",
    changes: { ...named, "lakehouse:profiles": ["search"], "lakehouse:publish": { outside } },
    message: /lakehouse:firewall\.edge has no effect: the edge runs with the profile query\./,
  },
  {
    name: "other machines for what is not published",
    changes: { "lakehouse:publish": { outside }, "lakehouse:firewall": { flight: ["10.20.0.0/16"] } },
    message: /lakehouse:firewall\.flight has no effect: Arrow Flight is not published\./,
  },
  {
    name: "a network with host bits",
    changes: { "lakehouse:firewall": { edge: ["10.20.0.1/16"] } },
    message: /lakehouse:firewall\.edge\.0 is "10\.20\.0\.1\/16": an IPv4 network with no host bits set/,
  },
  {
    name: "a network of IPv6",
    changes: { "lakehouse:firewall": { edge: ["2001:db8::/32"] } },
    message: /lakehouse:firewall\.edge\.0 is "2001:db8::\/32": an IPv4 network/,
  },
  {
    name: "one network where a list belongs",
    changes: { "lakehouse:firewall": { edge: "10.20.0.0/16" } },
    message:
      /lakehouse:firewall\.edge is "10\.20\.0\.0\/16": a list is expected: write it as \[10\.20\.0\.0\/16\]\./,
  },
  {
    name: "other machines for the core",
    changes: { "lakehouse:firewall": { postgresql: ["10.20.0.0/16"] } },
    message: /lakehouse:firewall\.postgresql is not a key\. Keys here: edge, flight\./,
  },
];
