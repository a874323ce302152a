import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PendingOperation, StateResource } from "../../../tools/recovery/state";
import type { TestStack } from "../../e2e/stack";

interface Checkpoint {
  checkpoint: { latest: { resources: StateResource[]; pending_operations?: PendingOperation[] } };
}

/** Takes a URN out of everything a resource says it depends on. */
function without(urns: Set<string>, resource: StateResource): StateResource {
  const { dependencies, propertyDependencies } = resource as {
    dependencies?: string[];
    propertyDependencies?: Record<string, string[]>;
  };
  const left = (list: string[]) => list.filter((urn) => !urns.has(urn));
  return {
    ...resource,
    ...(dependencies ? { dependencies: left(dependencies) } : {}),
    ...(propertyDependencies
      ? {
          propertyDependencies: Object.fromEntries(
            Object.entries(propertyDependencies).map(([name, list]) => [name, left(list)]),
          ),
        }
      : {}),
  };
}

/**
 * Makes the state say of resources of these types what it says when the engine dies after their server has made
 * them, and before it could note so: that their creation has begun.
 * @returns their URNs
 */
export function halfCreate(stack: TestStack, types: string[]): string[] {
  const file = join(stack.home, "backend", ".pulumi", "stacks", "lakehouse", "dev.json");
  const state = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
  const { latest } = state.checkpoint;
  const chosen = types.map((type) => latest.resources.find((resource) => resource.type === type)!);
  const urns = new Set(chosen.map(({ urn }) => urn));
  latest.resources = latest.resources
    .filter(({ urn }) => !urns.has(urn))
    .map((resource) => without(urns, resource));
  latest.pending_operations = chosen.map(({ id: _id, outputs: _outputs, ...resource }) => ({
    type: "creating",
    resource,
  }));
  writeFileSync(file, JSON.stringify(state));
  return [...urns];
}
