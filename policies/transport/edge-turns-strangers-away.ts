import { edgePolicy } from "../lib/edge";
import { turnsAway } from "../lib/published";

/** Least bits of a network: a company's may be as wide as 10.0.0.0/8. */
const leastBits = 8;

const isWide = (word: string) => /\/\d+$/.test(word) && Number(word.split("/")[1]) < leastBits;

export default edgePolicy({
  name: "edge-turns-strangers-away",
  severity: "high",
  reason:
    "The engine keeps networks apart by firewall rules that others on the host can flush; then whoever reaches the port is inside.",
  remedy:
    "Give each frontend `tcp-request connection reject unless { src … }` with the networks that people come from, none wider than a /8.",
  judge(section, _rules, report, conditional) {
    const doors = conditional.filter(turnsAway);
    if (doors.length === 0) report(`${section} looks at nobody who connects`);
    for (const network of doors.flat().filter(isWide)) report(`${section} lets in all of ${network}`);
  },
});
