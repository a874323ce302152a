import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "../../../components/platform/platform";
import type { JobArgs } from "../../../components/platform/workload";
import { Dbt, dbtJob, type DbtArgs } from "../../../components/processing/dbt/dbt";
import { dbtProjectHash } from "../../../components/processing/dbt/run-files";

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }),
    call: ({ inputs }) => inputs as Record<string, unknown>,
  }),
);

/** The job that the component asks its platform for. */
function jobOf(args: Partial<DbtArgs> = {}): { name: string; job: JobArgs } {
  const asked: { name: string; job: JobArgs }[] = [];
  const platform = {
    runJob: (name: string, job: JobArgs) => asked.push({ name, job }),
  } as unknown as Platform;
  new Dbt("dbt", {
    platform,
    authorityPem: "the authority",
    warehouse: { host: "dremio", port: 9047, user: "dbt", password: pulumi.secret("its password") },
    results: { host: "postgresql", port: 5432, user: "dbt", password: pulumi.secret("another") },
    memory: "320Mi",
    cpus: 1,
    ...args,
  });
  expect(asked).toHaveLength(1);
  return asked[0]!;
}

describe("Dbt", () => {
  it("builds with a login from a file, against the stack's authority", () => {
    const { name, job } = jobOf();
    expect(name).toBe(dbtJob);
    expect(job.command).toEqual([
      "/opt/venv/bin/python",
      "/opt/dbt/run.py",
      "build",
      "--exclude-resource-type",
      "unit_test",
    ]);
    expect(job.environment).toMatchObject({
      DBT_PASSWORD_FILE: "/etc/lakehouse/dbt/password",
      DBT_TARGET: "dremio",
      DREMIO_HOST: "dremio",
      DREMIO_PORT: "9047",
      DREMIO_USER: "dbt",
      LAKEHOUSE_DBT_PROJECT: dbtProjectHash(),
      REQUESTS_CA_BUNDLE: "/etc/lakehouse/dbt/ca.crt",
    });
    expect(job.files).toEqual([{ path: "/etc/lakehouse/dbt/ca.crt", content: "the authority" }]);
    expect(job.secrets?.map(({ path }) => path)).toEqual([
      "/etc/lakehouse/dbt/password",
      "/etc/lakehouse/dbt/results-password",
    ]);
    expect(job.privileges).toBeUndefined();
  });

  it("builds the unified view once there is something to unify", () => {
    expect(jobOf({ live: true }).job.command.slice(-2)).toEqual(["--vars", "{live: true}"]);
  });

  it("takes all of bronze again when asked to, and says so in its settings, so that it runs", () => {
    const { job } = jobOf({ reprocess: "2026-11" });
    expect(job.command.at(-1)).toBe("--full-refresh");
    expect(job.environment).toMatchObject({ LAKEHOUSE_DBT_REPROCESS: "2026-11" });
  });

  it("runs again after what it comes after", () => {
    expect(jobOf({ after: "sync-2" }).job.environment).toMatchObject({ LAKEHOUSE_DBT_AFTER: "sync-2" });
  });
});
