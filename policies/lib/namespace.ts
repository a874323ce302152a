import { namespaceType, type Spec } from "./pod";
import type { StackSubject } from "./policy";
import { known } from "./values";

/** The label that a namespace has from Kubernetes itself, so that nobody can take another's. */
export const namespaceLabel = "kubernetes.io/metadata.name";

/** The namespace something is in. */
export const namespaceOf = ({ props }: { props: Spec }): string =>
  props["metadata"]?.["namespace"] ?? "default";

/** A namespace that pods are in, or may come to be. */
export interface Place {
  name: string;
  /** Undefined for one that the stack does not make. */
  resource: StackSubject | undefined;
}

/** Whether something is in a namespace; where a preview does not know its name, by what it depends on. */
export function isIn(subject: StackSubject, { name, resource }: Place): boolean {
  const own = known(() => namespaceOf(subject));
  if (own !== undefined) return own === name;
  const dependencies = subject.propertyDependencies["metadata"] ?? [];
  return resource !== undefined && dependencies.some(({ urn }) => urn === resource.urn);
}

/** Namespaces that a stack makes. */
export const namespacesOf = (resources: readonly StackSubject[]): Place[] =>
  resources
    .filter(({ type }) => type === namespaceType)
    .map((resource) => ({
      name: (resource.props["metadata"]?.["name"] as string | undefined) ?? "",
      resource,
    }));

/** Namespaces into whose pods the mesh puts its proxy. */
export const meshedNamespaces = (resources: readonly StackSubject[]): Place[] =>
  namespacesOf(resources).filter(
    ({ resource }) => resource!.props["metadata"]?.["labels"]?.["istio-injection"] === "enabled",
  );
