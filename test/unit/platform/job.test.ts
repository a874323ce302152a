import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { DockerHost } from "../../../components/platform/docker-host/docker-host";
import type { JobArgs } from "../../../components/platform/workload";

/** What the engine was asked for, by the resource's name. */
const made: Record<string, Record<string, unknown>> = {};
beforeEach(() => {
  for (const name of Object.keys(made)) delete made[name];
  void pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      made[name] = inputs as Record<string, unknown>;
      return { id: name, state: { ...(inputs as object), exitCode: 0 } };
    },
    call: ({ inputs }) => inputs as Record<string, unknown>,
  });
});

const job = (more: Partial<JobArgs> = {}): JobArgs => ({
  image: "postgresql",
  command: ["psql", "--file=/x.sql"],
  resources: { memory: "64Mi", cpus: 0.5 },
  ...more,
});

function host(): DockerHost {
  const nothing = { workloads: [], flows: [], gateways: [], publish: { address: "127.0.0.1", ports: {} } };
  return new DockerHost("docker-host", {
    ...nothing,
    prefix: "lakehouse-unit",
    lifecycle: "running",
    cpus: 2,
    images: "local",
    pool: "10.250.0.0/24",
  });
}

/** Runs the job and, after it, another one. */
async function run(args?: Partial<JobArgs>): Promise<void> {
  const platform = host();
  const loaded = platform.runJob("load", job(args), {});
  const next = platform.runJob("next", job(), { dependsOn: [loaded.succeeded] });
  await new Promise((resolve) => next.run.apply(resolve));
}

describe("a job on a Docker host", () => {
  it("is followed by what depends on it once it has ended well", async () => {
    await run();
    expect(Object.keys(made)).toEqual(expect.arrayContaining(["load-run", "next-run"]));
  });

  it("is ended after its time, which is fifteen minutes where it does not say", async () => {
    await run();
    expect(made["load-run"]).toMatchObject({
      entrypoints: ["timeout"],
      command: ["--kill-after=10", "900", "psql", "--file=/x.sql"],
    });
    await run({ deadline: 30 });
    expect(made["load-run"]).toMatchObject({ command: ["--kill-after=10", "30", "psql", "--file=/x.sql"] });
  });
});
