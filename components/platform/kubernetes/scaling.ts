import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Scaling } from "../workload";
import type { Kubernetes } from "./kubernetes";

/** The process alone: what proxies beside it take says nothing of how busy it is. */
const container = "process";

/**
 * Lets the number of replicas follow how busy they are. The workload says no number then: two who write it would take turns.
 * Source: kubernetes.io, "Horizontal Pod Autoscaling".
 */
export function scale(
  workload: string,
  {
    platform,
    parent,
    pods,
    least,
    scaling,
  }: {
    platform: Kubernetes;
    parent: pulumi.Resource;
    pods: k8s.apps.v1.Deployment | k8s.apps.v1.StatefulSet;
    /** Fewest replicas. */
    least: number;
    scaling: Scaling;
  },
): void {
  new k8s.autoscaling.v2.HorizontalPodAutoscaler(
    `${workload}-scaling`,
    {
      metadata: platform.metadata(workload, workload),
      spec: {
        scaleTargetRef: { apiVersion: pods.apiVersion, kind: pods.kind, name: pods.metadata.name },
        minReplicas: least,
        maxReplicas: scaling.most,
        metrics: [
          {
            type: "ContainerResource",
            containerResource: {
              container,
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
