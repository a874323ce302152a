import { writeFileSync } from "node:fs";
import { join } from "node:path";
import golden from "../../golden/prod.json";
import type { KubernetesStack } from "./kubernetes-stack";

/**
 * What the API server says of a custom resource of the golden graph, strictly and without keeping it.
 * @param kind of the resource, of which there is one
 * @param more fields of its specification besides
 */
export function applyStrictly({ plane }: Pick<KubernetesStack, "plane">, kind: string, more: object) {
  const { inputs } = golden.find(({ type }) => type.endsWith(`:${kind}`)) as { inputs: { spec: object } };
  const file = join(plane.directory, `${kind}.json`);
  writeFileSync(file, JSON.stringify({ ...inputs, spec: { ...inputs.spec, ...more } }));
  const args = ["--server-side", "--dry-run=server", "--validate=strict", "--force-conflicts"];
  return plane.kubectl("apply", ...args, `--filename=${file}`);
}
