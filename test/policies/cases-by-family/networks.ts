import { unknownText } from "../../../policies/evaluate";
import { inputs, set, type PolicyCases } from "../cases";
import { noMasquerade } from "../fixture-files";
import { named } from "../fixtures";
import { unlisted, waysOut } from "./ways-out";

/** Networks and the engine that makes them; part of the docker family. */
export const networks: Record<string, PolicyCases> = {
  ...waysOut,
  "published-networks-have-no-way-out": {
    fail: {
      default: set("net-published", { options: undefined }),
      masquerading: set("net-published", {
        options: { "com.docker.network.bridge.enable_ip_masquerade": "true" },
      }),
      "a way out that is not listed": unlisted,
      "no driver named": set("net-published", { driver: undefined, options: {} }),
    },
    also: ["networks-are-internal"],
  },
  "internal-networks-have-no-host-address": {
    fail: {
      "Docker's own": set("net-inside", { options: undefined }),
      "switched off": set("net-inside", { options: { "com.docker.network.bridge.inhibit_ipv4": "false" } }),
      "no driver named": set("net-inside", { driver: undefined, options: {} }),
      "IPv6 beside it": set("net-inside", {
        ipv6: true,
        ipamConfigs: [{ subnet: "10.214.0.0/29" }, { subnet: "fd00:214::/64" }],
      }),
    },
    pass: {
      "IPv6 without one": set("net-inside", {
        ipv6: true,
        options: {
          "com.docker.network.bridge.inhibit_ipv4": "true",
          "com.docker.network.bridge.gateway_mode_ipv6": "isolated",
        },
        ipamConfigs: [{ subnet: "10.214.0.0/29" }, { subnet: "fd00:214::/64" }],
      }),
      isolated: set("net-inside", { options: { "com.docker.network.bridge.gateway_mode_ipv4": "isolated" } }),
      "another driver": set("net-inside", { driver: "macvlan", options: {} }),
    },
  },
  "networks-keep-the-engines-firewall": {
    fail: {
      "ports open to other machines": set("net-inside", {
        options: { "com.docker.network.bridge.gateway_mode_ipv4": "nat-unprotected" },
      }),
      routed: set("net-inside", { options: { "com.docker.network.bridge.gateway_mode_ipv6": "routed" } }),
      "published beyond loopback": set("net-published", {
        options: { "com.docker.network.bridge.host_binding_ipv4": "0.0.0.0" },
      }),
      "an option nobody knows": set("net-inside", { options: { "com.example.open": "true" } }),
    },
    pass: {
      "published on loopback": set("net-published", {
        options: { ...noMasquerade, "com.docker.network.bridge.host_binding_ipv4": "127.0.0.1" },
      }),
    },
    also: ["internal-networks-have-no-host-address", "published-networks-have-no-way-out"],
  },
  "networks-are-internal": {
    fail: {
      "way out": set("net-inside", { internal: false, name: "other", options: noMasquerade }),
      "a way out that is not listed": unlisted,
      "nothing published": set("sandbox", { ports: [] }),
      "a job beside what is published": set("access-job", { networksAdvanced: [{ name: "published" }] }),
      "another network of what is published": set("net-inside", { internal: false, options: noMasquerade }),
      default: inputs("net-inside", (given) => {
        Object.assign(given, { name: "other", options: noMasquerade });
        delete given["internal"];
      }),
    },
    pass: {
      "joined by reference": (graph) => {
        named(graph, "sandbox").propertyDependencies = { networksAdvanced: ["net-published"] };
        set("sandbox", { networksAdvanced: [{ name: "inside" }, { name: unknownText }] })(graph);
      },
    },
    // What the network is called is how it is found.
    also: ["plain-hops-have-a-network-of-two", "published-networks-have-no-way-out"],
  },
  "networks-are-encrypted-between-hosts": {
    fail: {
      plain: set("net-inside", { driver: "overlay" }),
      "switched off": set("net-inside", { driver: "overlay", options: { encrypted: "false" } }),
    },
    pass: {
      encrypted: set("net-inside", { driver: "overlay", options: { encrypted: "true" } }),
      "bare option": set("net-inside", { driver: "overlay", options: { encrypted: "" } }),
    },
  },
  "networks-have-explicit-subnets": {
    fail: {
      none: inputs("net-inside", (given) => delete given["ipamConfigs"]),
      "no subnet": set("net-inside", { ipamConfigs: [{ gateway: "10.0.0.1" }] }),
      malformed: set("net-inside", { ipamConfigs: [{ subnet: "10.0.0.0" }] }),
      large: set("net-inside", { ipamConfigs: [{ subnet: "10.0.0.0/8" }] }),
      "no IPv6 subnet": set("net-published", { ipv6: true }),
      public: set("net-inside", { ipamConfigs: [{ subnet: "8.8.8.0/29" }] }),
    },
  },
  "engine-is-reached-safely": {
    fail: { tcp: set("engine", { host: "tcp://10.0.0.5:2375" }) },
    pass: {
      ssh: set("engine", { host: "ssh://ops@host" }),
      certificate: set("engine", { host: "tcp://10.0.0.5:2376", certPath: "/certs" }),
      default: set("engine", { host: undefined }),
    },
  },
};
