/** What people's browsers reach; nothing is wrong with it. */
import { inputs, set, type Change } from "./cases";

const forwarded = [
  "Forwarded",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Port",
  "X-Forwarded-Prefix",
];

/** Lines of a frontend that treats people, requests and headers as the edge does. */
export const rules = [
  "tcp-request connection reject unless { src 10.214.0.0/29 }",
  "stick-table type ip size 100k expire 30s store http_req_rate(10s)",
  "http-request track-sc0 src",
  'http-request return status 429 string "too many" if { sc_http_req_rate(0) gt 600 }',
  'http-request return status 505 string "no" unless { fc_http_major 2 }',
  ...forwarded.map((header) => `http-request del-header ${header}`),
  "http-request del-header X-Forwarded- -m beg",
  "http-request del-header X-Auth-Request- -m beg",
  "http-request set-header X-Forwarded-Proto https",
  'http-after-response set-header Strict-Transport-Security "max-age=31536000"',
  "http-after-response set-header X-Content-Type-Options nosniff",
  "http-after-response set-header X-Frame-Options SAMEORIGIN",
  "http-after-response set-header Referrer-Policy same-origin",
];

/** @param lines of its frontend */
const text = (lines: readonly string[]) => `global
  ssl-default-bind-options ssl-min-ver TLSv1.3 no-tls-tickets
  ssl-default-server-options ssl-min-ver TLSv1.3
defaults
  mode http
  timeout connect 5s
frontend web
  bind 10.214.0.5:8443 ssl crt /etc/tls/tls.pem alpn h2
  ${lines.join("\n  ")}
  default_backend superset
backend superset
  balance leastconn
  option http-server-close
  server superset superset:8088 ssl verify required ca-file /etc/tls/ca.crt
backend identity
  balance leastconn
  option http-server-close
  server identity identity:5556 ssl verify required ca-file /etc/tls/ca.crt
`;

/** The gateway as the edge: it publishes its port, and a text of its configuration is another. */
export const edge =
  (lines: readonly string[] = rules, from = "", to = from, ip = "127.0.0.1"): Change =>
  (graph) => {
    const given = text(lines);
    if (!given.includes(from)) throw new Error(`the edge's configuration does not hold: ${from}`);
    set("gateway", { ports: [{ internal: 8443, external: 443, ip, protocol: "tcp" }] })(graph);
    inputs("gateway", ({ uploads }) => (uploads[0].content = given.replace(from, to)))(graph);
  };
