import { haproxyPolicy, harmlessLines, param, tellsOthers } from "../lib/haproxy";

/** Lines that take a request in, look at it, answer it or hand it on; what they serve and tell is looked at below. */
const known = [
  ...harmlessLines,
  // A socket of administration is judged as a listener.
  ...["stats socket", "stick-table", "acl", "http-request set-var(txn.host)"],
  ...["return", "redirect", "del-header", "track-sc0", "wait-for-body"].map(
    (action) => `http-request ${action}`,
  ),
  ...["http-after-response set-header", "http-after-response del-header", "http-error"],
  ...["use_backend", "balance", "default-server", "server-template"],
  ...["option httpchk", "http-check send", "monitor fail"],
];

/** What a log may not hold: a session is taken over by its cookie or token, and a query may be somebody's data. */
const told =
  /cook|hdr|body|payload|auth|secret|session_key|capture|query|param|pathq|url|%(\(\w+\))?(\{[^}]*\})?(HU|HQ|hrl?|hsl?|r)\b/;

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
        for (const word of words.filter((each) => tellsOthers.test(each)))
          report(`${at} speaks of or to another place (${word})`);
    }
  },
});
