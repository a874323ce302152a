import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Kubernetes } from "../../../platform/kubernetes/kubernetes";
import { durable } from "../../../platform/platform";
import type { Sharding } from "../index-template";
import type { Server, ServerArgs } from "../server";
import { ClusterCredentials } from "./credentials";
import { podNames, suspendAnnotation } from "./names";
import { nodesService, openClusterFlows } from "./network";
import { clusterDemands, specification, type SpecificationArgs } from "./specification";

/** What makes several nodes one store. */
export interface Clustering extends Sharding, Pick<SpecificationArgs, "nodes" | "dataSize"> {
  platform: Kubernetes;
  /** Namespace of the operator's pods. */
  operatorNamespace: string;
}

/** Seconds in which every node in turn may fetch its image, start, and have its copies of all shards. */
const rolloutSeconds = 1800;

/** Every node is of the newest version, and every shard has its copies. Source: the definition of the resource, `status`. */
const settled = ["jsonpath={.status.phase}=Ready", "jsonpath={.status.health}=green"];

/**
 * Elasticsearch as a cluster of Elastic's operator: nodes over zones, each shard's copies in different ones, on encrypted
 * drives, with the platform's certificate towards clients.
 */
export class ElasticsearchCluster extends pulumi.ComponentResource implements Server {
  readonly ready = this;

  constructor(
    name: string,
    args: ServerArgs & Clustering & { workload: string },
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("lakehouse:storage:ElasticsearchCluster", name, {}, opts);
    const { platform, workload, nodes } = args;
    const at = { platform, workload, parent: this };
    openClusterFlows(name, { ...at, operatorNamespace: args.operatorNamespace });
    const credentials = new ClusterCredentials(`${name}-credentials`, args, { parent: this });
    platform.demands.push(...clusterDemands(args));
    // The operator runs no fewer than one node; kept from starting, all of them write nothing.
    const annotations: Record<string, string> =
      platform.lifecycle === "stopped"
        ? { [suspendAnnotation]: podNames(workload, nodes).join(","), "pulumi.com/skipAwait": "true" }
        : {
            "pulumi.com/waitFor": JSON.stringify(settled),
            "pulumi.com/timeoutSeconds": String(rolloutSeconds),
          };
    const cluster = new k8s.apiextensions.CustomResource(
      `${name}-nodes`,
      {
        apiVersion: "elasticsearch.k8s.elastic.co/v1",
        kind: "Elasticsearch",
        metadata: { ...platform.metadata(workload, workload), annotations },
        spec: specification({ ...args, credentials }),
      },
      platform.under(this, durable(platform)),
    );
    nodesService(name, at, cluster);
    this.registerOutputs();
  }
}
