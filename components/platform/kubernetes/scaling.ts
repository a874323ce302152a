import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Scaling } from "../workload";
import type { Kubernetes } from "./kubernetes";

/** What is scaled: a workload's Deployment or StatefulSet. */
export interface Scaled {
  platform: Kubernetes;
  parent: pulumi.Resource;
  workload: string;
  kind: "Deployment" | "StatefulSet";
  pods: k8s.apps.v1.Deployment | k8s.apps.v1.StatefulSet;
  /** Fewest replicas. */
  least: number;
  scaling: Scaling;
}

/** The process alone: what proxies beside it take says nothing of how busy it is. */
const process = "process";

/** Minutes for which fewer would do before one goes. */
const stabilizationSeconds = 600;

/** One at a time, and not the next before the last has had time to end what it had begun. */
const goOneByOne = { type: "Pods", value: 1, periodSeconds: 300 };

/**
 * Lets the number of replicas follow how busy they are. The workload says no number then: two who write it would take turns.
 * Source: kubernetes.io, "Horizontal Pod Autoscaling"; KEDA, "CPU scaler", "ScaledObject specification".
 */
export function scale(name: string, { scaling, ...scaled }: Scaled): void {
  if (scaling.by === "hpa") scaleByKubernetes(name, { scaling, ...scaled });
  else scaleByKeda(name, { scaling, ...scaled });
}

const targetOf = ({ kind, pods }: Scaled) => ({ apiVersion: "apps/v1", kind, name: pods.metadata.name });

function scaleByKubernetes(name: string, scaled: Scaled): void {
  const { platform, parent, workload, scaling, least } = scaled;
  new k8s.autoscaling.v2.HorizontalPodAutoscaler(
    `${name}-scaling`,
    {
      metadata: platform.metadata(workload, workload),
      spec: {
        scaleTargetRef: targetOf(scaled),
        minReplicas: least,
        maxReplicas: scaling.most,
        metrics: [
          {
            type: "ContainerResource",
            containerResource: {
              container: process,
              name: "cpu",
              target: { type: "Utilization", averageUtilization: scaling.cpuPercent },
            },
          },
        ],
      },
    },
    platform.under(parent),
  );
}

function scaleByKeda(name: string, scaled: Scaled): void {
  const { platform, parent, workload, scaling, least } = scaled;
  new k8s.apiextensions.CustomResource(
    `${name}-scaling`,
    {
      apiVersion: "keda.sh/v1alpha1",
      kind: "ScaledObject",
      metadata: platform.metadata(workload, workload),
      spec: {
        scaleTargetRef: targetOf(scaled),
        minReplicaCount: least,
        maxReplicaCount: scaling.most,
        advanced: {
          horizontalPodAutoscalerConfig: {
            behavior: {
              scaleDown: { stabilizationWindowSeconds: stabilizationSeconds, policies: [goOneByOne] },
            },
          },
        },
        triggers: [
          {
            type: "cpu",
            metricType: "Utilization",
            metadata: { value: String(scaling.cpuPercent), containerName: process },
          },
        ],
      },
    },
    platform.under(parent),
  );
}
