import { haproxyPolicy, param } from "../lib/haproxy";

/**
 * Lines that take a request in, look at it, answer it or hand it on. What else HAProxy knows may tell others of it, run
 * programs, or serve files: logs elsewhere, captures, key logs, scripts, agents, mails, statistics.
 */
const known = [
  ...[
    "log stdout",
    "log global",
    "log-format",
    "option dontlognull",
    "maxconn",
    "timeout",
    "retries",
    "mode",
  ],
  ...["ssl-default-bind-options", "ssl-default-bind-ciphersuites"],
  ...["ssl-default-server-options", "ssl-default-server-ciphersuites"],
  // A socket of administration is judged as a listener.
  ...["bind", "stats socket", "tcp-request connection reject", "stick-table", "acl"],
  ...["deny", "return", "redirect", "del-header", "set-header", "track-sc0", "wait-for-body"].map(
    (action) => `http-request ${action}`,
  ),
  "http-request set-var(txn.host)",
  ...["http-after-response set-header", "http-after-response del-header", "http-error"],
  ...["use_backend", "default_backend", "balance", "default-server", "server", "server-template"],
  ...["option httpchk", "http-check send", "monitor-uri", "monitor fail"],
  // The engine's own name service.
  ...["nameserver dns 127.0.0.11:53", "hold"],
];

/** What a log may not hold: a session is taken over by its cookie or token, and a query may be somebody's data. */
const told = /cook|hdr|body|capture|query|param|pathq|url|%(\(\w+\))?(\{[^}]*\})?(HU|HQ|hrl?|hsl?|r)\b/;

/** Options of a server by which somebody else is asked or told. */
const elsewhere = /^(socks4|agent-|log-proto|send-proxy|external-check)/;

export default haproxyPolicy({
  name: "haproxy-only-forwards",
  severity: "high",
  reason:
    "HAProxy sees every request in plain: one line more sends them to another log, writes down TLS keys, runs a script, or serves a file that holds a key.",
  remedy:
    "Leave the line away: log to stdout and no headers, cookies or queries; answer with strings or .html files; no scripts, agents, captures, statistics, key logs, peers, early data or name servers but the engine's.",
  judge(config, report) {
    for (const at of config.linesBeside(known)) report(`${at} does more than forward`);
    for (const { at, words } of config.lines) {
      const [name, action] = words;
      if (name === "log-format" && words.slice(1).some((word) => told.test(word)))
        report(`${at} writes what visitors send into the log`);
      if (name === "bind" && words.includes("allow-0rtt"))
        report(`${at} takes early data, which can be sent again by others (RFC 8446, section 8)`);
      if (name === "stick-table" && words.includes("peers")) report(`${at} tells peers of visitors`);
      const answers = name === "http-error" || (name === "http-request" && action === "return");
      const file = param(words, "file") ?? param(words, "lf-file") ?? param(words, "errorfiles");
      if (answers && file !== undefined && !file.endsWith(".html")) report(`${at} serves ${file}`);
      if (["server", "default-server", "server-template"].includes(name!))
        for (const word of words.filter((each) => elsewhere.test(each)))
          report(`${at} speaks of or to another place (${word})`);
    }
  },
});
