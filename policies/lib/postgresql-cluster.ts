import type { Spec } from "./pod";
import { resourcePolicy, type PolicyData, type Report } from "./policy";
import { list } from "./values";

/** A cluster of Percona's operator for PostgreSQL. */
export const clusterType = "kubernetes:pgv2.percona.com/v2:PerconaPGCluster";

/** Pods of one kind: instances of a set, or poolers. */
export interface ClusterPods {
  name: string;
  spec: Spec;
}

/** One reading of a cluster's resource. Properties are read when asked for. */
export class ClusterView {
  constructor(private readonly props: Spec) {}

  get spec(): Spec {
    return this.props["spec"] ?? {};
  }
  /** What Patroni keeps the servers to; the only way by which settings reach them. */
  get patroni(): Spec {
    return this.spec["patroni"]?.["dynamicConfiguration"] ?? {};
  }
  /** A setting of the servers, in lower case; empty when it is not set. */
  setting(name: string): string {
    return String(this.patroni["postgresql"]?.["parameters"]?.[name] ?? "").toLowerCase();
  }
  get sets(): ClusterPods[] {
    return list<Spec>(this.spec["instances"]).map((spec) => ({ name: `set ${spec["name"]}`, spec }));
  }
  get poolers(): ClusterPods[] {
    const spec = this.spec["proxy"]?.["pgBouncer"] as Spec | undefined;
    return spec ? [{ name: "pgBouncer", spec }] : [];
  }
  /** Images by where they are given; undefined where the operator would take one of its own. */
  get images(): [at: string, image: string | undefined][] {
    const repository = this.spec["backups"]?.["enabled"] === false ? [] : ["backups.pgbackrest"];
    const parts = ["initContainer", ...(this.poolers.length > 0 ? ["proxy.pgBouncer"] : []), ...repository];
    const at = (path: string) => path.split(".").reduce((spec: Spec, key) => spec[key] ?? {}, this.spec);
    return [
      ["image", this.spec["image"]],
      ...parts.map((path): [string, string] => [`${path}.image`, at(path)["image"] as string]),
    ];
  }
  /** Claims by where they are asked for. */
  get claims(): [at: string, claim: Spec][] {
    return this.sets.flatMap(({ name, spec }) =>
      ["dataVolumeClaimSpec", "walVolumeClaimSpec"].flatMap((key): [string, Spec][] =>
        spec[key] ? [[`${key} of ${name}`, spec[key] as Spec]] : [],
      ),
    );
  }
}

/** A policy that judges every cluster of PostgreSQL. */
export const postgresqlClusterPolicy = (
  policy: PolicyData & { judge(cluster: ClusterView, report: Report): void },
) =>
  resourcePolicy({
    ...policy,
    types: [clusterType],
    judge: ({ props }, report) => policy.judge(new ClusterView(props), report),
  });
