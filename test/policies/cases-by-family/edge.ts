import type { PolicyCases } from "../cases";
import { edge, rules } from "../fixture-edge";

const without = (words: string) => edge(rules.filter((rule) => !rule.includes(words)));
const but = (from: string, to: string) => edge(rules, from, to);
const first = "http-request track-sc0 src";
const and = (line: string) => but(first, `${first}\n  ${line}`);
const forwarded = [
  "Forwarded",
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Port",
  "X-Forwarded-Prefix",
];

/** Where the edge leads; part of the identity family. */
export const edgeIdentity: Record<string, PolicyCases> = {
  "edge-leads-to-known-services": {
    fail: {
      "Dremio itself": but("superset superset:8088", "dremio dremio:9047"),
      "another port of one": but("superset:8088", "superset:8089"),
      "in a backend that nothing leads to yet": but("identity identity:5556", "store object-store:9000"),
    },
    pass: { "the access proxy": but("superset superset:8088", "access-proxy access-proxy:8443") },
  },
};

/** What guards people's browsers; part of the transport family. */
export const edgeTransport: Record<string, PolicyCases> = {
  "edge-believes-no-forwarded-headers": {
    fail: {
      ...Object.fromEntries(
        forwarded.map((header) => [header, but(`del-header ${header}\n`, "del-header Other\n")]),
      ),
      "the scheme": without(" X-Forwarded-Proto "),
      "only sometimes": but("del-header X-Forwarded-Host", "del-header X-Forwarded-Host if { path / }"),
      "all that begin alike": without("X-Forwarded- -m beg"),
      "who has signed on": without("X-Auth-Request-"),
      "what ends alike": but("X-Auth-Request- -m beg", "X-Auth-Request- -m end"),
      "who has signed on, only sometimes": but(
        "X-Auth-Request- -m beg",
        "X-Auth-Request- -m beg if { path / }",
      ),
    },
    pass: {
      "one is set": but("del-header X-Forwarded-For\n", "set-header X-Forwarded-For %[src]\n"),
      all: edge(),
    },
  },
  "edge-tells-what-it-sees": {
    fail: {
      "what a client says": and("http-request set-header X-Forwarded-For %[req.hdr(X-Real-IP)]"),
      "what a client says, at times": and(
        "http-request set-header X-Forwarded-For %[req.hdr(Via)] if { path / }",
      ),
      "what a client says, to one service": but(
        "backend superset",
        "backend superset\n  http-request set-header X-Forwarded-For %[req.hdr(X-Real-IP)]",
      ),
      "the client's name of a host": and("http-request set-header X-Forwarded-Host %[req.hdr(X-Host)]"),
      "a person": and("http-request set-header X-Auth-Request-User admin"),
      "another scheme": but("X-Forwarded-Proto https", "X-Forwarded-Proto %[req.hdr(X-Scheme)]"),
      "addresses from the sender": but("alpn h2", "alpn h2 accept-proxy"),
    },
    pass: {
      "what it sees": and("http-request set-header X-Forwarded-For %[src]"),
      "the name asked for": and("http-request set-header x-forwarded-host %[req.hdr(host)]"),
    },
  },
  "edge-turns-strangers-away": {
    fail: {
      nobody: without("tcp-request"),
      "nobody, in another way": but("10.214.0.0/29", "0.0.0.0/0"),
      "half the world": but("10.214.0.0/29", "0.0.0.0/1 128.0.0.0/1"),
      "by a name": but("src 10.214.0.0/29", "ssl_fc_sni localhost"),
      "unless anything": but("{ src 10.214.0.0/29 }", "{ src 10.214.0.0/29 } || { always_true }"),
    },
    pass: { "a company's network too": but("10.214.0.0/29", "10.214.0.0/29 10.0.0.0/8") },
  },
  "edge-shares-no-connections": {
    fail: {
      "one backend": but("  option http-server-close\n", ""),
      "another backend": but(
        "  option http-server-close\n  server identity identity:5556",
        "  server identity identity:5556",
      ),
      "said for all": edge(
        rules,
        "timeout connect 5s",
        "timeout connect 5s\n  option http-server-close\nbackend other\n  balance leastconn",
      ),
      "in a comment": but("option http-server-close", "# option http-server-close"),
    },
    pass: { all: edge() },
  },
  "edge-limits-requests": {
    fail: {
      "no answer": without("status 429"),
      "another answer": but("status 429", "status 200"),
      "an answer at times": but("gt 600 }", "gt 600 } { path / }"),
      "nobody counted": without("track-sc0"),
      "nobody counted, mostly": but("track-sc0 src", "track-sc0 src if { path / }"),
      "nothing kept": without("stick-table"),
    },
    pass: { "fewer, by force": but('return status 429 string "too many"', "deny status 429") },
  },
  "edge-guards-browsers": {
    fail: Object.fromEntries(
      ["Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"].map(
        (header) => [header, without(header)],
      ),
    ),
    pass: { all: edge() },
  },
  "edge-speaks-http-2-only": {
    fail: {
      "offers both": but("alpn h2", "alpn h2,http/1.1"),
      "offers nothing": but(" alpn h2", ""),
      "takes HTTP/1.1": without("fc_http_major"),
      "refuses only here": but("unless { fc_http_major 2 }", "unless { fc_http_major 2 } or { path / }"),
      "refuses the other": but("fc_http_major 2", "fc_http_major 1"),
    },
    pass: { "refuses by force": but("return status 505", "deny status 505") },
  },
};
