import { SearchClusterView, searchClusterType } from "../lib/elasticsearch-cluster";
import { claimType, isGiven, podOf, podTypes, type Spec } from "../lib/pod";
import { resourcePolicy } from "../lib/policy";
import { ClusterView, clusterType } from "../lib/postgresql-cluster";

export default resourcePolicy({
  name: "claims-name-a-storage-class",
  severity: "critical",
  types: [...podTypes, claimType, clusterType, searchClusterType],
  reason: "A claim without a class gets the cluster's default, which may not encrypt.",
  remedy: "Set `storageClassName` to the encrypted class.",
  judge(subject, report) {
    const { type, props } = subject;
    if (type === clusterType || type === searchClusterType) {
      const cluster = type === clusterType ? new ClusterView(props) : new SearchClusterView(props);
      for (const [at, claim] of cluster.claims)
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
