import { searchClusterType } from "../lib/elasticsearch-cluster";
import { claimType, namespaceType, podOf, statefulSetType } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";
import { clusterType } from "../lib/postgresql-cluster";
import { list } from "../lib/values";

export default resourcePolicy({
  name: "claims-outlive-their-pods",
  severity: "high",
  types: [statefulSetType, claimType, namespaceType, clusterType, searchClusterType],
  reason:
    "Claims otherwise go with a smaller number of replicas, a wrong rename or the namespace, and data with them.",
  remedy:
    "Keep claims by persistentVolumeClaimRetentionPolicy Retain, and set `protect: true`; `lakehouse:lifecycle: disposable` lifts it.",
  liftedWhenDisposable: true,
  judge(subject, report) {
    const { type, opts } = subject;
    const pod = podOf(subject);
    if (type === statefulSetType && pod.claimTemplates.length === 0) return;
    if (!opts.protect) report("may be deleted by any update, and claims with it");
    if (list<string>(subject.props["metadata"]?.["finalizers"]).includes("percona.com/delete-pvc"))
      report("has its operator delete claims with it");
    if (
      type === searchClusterType &&
      subject.props["spec"]?.["volumeClaimDeletePolicy"] !== "DeleteOnScaledownOnly"
    )
      report("has its operator delete claims with it, which it does unless it is told otherwise");
    if (type !== statefulSetType) return;
    const kept = pod.kept["persistentVolumeClaimRetentionPolicy"] ?? {};
    // Kubernetes keeps claims unless it is told otherwise.
    for (const when of ["whenDeleted", "whenScaled"])
      if ((kept[when] ?? "Retain") !== "Retain") report(`deletes claims: ${when}`);
  },
});
