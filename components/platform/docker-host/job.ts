import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { JobArgs } from "../workload";
import { containerOptions, hardened } from "./container";
import type { DockerHost } from "./docker-host";

/** A container that runs to its end once, and again when its arguments change. */
export class Job extends pulumi.ComponentResource {
  constructor(name: string, args: JobArgs & { platform: DockerHost }, opts: pulumi.ComponentResourceOptions) {
    super("lakehouse:platform:Job", name, {}, opts);
    const { platform } = args;
    if (platform.lifecycle !== "stopped") {
      const container = new docker.Container(
        `${name}-run`,
        {
          ...hardened(platform, name, args.resources),
          name: `${platform.args.prefix}-${name}`,
          image: platform.image(args.image).imageId,
          entrypoints: [args.command[0]!],
          command: args.command.slice(1),
          ...(args.privileges
            ? { user: "0:0", capabilities: { drops: ["ALL"], adds: args.privileges } }
            : {}),
          networkMode: "none",
          volumes: (args.volumes ?? []).map((volume) => ({
            volumeName: volume.name,
            containerPath: volume.path,
          })),
          attach: true,
          logs: true,
          mustRun: false,
          restart: "no",
          labels: platform.labels({ job: name }),
        },
        containerOptions(platform, this),
      );
      container.exitCode.apply((code) => {
        if (code)
          throw new pulumi.RunError(
            `job ${name} ended with exit code ${code}; read why with 'docker logs ${platform.args.prefix}-${name}'.`,
          );
      });
    }
    this.registerOutputs();
  }
}
