import { ContainerView, containerType, containerTypes } from "../lib/container";
import { stackPolicy, type StackSubject } from "../lib/policy";

/**
 * CIS Docker Benchmark 5.27. Containers that share one network namespace live and fail together: it is enough
 * that one of the component they belong to is checked.
 */
export default stackPolicy({
  name: "containers-report-health",
  severity: "medium",
  types: containerTypes,
  reason: "Without a health check a hung process counts as running.",
  remedy: "Set `healthcheck.tests` to a command that fails when the service does.",
  judge(resources, report) {
    const containers = resources.filter(({ type }) => (containerTypes as readonly string[]).includes(type));
    const checkedBelow = new Set(containers.filter(isChecked).flatMap((container) => ancestors(container)));
    for (const resource of containers) {
      const view = viewOf(resource);
      if (view.isOneShot || view.neverStarts || isChecked(resource)) continue;
      const sharesNamespace = resource.type === containerType && resource.parent !== undefined;
      const isCovered =
        sharesNamespace &&
        resource.parent!.type !== "pulumi:pulumi:Stack" &&
        checkedBelow.has(resource.parent!.urn);
      if (!isCovered) report("has no health check", resource);
    }
  },
});

const viewOf = ({ name, type, props }: StackSubject) => new ContainerView(name, type, props);

function isChecked(resource: StackSubject): boolean {
  const [kind, ...command] = viewOf(resource).healthTests;
  return kind !== undefined && kind !== "NONE" && command.length > 0;
}

function ancestors(resource: StackSubject): string[] {
  return resource.parent ? [resource.parent.urn, ...ancestors(resource.parent)] : [];
}
