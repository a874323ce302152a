import { evaluate, type GraphResource } from "../../../policies/evaluate";
import { resourcePolicy, stackPolicy, type StackSubject } from "../../../policies/lib/policy";

const about = { name: "reads", severity: "low", reason: "", remedy: "" } as const;

/**
 * A graph's resources as policies get them: unpacked by the pack's own server and wrapped to object where a value is
 * unknown. Unpacking is most of what a judgement costs, and policies change nothing, so once will do.
 */
export async function unpacked(graph: readonly GraphResource[]): Promise<StackSubject[]> {
  const types = [...new Set(graph.map(({ type }) => type))];
  const seen: StackSubject[] = [];
  // What a policy for a whole stack sees of a resource are the arguments another policy was given last.
  const reads = resourcePolicy({ ...about, types, judge: () => undefined });
  const keeps = stackPolicy({ ...about, types, judge: (subjects) => void seen.push(...subjects) });
  await evaluate(graph, { policies: [reads, keeps] });
  return seen;
}

/** The stack in which one resource is another, or gone: in its place, and for those that hang on it. */
export function withInPlace(
  stack: readonly StackSubject[],
  old: StackSubject,
  becomes: StackSubject | undefined,
): StackSubject[] {
  const linked = (subject: StackSubject): StackSubject => {
    const dependencies = Object.entries(subject.propertyDependencies);
    if (subject.parent?.urn !== old.urn && !dependencies.some(([, on]) => on.some(isOld))) return subject;
    return {
      ...subject,
      parent: subject.parent?.urn === old.urn ? becomes : subject.parent,
      propertyDependencies: Object.fromEntries(
        dependencies.map(([key, on]) => [key, on.flatMap((each) => (isOld(each) ? (becomes ?? []) : each))]),
      ),
    };
  };
  const isOld = ({ urn }: StackSubject) => urn === old.urn;
  return stack.flatMap((subject) => (subject === old ? (becomes ?? []) : linked(subject)));
}
