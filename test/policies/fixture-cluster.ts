import { fromGolden, type GraphResource } from "../../policies/evaluate";
import golden from "../golden/prod.json";

/** A component of the cluster; its name alone may be a container's of the fixture. */
const componentOf = (name: string) => `prod-${name}`;

/**
 * Workloads, jobs and roles that the platform makes of others' kinds: one workload with drives, one without, the one behind the
 * entrance, and one namespace's roles stand for all. What is in their files is tried on dev, from which it differs in the
 * names of hosts alone.
 */
const isOfAKindThatIsThere = ({ name }: { name: string }) =>
  /^(access-proxy|directory|dremio|identity|superset(?!-scaling)|kubernetes-roles-(application|edge))/.test(
    name,
  );

/** The prod stack's graph as far as a cluster makes it, so that each case breaks what is there. */
export const cluster: GraphResource[] = fromGolden(golden)
  .filter((resource) => resource.type.startsWith("kubernetes:") && !isOfAKindThatIsThere(resource))
  .map((resource) => ({
    ...resource,
    options: { ...resource.options, parent: componentOf(resource.options!.parent!) },
  }));

// The catalogue has no digest for some images yet: `make pin-images` needs a registry.
const pin = (given: { image?: string }) => {
  if (!given.image?.includes("@")) given.image = `${given.image}@sha256:${"0a".repeat(32)}`;
};
for (const { name } of cluster.filter(({ type }) => /:(Deployment|StatefulSet|Job)$/.test(type)))
  for (const container of podSpec(cluster, name)["containers"]) pin(container as { image: string });
pin(cluster.find(({ name }) => name === "search-store-cluster-nodes")!.inputs["spec"] as { image: string });

/** What the pods of a workload are made of. */
export function podSpec(graph: readonly GraphResource[], workload: string) {
  const found = graph.find(({ name }) => name === workload);
  if (!found) throw new Error(`the fixture has no workload '${workload}'`);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return (found.inputs as any).spec.template.spec as Record<string, any>;
}
