import { unknownText } from "../../../policies/evaluate";
import { edit, inputs, set, type Change, type PolicyCases } from "../cases";
import { noMasquerade } from "../fixture-files";
import { named } from "../fixtures";

const cfg = (from: string, to: string) => edit("gateway", "/etc/haproxy/haproxy.cfg", from, to);
const own = { name: "vault-gateway", ipv4Address: "10.214.0.19" };
const joins = (name: string, ...places: object[]) =>
  inputs(name, (given) => (given["networksAdvanced"] = [...(given["networksAdvanced"] ?? []), ...places]));
const both =
  (...changes: Change[]): Change =>
  (graph) =>
    changes.forEach((change) => change(graph));
const toServer = "server postgresql 10.214.0.2:5432";
const tls = " ssl verify required ca-file /etc/tls/ca.crt ssl-min-ver TLSv1.3";

/** Plain listeners of a gateway that would do more than pass on what its process sends. */
export const plainListeners: Record<string, Change> = {
  "a gateway at another's address": cfg("bind 10.214.0.20:5432", "bind 10.214.0.21:5432"),
  "a gateway that reads what it carries": cfg("frontend to-postgresql\n  mode tcp", "frontend to-postgresql"),
  "a gateway that writes what it carries": cfg(
    `backend to-postgresql\n  mode tcp\n  ${toServer}`,
    `backend to-postgresql\n  mode http\n  ${toServer}${tls}`,
  ),
  "a gateway without a way on": cfg("  default_backend to-postgresql\n", ""),
  "every address of a gateway": cfg("bind 10.214.0.20:5432", "bind 0.0.0.0:5432"),
};

const published = (internal: number) =>
  set("gateway", { ports: [{ internal, external: 32010, ip: "127.0.0.1", protocol: "tcp" }] });

/** Gateways of processes that listen everywhere; part of the transport and docker families. */
export const plainHops: Record<string, PolicyCases> = {
  "published-ports-speak-tls": {
    fail: {
      "the way on of its process": published(5432),
      "a port of its process": published(8080),
      "its own health": published(8404),
    },
    pass: { "its port for others": published(8443) },
  },
  "plain-hops-have-a-network-of-two": {
    fail: {
      "the process on a flow's network too": joins("hidden", { name: "inside", ipv4Address: "10.214.0.6" }),
      "the process on a flow's network alone": both(
        set("hidden", { networksAdvanced: [{ name: "inside", ipv4Address: "10.214.0.6" }] }),
        cfg("workload 10.214.0.19:", "workload 10.214.0.6:"),
      ),
      "a third on the network": joins("postgresql", { ...own, ipv4Address: "10.214.0.21" }),
      "a third whose network a preview does not know": (graph) => {
        joins("postgresql", { name: unknownText })(graph);
        named(graph, "postgresql").propertyDependencies = { networksAdvanced: ["net-gateway"] };
      },
      "a third in the process's namespace": (graph) => {
        named(graph, "object-store").propertyDependencies = { networkMode: ["hidden"] };
      },
      "a way out": set("net-gateway", { internal: false, options: noMasquerade }),
      "a port of the process published": set("hidden", {
        ports: [{ internal: 8080, external: 8080, ip: "127.0.0.1" }],
      }),
      "nobody behind it": cfg("workload 10.214.0.19:", "workload 10.214.0.99:"),
      "an address of a network it is not on": joins("hidden", { name: "other", ipv4Address: "10.214.0.27" }),
      "a way on, in plain, for others than the process": cfg(
        "default_backend web",
        "default_backend to-postgresql",
      ),
      "a way on chosen as it comes": cfg("default_backend web", "use_backend %[req.hdr(host)]"),
    },
    pass: {
      "TLS of its own": cfg(toServer, toServer + tls),
      "joined by reference": (graph) => {
        set("hidden", { networksAdvanced: [{ ...own, name: unknownText }] })(graph);
        named(graph, "hidden").propertyDependencies = { networksAdvanced: ["net-gateway"] };
      },
    },
    also: ["networks-are-internal"],
  },
};

export const packets: Record<string, PolicyCases> = {
  "gateways-forward-no-packets": {
    fail: {
      "the engine's default": set("gateway", { sysctls: undefined }),
      "switched on": set("gateway", { sysctls: { "net.ipv4.ip_forward": "1" } }),
    },
  },
};
