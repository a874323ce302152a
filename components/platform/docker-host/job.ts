import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { RunJob } from "../platform";
import type { JobArgs } from "../workload";
import {
  carriedBy,
  carrier,
  containerOptions,
  environment,
  hardened,
  networkPlaces,
  scratch,
  userOf,
} from "./container";
import type { DockerHost } from "./docker-host";

/** Lines of a job's log that its failure shows. */
const shownLines = 5;

/** Seconds a job may take where it does not say. */
const usualDeadline = 900;
/** Seconds between a job's end being asked for and being forced. */
const grace = 10;
/** Exit codes of coreutils' `timeout` when time was up: the program ended when asked, or had to be killed. */
const outOfTime = [124, 137];

/** Ends the program with what the job said last: there its reason is. */
function fail(
  job: string,
  code: number,
  logs: string | undefined,
  container: string,
  deadline: number,
): never {
  const said = (logs ?? "").trim().split("\n").slice(-shownLines).join("\n");
  const ended = outOfTime.includes(code)
    ? `was killed, or ended after its ${deadline} s (exit code ${code})`
    : `ended with exit code ${code}`;
  const error = new pulumi.RunError(
    `job ${job} ${ended}${said ? `; it said last:\n${said}` : ""}\n` +
      `  Remedy: mend what it names ('docker logs ${container}' shows all of it), then run the command again.`,
  );
  // Pulumi shows the stack of whatever fails after the program has registered everything.
  delete error.stack;
  throw error;
}

/** A container that runs to its end once, and again when its arguments change. Flows that lead from its name connect it. */
export class Job extends pulumi.ComponentResource implements RunJob {
  readonly run: pulumi.Output<string> = pulumi.output("none");
  readonly succeeded: pulumi.Output<pulumi.ComponentResource>;

  constructor(name: string, args: JobArgs & { platform: DockerHost }, opts: pulumi.ComponentResourceOptions) {
    super("lakehouse:platform:Job", name, {}, opts);
    const { platform, files = [], secrets = [], deadline = usualDeadline } = args;
    let ended: pulumi.Input<number> = 0;
    if (platform.lifecycle !== "stopped") {
      const places = platform.placesOf(name);
      const carried =
        files.length + secrets.length > 0
          ? [carriedBy(carrier(`${name}-files`, platform, this, { image: args.image, files, secrets }))]
          : [];
      const container = new docker.Container(
        `${name}-run`,
        {
          ...hardened(platform, name, args.resources),
          name: `${platform.args.prefix}-${name}`,
          image: platform.image(args.image).imageId,
          // The engine has no limit of its own for how long a container runs.
          entrypoints: ["timeout"],
          command: [`--kill-after=${grace}`, String(deadline), ...args.command],
          ...(args.privileges
            ? { user: "0:0", capabilities: { drops: ["ALL"], adds: args.privileges } }
            : { user: userOf(args.image) }),
          ...(args.environment ? { envs: environment(args.environment) } : {}),
          ...(places.length > 0
            ? { networksAdvanced: networkPlaces(name, places) }
            : { networkMode: "none" }),
          volumes: [
            ...(args.volumes ?? []).map((volume) => ({
              volumeName: volume.name,
              containerPath: volume.path,
            })),
            ...carried,
          ],
          ...(args.scratch ? { tmpfs: scratch(args.image, args.scratch) } : {}),
          attach: true,
          logs: true,
          mustRun: false,
          restart: "no",
          labels: platform.labels({ job: name }),
        },
        containerOptions(platform, this),
      );
      this.run = container.id;
      // A stack that is to go needs no job any more.
      if (platform.lifecycle === "running") {
        ended = pulumi
          .all([container.exitCode, container.containerLogs])
          .apply(([code, logs]) =>
            code ? fail(name, code, logs, `${platform.args.prefix}-${name}`, deadline) : code,
          );
      }
    }
    this.succeeded = pulumi.output(ended).apply((): pulumi.ComponentResource => this);
    this.registerOutputs();
  }
}
