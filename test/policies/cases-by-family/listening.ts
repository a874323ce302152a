import { edit, inputs, set, type PolicyCases } from "../cases";
import { haproxyText } from "../fixture-files";

const cfg = (from: string, to: string) => edit("terminator", "/etc/haproxy/haproxy.cfg", from, to);
const exposed = "bind 10.214.0.3:9000 ssl";
const flag = (value: string) => inputs("postgresql", (given) => given["command"].push("-c", value));

/** Where servers listen, and with which ciphers; part of the transport family. */
export const listening: Record<string, PolicyCases> = {
  "haproxy-listens-at-named-addresses": {
    fail: {
      "every address": cfg(exposed, "bind *:9000 ssl"),
      "no address": cfg(exposed, "bind :9000 ssl"),
      "IPv4 any": cfg(exposed, "bind ipv4@0.0.0.0:9000 ssl"),
      "IPv6 any": cfg(exposed, "bind [::]:9000 ssl"),
      "second of two": cfg(exposed, "bind 10.214.0.3:9000,:9001 ssl"),
    },
    pass: {
      "a Swarm service": set("service-config", {
        data: Buffer.from(haproxyText.replace("bind 10.214.0.3:", "bind :")).toString("base64"),
      }),
    },
  },
  "postgresql-listens-at-named-addresses": {
    fail: {
      star: flag("listen_addresses=*"),
      "IPv4 any": flag("listen_addresses=127.0.0.1,0.0.0.0"),
      "IPv6 any": flag("listen_addresses=::"),
    },
    pass: {
      "two addresses": flag("listen_addresses=127.0.0.1,10.214.0.3"),
      "the socket alone": flag("listen_addresses="),
    },
  },
  "haproxy-ciphers-are-strong": {
    fail: {
      "a short tag": cfg("TLS_AES_128_GCM_SHA256", "TLS_AES_128_CCM_8_SHA256"),
      "no encryption": cfg("TLS_AES_256_GCM_SHA384:", "TLS_SHA256_SHA256:"),
      "on a bind line": cfg(exposed, `${exposed} ciphersuites TLS_AES_128_CCM_8_SHA256`),
      "towards servers": cfg(
        "defaults",
        "  ssl-default-server-ciphersuites TLS_AES_128_CCM_8_SHA256\ndefaults",
      ),
    },
    pass: { "HAProxy's own": cfg("  ssl-default-bind-ciphersuites", "  # ssl-default-bind-ciphersuites") },
  },
};
