import { families } from "../../../policies/catalogue";
import { evaluate, type GraphResource, type Violation } from "../../../policies/evaluate";
import { resourcePolicy, type Policy } from "../../../policies/lib/policy";
import type { Mutant } from "./mutant";

const policies: readonly Policy[] = Object.values(families).flat();
const single = policies.filter(({ kind }) => kind === "resource");
const together = policies.filter(({ kind }) => kind === "stack");

const urnOf = (resource: GraphResource, of: string | number) => `urn:${of}:${resource.type}:${resource.name}`;

/**
 * What each mutant violates among the policies for single resources. All at once: a mutant is put, with what carries
 * its files or is carried by it, under a parent of its own.
 */
async function judgeSingly(
  graph: readonly GraphResource[],
  mutants: readonly Mutant[],
): Promise<Violation[][]> {
  const copies = mutants.flatMap(({ at, becomes }, index) => {
    const family = graph.filter(
      (resource) =>
        resource === at ||
        (at.type.includes(":Container") &&
          resource.type === at.type &&
          resource.options?.parent === at.options?.parent),
    );
    const changed = family.flatMap((resource) => (resource === at ? (becomes ?? []) : resource));
    return changed.map((resource) => ({
      ...resource,
      urn: urnOf(resource, index),
      options: { ...resource.options, parent: `urn:${index}` },
    }));
  });
  const found = mutants.map((): Violation[] => []);
  for (const violation of await evaluate(copies, { policies: single }))
    found[Number(violation.urn.split(":")[1])]!.push(violation);
  return found;
}

/** What a policy for a whole stack sees of a resource are the arguments another policy was given last. */
const reader = (types: readonly string[]): Policy =>
  resourcePolicy({ name: "reads", severity: "low", reason: "", remedy: "", types, judge: () => undefined });

/** What a graph with one mutant violates among the policies for a whole stack that look at its type. */
async function judgeTogether(graph: readonly GraphResource[], { at, becomes }: Mutant): Promise<Violation[]> {
  const asked = together.filter(({ types }) => types.includes(at.type));
  if (asked.length === 0) return [];
  const types = asked.flatMap((policy) => policy.types);
  const seen = graph.filter(({ type }) => types.includes(type) || type.startsWith("lakehouse:"));
  const changed = seen.flatMap((resource) => (resource === at ? (becomes ?? []) : resource));
  return evaluate(changed, { policies: [...asked, reader(types)] });
}

/** What each mutant violates; the policies for a whole stack are asked only where the others find nothing. */
export async function judge(
  graph: readonly GraphResource[],
  mutants: readonly Mutant[],
): Promise<Violation[][]> {
  const found = await judgeSingly(graph, mutants);
  for (const [index, mutant] of mutants.entries()) {
    if (found[index]!.length === 0) found[index] = await judgeTogether(graph, mutant);
  }
  return found;
}
