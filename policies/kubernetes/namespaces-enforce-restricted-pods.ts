import { namespaceType } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";

const enforce = "pod-security.kubernetes.io/enforce";

/** Kubernetes reads this label as its setting. Source: kubernetes.io, "Pod Security Admission". */
export default resourcePolicy({
  name: "namespaces-enforce-restricted-pods",
  severity: "high",
  types: [namespaceType],
  reason: "What somebody starts there by hand is judged by the cluster alone.",
  remedy: `Label the namespace ${enforce}=restricted, with the latest version of that standard or none.`,
  judge({ props }, report) {
    const labels = props["metadata"]?.["labels"] ?? {};
    if (labels[enforce] !== "restricted") report("takes pods that are not restricted");
    if ((labels[`${enforce}-version`] ?? "latest") !== "latest") report("restricts pods by an old standard");
  },
});
