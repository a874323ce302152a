import { claimType, isGiven, podOf, podTypes, type Spec } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";
import { ClusterView, clusterType } from "../lib/postgresql-cluster";

export default resourcePolicy({
  name: "claims-name-a-storage-class",
  severity: "critical",
  types: [...podTypes, claimType, clusterType],
  reason: "A claim without a class gets the cluster's default, which may not encrypt.",
  remedy: "Set `storageClassName` to the encrypted class.",
  judge(subject, report) {
    if (subject.type === clusterType) {
      for (const [at, claim] of new ClusterView(subject.props).claims)
        if (!isGiven(() => claim["storageClassName"] as unknown)) report(`${at} names no storage class`);
      return;
    }
    const pod = podOf(subject);
    const inVolumes = pod.volumes.flatMap(
      (volume): Spec[] => volume["ephemeral"]?.["volumeClaimTemplate"] ?? [],
    );
    const claims = subject.type === claimType ? [subject.props] : [...pod.claimTemplates, ...inVolumes];
    for (const claim of claims)
      if (!isGiven(() => claim["spec"]?.["storageClassName"] as unknown))
        report(`claim ${claim["metadata"]?.["name"] ?? "of a volume"} names no storage class`);
  },
});
