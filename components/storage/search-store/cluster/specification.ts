import type * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { parse } from "yaml";
import { catalogue } from "../../../platform/images";
import type { Demand } from "../../../platform/kubernetes/capacity";
import { podBasics, requestedCpus, resources } from "../../../platform/kubernetes/container";
import type { Kubernetes } from "../../../platform/kubernetes/kubernetes";
import { selector } from "../../../platform/kubernetes/labels";
import { spread } from "../../../platform/kubernetes/placement";
import { quantity } from "../../../platform/quantity";
import { render } from "../../../platform/template";
import { indexPatterns } from "../role-document";
import { heapFlags, javaOptions, type ServerArgs } from "../server";
import { dataVolume, nodeSet, scratchVolumes, serverContainer } from "./names";

export interface SpecificationArgs extends Pick<ServerArgs, "memory" | "heap" | "cpus"> {
  platform: Kubernetes;
  workload: string;
  /** Nodes, each in another zone as far as there are. */
  nodes: number;
  /** Size of each node's drive. */
  dataSize: string;
  credentials: { administrator: pulumi.Input<string>; certificate: pulumi.Input<string> };
}

/** What the pods ask of the cluster's nodes; also while the stack is stopped, as they stay where they are. */
export const clusterDemands = ({
  workload,
  nodes,
  dataSize,
  ...own
}: Omit<SpecificationArgs, "credentials">): Demand[] => [
  {
    workload,
    pods: nodes,
    cpus: requestedCpus(own),
    memory: quantity(own.memory),
    storage: quantity(dataSize),
  },
];

/** Settings of every node, each by its full name. */
export const settings = (): Record<string, unknown> =>
  parse(render(join(__dirname, "elasticsearch.yml.eta"), { indexPatterns: indexPatterns() })) as Record<
    string,
    unknown
  >;

/** Options of the Java machine in one variable, after which the image's own count no more. */
const javaFlags = (heap: string): string =>
  [
    heapFlags(heap),
    ...javaOptions()
      .split("\n")
      .filter((line) => line.startsWith("-")),
  ].join(" ");

/** Where pods go, and what they may do there. What is not said the operator makes restricted by itself. */
function podTemplate({ platform, workload, ...own }: SpecificationArgs) {
  const { user, group } = catalogue.elasticsearch;
  const { automountServiceAccountToken, enableServiceLinks, securityContext } = podBasics(group);
  const { affinity, tolerations } = spread(workload, { data: true, rollout: false });
  return {
    // A mesh leaves them alone.
    metadata: { labels: { ...selector(workload), "sidecar.istio.io/inject": "false" } },
    spec: {
      automountServiceAccountToken,
      enableServiceLinks,
      securityContext: { ...(securityContext as object), runAsUser: user, runAsGroup: group },
      affinity,
      tolerations,
      priorityClassName: platform.priorities.of(platform.zoneOf(workload)),
      containers: [
        {
          name: serverContainer,
          env: [{ name: "ES_JAVA_OPTS", value: javaFlags(own.heap) }],
          resources: resources(own),
        },
      ],
      volumes: Object.entries(scratchVolumes).map(([name, sizeLimit]) => ({
        name,
        emptyDir: { medium: "Memory", sizeLimit },
      })),
    },
  };
}

/**
 * What the operator is to run.
 * Source: the definition of Elasticsearch (elasticsearch.k8s.elastic.co/v1) in the operator's repository, 3.5.0.
 */
export function specification(args: SpecificationArgs): Record<string, unknown> {
  const { platform, nodes, dataSize, credentials } = args;
  return {
    version: catalogue.elasticsearch.version,
    image: platform.image("elasticsearch"),
    // Roles and users are the role catalogue's; besides the operator's own there is the administrator alone.
    auth: { disableElasticUser: true, fileRealm: [{ secretName: credentials.administrator }] },
    http: { tls: { certificate: { secretName: credentials.certificate } } },
    updateStrategy: { changeBudget: { maxUnavailable: 1, maxSurge: 0 } },
    // A node that is taken away has given its data to the others by then.
    volumeClaimDeletePolicy:
      platform.lifecycle === "disposable" ? "DeleteOnScaledownAndClusterDeletion" : "DeleteOnScaledownOnly",
    nodeSets: [
      {
        name: nodeSet,
        count: nodes,
        // Pods over zones, and no copy of a shard in the zone of another.
        zoneAwareness: { topologyKey: "topology.kubernetes.io/zone" },
        config: settings(),
        podTemplate: podTemplate(args),
        volumeClaimTemplates: [
          {
            metadata: { name: dataVolume },
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: platform.storageClass.className,
              resources: { requests: { storage: dataSize } },
            },
          },
        ],
      },
    ],
  };
}
