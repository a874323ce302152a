import { edgePolicy } from "../lib/edge";

const answers = ["return", "deny"];
/** How many is the operator's to say. */
const tooMany = /^if \{ sc_http_req_rate\(0\) gt \d+ \}$/;

export default edgePolicy({
  name: "edge-limits-requests",
  severity: "medium",
  reason: "Without a limit one client guesses passwords, or asks for figures, as fast as it can.",
  remedy:
    "Keep `http_req_rate` in a stick-table, count with `http-request track-sc0 src`, and answer 429 `if { sc_http_req_rate(0) gt … }`.",
  judge(section, rules, report, conditional) {
    const keeps = rules.some(
      (words) => words[0] === "stick-table" && words.some((word) => /^http_req_rate\(\d+s\)$/.test(word)),
    );
    const counts = rules.some((words) => words.join(" ") === "http-request track-sc0 src");
    const answered = conditional.some(
      ([name, action, status, code, ...rest]) =>
        name === "http-request" &&
        answers.includes(action!) &&
        `${status} ${code}` === "status 429" &&
        tooMany.test(rest.slice(rest.indexOf("if")).join(" ")),
    );
    if (!keeps || !counts) report(`${section} does not count requests by client`);
    if (!answered) report(`${section} takes as many requests as a client sends`);
  },
});
