import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { Platform, RunJob } from "../../../components/platform/platform";
import type { WorkloadArgs } from "../../../components/platform/workload";
import {
  crontab,
  Scheduler,
  scheduler,
  type SchedulerArgs,
} from "../../../components/processing/scheduler/scheduler";
import type { CertificateAuthority } from "../../../components/security/certificate-authority";
import { longestGap } from "../../../stacks/schedules";

const schedules = {
  changes: "*/2 * * * *",
  batch: "5 * * * *",
  daily: "40 3 * * *",
  timezone: "Europe/Berlin",
};

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }),
    call: ({ inputs }) => inputs as Record<string, unknown>,
  }),
);

const lines = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

describe("the time table", () => {
  it("has each run at its time, in the configured zone", () => {
    expect(lines(crontab(schedules, true))).toEqual([
      "CRON_TZ=Europe/Berlin",
      "*/2 * * * * sh /etc/lakehouse/scheduler/run.sh changes",
      "5 * * * * sh /etc/lakehouse/scheduler/run.sh batch",
      "40 3 * * * sh /etc/lakehouse/scheduler/run.sh daily",
    ]);
  });

  it("only moves rows where nothing builds", () => {
    expect(lines(crontab(schedules, false)).slice(2)).toEqual([
      "5 * * * * sh /etc/lakehouse/scheduler/run.sh sync",
    ]);
  });
});

describe("the longest gap of a time table", () => {
  it.each([
    ["* * * * *", 1],
    ["5 * * * *", 60],
    ["*/7 * * * *", 7],
    ["0 3 * * 1-5", 3 * 24 * 60],
  ])("%s", (expression, minutes) => expect(longestGap(expression, "UTC")).toBe(minutes));

  it("is an hour longer where clocks are put back", () =>
    expect(longestGap("0 12 * * *", "Europe/Berlin")).toBe(25 * 60));
});

describe("the scheduler", () => {
  const login = { user: "someone", password: pulumi.secret("hush") };

  function asked(args: Partial<SchedulerArgs> = {}): WorkloadArgs {
    const found: Record<string, WorkloadArgs> = {};
    const platform = {
      run: (name: string, workload: WorkloadArgs) => (found[name] = workload),
    } as unknown as Platform;
    new Scheduler({
      platform,
      authority: { certificatePem: pulumi.output("the authority") } as CertificateAuthority,
      schedules,
      changesEvery: 2,
      sourcePassword: "one",
      objectStorePassword: "two",
      postgresqlPassword: "three",
      after: [],
      memory: "512Mi",
      cpus: 1,
      ...args,
    });
    return found[scheduler]!;
  }

  it("opens no port, and comes after the jobs that did the first of it", async () => {
    const succeeded = pulumi.output(new pulumi.ComponentResource("lakehouse:platform:Job", "one"));
    const job: RunJob = { succeeded, run: pulumi.output("its run") };
    const workload = asked({ after: [job] });
    expect(workload.ports).toEqual({});
    const runs = await new Promise((resolve) => pulumi.all(workload.after!).apply(resolve));
    expect(runs).toEqual(["its run"]);
  });

  it("is well while changes were captured in three of their intervals", () => {
    expect(asked().health).toEqual({
      kind: "command",
      command: ["sh", "/etc/lakehouse/scheduler/health.sh", "6"],
    });
  });

  it("has dbt's logins as secrets only where dbt runs", () => {
    const secrets = (args?: Partial<SchedulerArgs>) =>
      asked(args).secrets!.flatMap(({ path }) => (path.startsWith("/etc/lakehouse/dbt/") ? [path] : []));
    expect(secrets()).toEqual([]);
    const dbt = {
      authorityPem: "the authority",
      warehouse: { host: "dremio", port: 9047, ...login },
      results: { host: "postgresql", port: 5432, ...login },
      live: true,
    };
    expect(secrets({ dbt })).toEqual(["/etc/lakehouse/dbt/password", "/etc/lakehouse/dbt/results-password"]);
    expect(asked({ dbt }).environment).toMatchObject({ LAKEHOUSE_DBT_VARS: "{live: true}" });
  });
});
