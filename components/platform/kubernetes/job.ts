import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { catalogue } from "../images";
import type { RunJob } from "../platform";
import type { JobArgs } from "../workload";
import { environment, hardened, podBasics, resources, scratch } from "./container";
import { mountFiles } from "./files";
import { openFlows } from "./flows";
import type { Kubernetes } from "./kubernetes";
import { spread } from "./placement";

/** Seconds a job may take where it does not say. */
const usualDeadline = 900;

/** A Job that runs to its end once, and again when its arguments change. */
export class Job extends pulumi.ComponentResource implements RunJob {
  readonly run: pulumi.Output<string> = pulumi.output("none");
  readonly succeeded: pulumi.Output<pulumi.ComponentResource>;

  constructor(name: string, args: JobArgs & { platform: Kubernetes }, opts: pulumi.ComponentResourceOptions) {
    super("lakehouse:platform:Job", name, {}, opts);
    const { platform, image, files = [], secrets = [], deadline = usualDeadline } = args;
    if (args.privileges || args.volumes?.length)
      throw new pulumi.RunError(
        `job '${name}' asks for capabilities or for a workload's volumes, which a restricted namespace does not allow.`,
      );
    let ended: pulumi.Output<unknown> = pulumi.output(undefined);
    if (platform.lifecycle !== "stopped") {
      const account = new k8s.core.v1.ServiceAccount(
        `${name}-identity`,
        { metadata: platform.metadata(name, name), automountServiceAccountToken: false },
        platform.under(this),
      );
      openFlows(name, { platform, parent: this });
      const mounted = mountFiles(name, name, { platform, parent: this, files, secrets });
      const written = scratch(args.scratch);
      const metadata = platform.metadata(name, name);
      const job = new k8s.batch.v1.Job(
        `${name}-run`,
        {
          metadata: { ...metadata, annotations: { "pulumi.com/timeoutSeconds": String(deadline + 60) } },
          spec: {
            activeDeadlineSeconds: deadline,
            // What failed is told at once; what a drained node took away is no failure.
            backoffLimit: 0,
            podFailurePolicy: {
              rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
            },
            template: {
              metadata: {
                labels: metadata.labels,
                annotations: {
                  "lakehouse.io/files": mounted.hash,
                  // A proxy that does not end would keep the job from ending.
                  ...(platform.args.mesh === "istio" ? { "sidecar.istio.io/nativeSidecar": "true" } : {}),
                },
              },
              spec: {
                ...podBasics(catalogue[image].group),
                ...spread(name, { data: false, rollout: false }),
                serviceAccountName: account.metadata.name,
                priorityClassName: platform.priorities.of(platform.zoneOf(name)),
                restartPolicy: "Never",
                containers: [
                  {
                    name: "process",
                    ...hardened(platform, image),
                    command: args.command,
                    env: environment(args.environment),
                    volumeMounts: [...mounted.mounts, ...written.mounts],
                    resources: resources(args.resources),
                  },
                ],
                volumes: [...mounted.volumes, ...written.volumes],
              },
            },
          },
        },
        // A job cannot be changed, and keeps its name until it is gone.
        platform.under(this, { deleteBeforeReplace: true }),
      );
      this.run = job.metadata.uid;
      if (platform.lifecycle === "running") ended = job.status;
    }
    this.succeeded = ended.apply((): pulumi.ComponentResource => this);
    this.registerOutputs();
  }
}
