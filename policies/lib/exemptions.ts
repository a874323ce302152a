import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { policies } from "../catalogue";

const schema = z.array(
  z.strictObject({
    policy: z.string(),
    stack: z.string().optional(),
    resource: z.string().min(1),
    reason: z.string().min(20, "a sentence of at least 20 characters that says why"),
    until: z.iso.date("a day as YYYY-MM-DD"),
  }),
);

/** Days an exemption may run at most: half a year, then somebody looks again. */
const longestDays = 180;
/** Letters a pattern must begin with, so that it means some resources and not all. */
const fewestLetters = 3;

/** An agreed exception: `policy` does not judge `resource` up to and including the day `until` (UTC). */
export type Exemption = z.infer<typeof schema>[number];

export const exemptionsFile = join(__dirname, "..", "exemptions.yaml");

/**
 * Reads and checks the exemptions.
 * @throws Error naming each exemption that has ended, runs too long, covers everything, is malformed, or names no policy
 */
export function loadExemptions(text = readFileSync(exemptionsFile, "utf8"), today = new Date()): Exemption[] {
  const parsed = schema.safeParse(parse(text) ?? []);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((i) => `entry ${i.path.join(".")}: ${i.message}`);
  const day = today.toISOString().slice(0, 10);
  const lastDay = new Date(today.getTime() + longestDays * 86_400_000).toISOString().slice(0, 10);
  for (const { policy, resource, until } of parsed.data ?? []) {
    const which = `exemption of ${resource} from ${policy}`;
    if (!policies.some(({ name }) => name === policy)) problems.push(`${which}: no policy has that name`);
    if (until < day)
      problems.push(`${which} ended on ${until}: fix the resource and remove the entry, or agree a new date`);
    if (until > lastDay)
      problems.push(
        `${which} runs until ${until}, more than ${longestDays} days from now: agree a day up to ${lastDay}`,
      );
    const wildcard = resource.indexOf("*");
    if (wildcard >= 0 && wildcard < fewestLetters)
      problems.push(
        `${which} covers every resource, or nearly: write its name, or at least its first ${fewestLetters} letters and *`,
      );
  }
  if (problems.length > 0) throw new Error(`policies/exemptions.yaml:\n  ${problems.join("\n  ")}`);
  return parsed.data ?? [];
}

/** Whether an exemption covers the policy on this resource. A `*` in `resource` stands for any characters. */
export function isExempt(
  exemptions: readonly Exemption[],
  policy: string,
  { name, urn }: { name: string; urn: string },
): boolean {
  // urn:pulumi:<stack>::<project>::<types>::<name>
  const stack = urn.split("::")[0]?.split(":")[2];
  return exemptions.some(
    (exemption) =>
      exemption.policy === policy &&
      (exemption.stack === undefined || exemption.stack === stack) &&
      matches(exemption.resource, name),
  );
}

function matches(pattern: string, name: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(name);
}
