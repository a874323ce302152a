import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import type { Kubernetes } from "../../../platform/kubernetes/kubernetes";
import { durable } from "../../../platform/platform";
import { text } from "../../../platform/template";
import type { Server, ServerArgs } from "../server";
import { ClusterCredentials, type KeyStore } from "./credentials";
import { openClusterFlows, primaryService, type ApiServer } from "./network";
import { clusterDemands, specification, type SpecificationArgs } from "./specification";

/** What makes several servers one store. */
export interface Clustering extends Pick<SpecificationArgs, "instances" | "dataSize" | "walSize"> {
  platform: Kubernetes;
  keyStore: KeyStore;
  apiServer: ApiServer;
}

/** Seconds in which every server in turn may fetch its image, copy the data and start. */
const rolloutSeconds = 1800;

const initialSql = "encryption.sql";

/** What the operator says of a cluster that is as it should be. Source: its definition, `status`. */
const settled = (lifecycle: Kubernetes["lifecycle"]): string[] =>
  lifecycle === "stopped"
    ? ["jsonpath={.status.state}=paused"]
    : // The state tells of pods alone: whether keys are there is said by a condition.
      ["jsonpath={.status.state}=ready", "condition=PGTDEVaultProviderReady"];

/**
 * PostgreSQL as a cluster of Percona's operator: servers over zones of which Patroni makes one the primary, each transaction
 * on two of them, encrypted by keys from a key store; PgBouncer beside them.
 */
export class PostgresqlCluster extends pulumi.ComponentResource implements Server {
  readonly ready = this;
  readonly warnings: string[] = [];

  constructor(
    name: string,
    args: ServerArgs & Clustering & { workload: string },
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("lakehouse:storage:PostgresqlCluster", name, {}, opts);
    const { platform, workload } = args;
    openClusterFlows(name, { ...args, parent: this });
    const credentials = new ClusterCredentials(`${name}-credentials`, args, { parent: this });
    const sql = new k8s.core.v1.ConfigMap(
      `${name}-sql`,
      {
        metadata: platform.metadata(workload, `${workload}-sql`),
        data: { [initialSql]: text(join(__dirname, initialSql)) },
      },
      platform.under(this),
    );
    const asked = { ...args, credentials, initialSql: { name: sql.metadata.name, key: initialSql } };
    platform.demands.push(...clusterDemands(asked));
    const cluster = new k8s.apiextensions.CustomResource(
      `${name}-servers`,
      {
        apiVersion: "pgv2.percona.com/v2",
        kind: "PerconaPGCluster",
        metadata: {
          ...platform.metadata(workload, workload),
          annotations: {
            "pulumi.com/waitFor": JSON.stringify(settled(platform.lifecycle)),
            "pulumi.com/timeoutSeconds": String(rolloutSeconds),
          },
        },
        spec: specification(asked),
      },
      platform.under(this, durable(platform)),
    );
    primaryService(name, { platform, workload, parent: this, cluster });
    this.registerOutputs();
  }
}
