import { edgeConfigPolicy } from "../lib/edge";

const closes = "option http-server-close";

export default edgeConfigPolicy({
  name: "edge-shares-no-connections",
  severity: "high",
  reason:
    "On a connection that visitors share, what a service leaves of one's request or answer is taken for the next one's.",
  remedy: "Write `option http-server-close` in each backend, on a line of its own.",
  judge(config, report) {
    const lines = new Map<string, string[]>();
    for (const { section, words } of config.lines)
      lines.set(section, [...(lines.get(section) ?? []), words.join(" ")]);
    for (const [section, said] of lines)
      if (/^(backend|listen) /.test(section) && !said.includes(closes))
        report(`${section} keeps connections to a service for other visitors`);
  },
});
