import type * as k8s from "@pulumi/kubernetes";
import { selector } from "./labels";

type PodSpec = k8s.types.input.core.v1.PodSpec;

const zoneKey = "topology.kubernetes.io/zone";
const nodeKey = "kubernetes.io/hostname";

/** Seconds a pod stays bound to a node that does not answer, before another is made elsewhere. */
const lostNodeSeconds = 30;

/**
 * Spreads a workload's pods over availability zones, and over the nodes of each. Those with data wait for a place in the
 * right zone; the others take what there is, so that what a lost zone ran comes back in the rest.
 * @param rollout whether pods of two versions are counted apart, which a Deployment tells by a label
 */
export function spread(
  workload: string,
  { data, rollout }: { data: boolean; rollout: boolean },
): Pick<PodSpec, "affinity" | "topologySpreadConstraints" | "tolerations"> {
  const labelSelector = { matchLabels: selector(workload) };
  const apart = { labelSelector, topologyKey: nodeKey };
  return {
    topologySpreadConstraints: [
      {
        topologyKey: zoneKey,
        maxSkew: 1,
        whenUnsatisfiable: data ? "DoNotSchedule" : "ScheduleAnyway",
        labelSelector,
        ...(rollout ? { matchLabelKeys: ["pod-template-hash"] } : {}),
      },
    ],
    affinity: {
      podAntiAffinity: data
        ? { requiredDuringSchedulingIgnoredDuringExecution: [apart] }
        : {
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: apart }],
          },
    },
    tolerations: ["not-ready", "unreachable"].map((condition) => ({
      key: `node.kubernetes.io/${condition}`,
      operator: "Exists",
      effect: "NoExecute",
      tolerationSeconds: lostNodeSeconds,
    })),
  };
}
