import { families } from "../../../policies/catalogue";
import type { GraphResource } from "../../../policies/evaluate";
import { judgeOrRefuse } from "../../../policies/lib/adapt";
import { configMapType, secretType } from "../../../policies/lib/pod";
import type { Policy, StackSubject } from "../../../policies/lib/policy";
import { known } from "../../../policies/lib/values";
import type { Mutant } from "./mutant";
import { unpacked, withInPlace } from "./unpacked";

const policies: readonly Policy[] = Object.values(families).flat();
const single = policies.filter((policy) => policy.kind === "resource");
const together = policies.filter((policy) => policy.kind === "stack");

/** What a policy objects to. */
export interface Finding {
  policy: string;
  finding: string;
}

/** A mutant as policies get it: the stack it is in, what it was there and what it is. */
interface Place {
  stack: readonly StackSubject[];
  old: StackSubject;
  becomes: StackSubject | undefined;
}

/** What a policy for single resources finds in the mutant, or in what carries its files or is carried by it. */
function judgeSingly({ stack, old, becomes }: Place, parent: string): Finding[] {
  const family = old.type.includes(":Container")
    ? stack.filter(({ type, parent: of }) => type === old.type && of === old.parent)
    : old.type.startsWith("kubernetes:")
      ? stack.filter(({ type, parent: of }) => type.startsWith("kubernetes:") && of === old.parent)
      : [old];
  // Under a parent of its own: files that the stack's other containers carry are not this mutant's.
  const changed = family
    .flatMap((subject) => (subject === old ? (becomes ?? []) : subject))
    .map((subject) => ({ ...subject, opts: { ...subject.opts, parent } }))
    .sort((a, b) => Number(carries(b)) - Number(carries(a)));
  const found: Finding[] = [];
  for (const subject of changed)
    for (const policy of single.filter(({ types }) => types.includes(subject.type))) {
      const report = (finding: string) => void found.push({ policy: policy.name, finding });
      judgeOrRefuse(() => policy.judge(subject, report), report);
      if (found.length > 0) return found;
    }
  return found;
}

/** What only carries files: the engine registers it before what mounts them. */
const carries = ({ type, props }: StackSubject) =>
  type === configMapType || type === secretType || known(() => props["start"]) === false;

/** What a policy for a whole stack finds that looks at the mutant's type. */
function judgeTogether({ stack, old, becomes }: Place): Finding[] {
  const asked = together.filter(({ types }) => types.includes(old.type));
  if (asked.length === 0) return [];
  const changed = withInPlace(stack, old, becomes);
  const found: Finding[] = [];
  for (const policy of asked) {
    const report = (finding: string) => void found.push({ policy: policy.name, finding });
    const shown = changed.filter(({ type }) => policy.types.includes(type));
    judgeOrRefuse(() => policy.judge(shown, report), report);
    if (found.length > 0) return found;
  }
  return found;
}

/** How many mutants are unpacked at once: a compromise between calls and memory. */
const portion = 250;

/**
 * What the first policy that objects to each mutant finds; empty when none does. The policies for a whole stack are
 * asked last, since they cost most.
 */
export async function judge(
  graph: readonly GraphResource[],
  mutants: readonly Mutant[],
): Promise<Finding[][]> {
  const stack = await unpacked(graph);
  const placed = new Map(stack.map((subject) => [`${subject.type} ${subject.name}`, subject]));
  const found: Finding[][] = [];
  for (let from = 0; from < mutants.length; from += portion) {
    const some = mutants.slice(from, from + portion);
    const changed = some.flatMap(({ becomes }, at) => (becomes ? [{ ...becomes, urn: String(at) }] : []));
    const subjects = new Map((await unpacked(changed)).map((subject) => [subject.urn, subject]));
    for (const [at, mutant] of some.entries()) {
      const old = placed.get(`${mutant.at.type} ${mutant.at.name}`)!;
      const subject = subjects.get(String(at));
      const { urn, parent, propertyDependencies, opts } = old;
      const becomes = subject && {
        ...subject,
        ...{ urn, parent, propertyDependencies },
        opts: { ...subject.opts, parent: opts.parent },
      };
      const place: Place = { stack, old, becomes };
      const singly = judgeSingly(place, `mutant ${from + at}`);
      found.push(singly.length > 0 ? singly : judgeTogether(place));
    }
  }
  return found;
}
