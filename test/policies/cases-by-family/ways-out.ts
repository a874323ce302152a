import type { GraphResource } from "../../../policies/evaluate";
import { add, inputs, set, type Change, type PolicyCases } from "../cases";
import { hardened } from "../fixture-files";

const text = `global
  ssl-default-bind-options ssl-min-ver TLSv1.3
  ssl-default-server-options ssl-min-ver TLSv1.3
frontend tls
  mode tcp
  bind 10.214.0.6:8443 ssl crt /etc/tls/tls.pem
  default_backend outside
backend outside
  mode tcp
  default-server ssl verify required ca-file /etc/out/outside.crt verifyhost directory.example.org
  server outside directory.example.org:636
`;

const network: GraphResource = {
  type: "docker:index/network:Network",
  name: "net-out",
  inputs: {
    name: "out",
    internal: false,
    options: { "com.docker.network.bridge.enable_ip_masquerade": "true" },
    ipamConfigs: [{ subnet: "10.214.0.24/29" }],
    labels: [{ label: "lakehouse.flow", value: "sign-on-egress -> outside:tls" }],
  },
};
const proxy: GraphResource = {
  type: "docker:index/container:Container",
  name: "egress",
  inputs: {
    ...hardened,
    image: `registry.example/haproxy@sha256:${"0a".repeat(32)}`,
    command: ["haproxy", "-f", "/etc/out/haproxy.cfg"],
    user: "99:99",
    networksAdvanced: [
      { name: "inside", ipv4Address: "10.214.0.6" },
      { name: "out", ipv4Address: "10.214.0.26" },
    ],
    sysctls: { "net.ipv4.ip_forward": "0" },
    uploads: [{ file: "/etc/out/haproxy.cfg", content: text, permissions: "0444" }],
    healthcheck: { tests: ["CMD", "true"] },
  },
  options: { parent: "store" },
};

/** A way out with which nothing is wrong, and a change. */
const wayOut =
  (...changes: Change[]): Change =>
  (graph) => {
    for (const each of [network, proxy]) add(structuredClone(each))(graph);
    for (const change of changes) change(graph);
  };
const configured = (from: string, to: string) =>
  wayOut(
    inputs("egress", (given) => {
      const [file] = given["uploads"] as { content: string }[];
      if (!file!.content.includes(from)) throw new Error(`the configuration does not hold: ${from}`);
      file!.content = file!.content.replace(from, to);
    }),
  );

/** The one way out of a stack; part of the docker family. */
export const waysOut: Record<string, PolicyCases> = {
  "ways-out-lead-to-one-place": {
    fail: {
      "somebody else on it": wayOut(set("access-job", { networksAdvanced: [{ name: "out" }] })),
      "nobody on it": wayOut(
        set("egress", { networksAdvanced: [{ name: "inside", ipv4Address: "10.214.0.6" }] }),
      ),
      "a second place": configured(
        "  server outside d",
        "  server other files.example.org:443\n  server outside d",
      ),
      "whoever answers": configured(" verifyhost directory.example.org", ""),
      "every authority": configured("/etc/out/outside.crt", "@system-ca"),
      "no certificate": configured("verify required", "verify none"),
      "in plain": configured("default-server ssl", "default-server"),
      "packets forwarded": wayOut(set("egress", { sysctls: undefined })),
      "something that is no proxy": wayOut(set("egress", { command: ["sleep", "infinity"] })),
      "a log elsewhere": configured("global\n", "global\n  log 203.0.113.9:514 local0\n"),
      "a script": configured("global\n", "global\n  lua-load /etc/out/more.lua\n"),
      "names asked elsewhere": configured(
        "backend outside",
        "resolvers other\n  nameserver dns 8.8.8.8:53\nbackend outside",
      ),
      "another address by a rule": configured(
        "  default_backend",
        "  tcp-request content set-dst str(203.0.113.9)\n  default_backend",
      ),
      mails: configured("  mode tcp\n  bind", "  email-alert mailers some\n  mode tcp\n  bind"),
      "where the client says": configured("directory.example.org:636", "0.0.0.0:0"),
      "by way of a relay": configured(":636", ":636 socks4 203.0.113.9:1080"),
      "the client's address": configured("backend outside\n", "backend outside\n  option transparent\n"),
      "a published port": wayOut(
        set("egress", { ports: [{ internal: 8443, external: 8443, ip: "127.0.0.1" }] }),
      ),
      "a second network": wayOut(
        add({ ...structuredClone(network), name: "net-more", inputs: { ...network.inputs, name: "more" } }),
      ),
    },
    pass: { "as it is": wayOut() },
    also: ["haproxy-backends-verify-tls", "haproxy-only-forwards", "plain-hops-have-a-network-of-two"],
  },
};

/** A network that leads out and is none of the listed. */
export const unlisted: Change = wayOut(
  set("net-out", { labels: [{ label: "lakehouse.flow", value: "dremio -> outside:tls" }] }),
);
