import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { clusterGrants, type ClusterRule } from "../../security/cluster-roles";
import { roles, type Role } from "../../security/roles";
import type { NetworkZone } from "../network-zones";
import type { Kubernetes } from "./kubernetes";
import { metadata } from "./labels";

/** Group names of the cluster's own sign-on, by role. */
export type ClusterGroups = Readonly<Record<Role, readonly string[]>>;

/** The role catalogue as the cluster's own: a Role in each namespace, bound to the groups of that role. */
export class RoleBindings extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: {
      platform: Kubernetes;
      namespaceOf: (zone: NetworkZone) => pulumi.Output<string>;
      groups: ClusterGroups;
    },
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("lakehouse:platform:RoleBindings", name, {}, opts);
    for (const zone of args.platform.usedZones)
      for (const role of roles) {
        const rules = clusterGrants[role][zone] ?? [];
        if (rules.length > 0) this.bind(role, zone, rules);
      }
    this.registerOutputs();
  }

  private bind(role: Role, zone: NetworkZone, rules: readonly ClusterRule[]): void {
    const { platform, namespaceOf, groups } = this.args;
    const at = metadata(platform, namespaceOf(zone), `lakehouse-${role}`);
    const made = new k8s.rbac.v1.Role(
      `${this.name}-${zone}-${role}`,
      {
        metadata: at,
        rules: rules.map(({ group, resources, verbs }) => ({
          apiGroups: [group],
          resources: [...resources],
          verbs: [...verbs],
        })),
      },
      platform.under(this),
    );
    if (groups[role].length === 0) return;
    new k8s.rbac.v1.RoleBinding(
      `${this.name}-${zone}-${role}-binding`,
      {
        metadata: at,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: made.metadata.name },
        subjects: groups[role].map((name) => ({
          apiGroup: "rbac.authorization.k8s.io",
          kind: "Group",
          name,
        })),
      },
      platform.under(this),
    );
  }
}
