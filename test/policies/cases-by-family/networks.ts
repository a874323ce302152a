import { unknownText } from "../../../policies/evaluate";
import { inputs, set, type PolicyCases } from "../cases";
import { noMasquerade } from "../fixture-files";
import { named } from "../fixtures";

/** Networks and the engine that makes them; part of the docker family. */
export const networks: Record<string, PolicyCases> = {
  "published-networks-have-no-way-out": {
    fail: {
      default: set("net-published", { options: undefined }),
      masquerading: set("net-published", {
        options: { "com.docker.network.bridge.enable_ip_masquerade": "true" },
      }),
      "no driver named": set("net-published", { driver: undefined, options: {} }),
    },
  },
  "networks-are-internal": {
    fail: {
      "way out": set("net-inside", { internal: false, name: "other", options: noMasquerade }),
      "nothing published": set("sandbox", { ports: [] }),
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
