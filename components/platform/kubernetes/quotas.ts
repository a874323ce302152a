import { capacityTable, type Demand } from "./capacity";
import { refuse, type ClusterQuota } from "./cluster";

/** What a ResourceQuota may limit, and what the stack asks of it. Source: kubernetes.io, "Resource Quotas". */
const limited: Readonly<Record<string, (demand: Demand) => number>> = {
  cpu: ({ cpus }) => cpus,
  "requests.cpu": ({ cpus }) => cpus,
  memory: ({ memory }) => memory,
  "requests.memory": ({ memory }) => memory,
  // Memory is set aside as far as its limit.
  "limits.memory": ({ memory }) => memory,
  "requests.storage": ({ storage }) => storage,
  pods: () => 1,
};

/**
 * Looks whether quotas of the stack's own namespaces leave room for what runs in them from then on. A quota of other things
 * (`limits.cpu`, jobs, one class of storage) is not looked at.
 * @param namespaceOf where a workload's pods are
 * @throws pulumi.RunError for the first that is too small, with what is asked there and the remedy
 */
export async function checkQuotas(
  demands: readonly Demand[],
  zones: number,
  namespaceOf: (workload: string) => string,
  quotas: readonly ClusterQuota[],
): Promise<void> {
  if (quotas.length === 0) return;
  // With the client, which is loaded when it is needed.
  const { quantityToScalar } = await import("@kubernetes/client-node/dist/util.js");
  for (const { namespace, name, hard } of quotas) {
    const here = demands.filter(({ workload }) => namespaceOf(workload) === namespace);
    const lacking = Object.entries(hard).filter(([what, most]) => {
      const asked = limited[what];
      return (
        asked && here.reduce((sum, each) => sum + asked(each) * each.pods, 0) > Number(quantityToScalar(most))
      );
    });
    if (here.length > 0 && lacking.length > 0)
      refuse(
        `ResourceQuota ${namespace}/${name} is too small (${lacking.map(([what, most]) => `${what}: ${most}`).join(", ")}) ` +
          `for what runs in that namespace:\n${capacityTable(here, zones)}`,
        "raise the quota, with room for one more pod of each workload and for jobs, or make workloads smaller.",
      );
  }
}
