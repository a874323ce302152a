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
  ...["option httpchk", "option http-server-close", "http-check send", "monitor fail"],
];

/** A question of health goes on to the path by which the process answers it: one fixed path in place of another. */
const asksForHealth = /^http-request set-path \/[\w./-]+ if \{ path \/[\w-]+ \}$/;

/** Host names, as the one variable that is kept. */
const hostVariable = "req.hdr(host),field(1,:),lower";

/**
 * What a log may hold: times, addresses, sizes, states, names of places, and a path without its query. A session is taken over
 * by its cookie or token, and a query may be somebody's data. Names: HAProxy 3.2 configuration manual, section 8.2.6.
 */
const told = new Set([
  ...["o", "t", "T", "ts", "Ta", "Tc", "Td", "Th", "Ti", "Tq", "TR", "Tr", "Tt", "Tu", "Tw"],
  ...["ci", "cp", "fi", "fp", "bi", "bp", "si", "sp", "ft", "b", "s"],
  ...[
    "B",
    "U",
    "ST",
    "HM",
    "HV",
    "HPO",
    "sslv",
    "sslc",
    "ac",
    "fc",
    "bc",
    "sc",
    "rc",
    "sq",
    "bq",
    "pid",
    "rt",
  ],
  ...["[var(txn.host)]", "[src]", "[fc_http_major]"],
  ...["[ssl_bc_protocol]", "[bc_err_str]", "[ssl_bc_err_str]"],
]);
const item = /%(?:\{[^}]*\}|\([^)]*\))*(\[[^\]]*\]|[A-Za-z]+)?/g;

/** What a format of a log asks for and may not. */
const untold = (format: string): string[] =>
  [...format.matchAll(item)].filter(([, what = ""]) => !told.has(what)).map(([text]) => text);

/** Whether a line is an answer of its own. */
const answers = ([name, action]: string[]) =>
  name === "http-error" || (name === "http-request" && action === "return");

/** Whether a word stands for what the server computes from a request, its memory or its environment. */
const computes = (word: string) => /%[[{]|^lf-/.test(word);

export default haproxyPolicy({
  name: "haproxy-only-forwards",
  severity: "high",
  reason:
    "HAProxy sees every request in plain: one line more sends them to another log, writes down TLS keys, runs a script, or serves a file that holds a key.",
  remedy:
    "Leave the line away: log to stdout, and what `told` in the policy's file lists; answer and redirect with fixed strings or .html files; no scripts, agents, captures, statistics, key logs, peers, early data or name servers but the engine's.",
  judge(config, report) {
    for (const at of config.linesBeside(known, asksForHealth)) report(`${at} does more than forward`);
    for (const { at, words } of config.lines) {
      const [name, action] = words;
      if (name === "log-format")
        for (const what of words.slice(1).flatMap(untold)) report(`${at} writes ${what} into the log`);
      if (action === "set-var(txn.host)" && words[2] !== hostVariable)
        report(`${at} keeps something else as the name of a host`);
      const says =
        answers(words) ||
        action === "redirect" ||
        (name === "http-after-response" && action === "set-header");
      if (says && words.some(computes)) report(`${at} answers with what it computes`);
      if (name === "bind" && words.includes("allow-0rtt"))
        report(`${at} takes early data, which can be sent again by others (RFC 8446, section 8)`);
      if (name === "stick-table" && words.includes("peers")) report(`${at} tells peers of visitors`);
      const file = param(words, "file") ?? param(words, "lf-file") ?? param(words, "errorfiles");
      if (answers(words) && file !== undefined && !file.endsWith(".html")) report(`${at} serves ${file}`);
      if (["server", "default-server", "server-template"].includes(name!))
        for (const word of words.filter((each) => tellsOthers.test(each)))
          report(`${at} speaks of or to another place (${word})`);
    }
  },
});
