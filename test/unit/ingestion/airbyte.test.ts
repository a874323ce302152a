import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { airbyteChart } from "../../../components/ingestion/airbyte/chart";
import { connectionRequests, type Declaration } from "../../../components/ingestion/airbyte/connections";
import { toQuartz } from "../../../components/ingestion/airbyte/quartz";
import { airbyteValues, type AirbyteValuesArgs } from "../../../components/ingestion/airbyte/values";

const args: AirbyteValuesArgs = {
  url: "https://airbyte.example.org",
  loginsSecret: "airbyte-logins",
  trustSecret: "lakehouse-trust",
  database: { host: "postgresql.data", port: 5432, name: "airbyte" },
  objectStore: { endpoint: "https://object-store.data:9000", bucket: "airbyte" },
};
const values = airbyteValues(args);

/** Keys that the chart's values.yaml has or its templates read; `*` stands for what is handed on as it is. */
const chartKeys = new Set(
  readFileSync(join(__dirname, `airbyte-chart-${airbyteChart.version}-keys.txt`), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#")),
);

/** Paths of a tree's leaves, up to what the chart hands on. */
function paths(node: unknown, at = ""): string[] {
  if (chartKeys.has(`${at}.*`)) return [`${at}.*`];
  if (typeof node !== "object" || node === null || Array.isArray(node)) return [at];
  return Object.entries(node).flatMap(([key, each]) => paths(each, at === "" ? key : `${at}.${key}`));
}

describe("values for Airbyte's chart", () => {
  it("have no key that the chart does not read", () => {
    expect(paths(values).filter((path) => !chartKeys.has(path))).toEqual([]);
    expect(paths({ global: { databse: { host: "" } } })).toEqual(["global.databse.host"]);
  });

  it("take none of the stores that the chart brings", () => {
    expect(values).toMatchObject({ postgresql: { enabled: false }, minio: { enabled: false } });
    expect(values.global.database).toMatchObject({ type: "external", host: "postgresql.data" });
    expect(values.global.storage).toMatchObject({
      type: "minio",
      minio: { endpoint: args.objectStore.endpoint },
    });
  });

  it.each([
    "server",
    "worker",
    "workloadLauncher",
    "workloadApiServer",
    "cron",
    "airbyteBootloader",
  ] as const)("let %s check the database's certificate and name, and bound it", (name) => {
    expect(values[name].extraEnv[0]).toEqual({
      name: "DATABASE_URL",
      value:
        "jdbc:postgresql://postgresql.data:5432/airbyte?sslmode=verify-full&sslrootcert=/etc/lakehouse/trust/ca.crt",
    });
    expect(values[name].extraVolumes).toEqual([{ name: "trust", secret: { secretName: "lakehouse-trust" } }]);
    expect(values[name].resources.limits).toEqual(values[name].resources.requests);
  });

  it("let Temporal check the database's name, which the chart turns off", () => {
    expect(values.temporal.extraEnv).toContainEqual({
      name: "POSTGRES_TLS_DISABLE_HOST_VERIFICATION",
      value: "false",
    });
  });

  it("bound every container of a job", () => {
    const { useConnectorResourceDefaults, ...containers } = values.global.workloads.resources;
    expect(useConnectorResourceDefaults).toBe(false);
    for (const { cpu, memory } of Object.values(containers)) {
      expect(cpu.limit).toBe(cpu.request);
      expect(memory.limit).toMatch(/^\d+Gi$/);
    }
  });

  it("hold no secret, but names of secrets", () => {
    expect(JSON.stringify(values)).not.toMatch(/"(password|secretAccessKey|accessKeyId)":/);
  });

  it.each([
    [{ url: "http://airbyte.example.org" }, "airbyte url is http://airbyte.example.org"],
    [{ objectStore: { endpoint: "http://x:9000", bucket: "b" } }, "airbyte objectStore.endpoint is http://"],
  ])("are refused without TLS: %j", (wrong, message) => {
    expect(() => airbyteValues({ ...args, ...wrong })).toThrow(message);
  });
});

describe("declared connections in the form of Airbyte's API", () => {
  const declared = (name: string) =>
    JSON.parse(
      readFileSync(join(__dirname, `../../../components/ingestion/connections/${name}.json`), "utf8"),
    ) as Declaration;
  const requests = (name: string, schedule = "5 * * * *") =>
    connectionRequests(declared(name), (secret) => `<${secret}>`, schedule);

  it("have the batch's source, mode, cursor and hour", () => {
    const { source, connection } = requests("airline-bronze");
    expect(source.configuration).toMatchObject({
      sourceType: "postgres",
      password: "<source-password>",
      ssl_mode: { mode: "verify-full", ca_certificate: "<ca.crt>" },
    });
    expect(connection).toMatchObject({
      name: "airline-bronze",
      schedule: { scheduleType: "cron", cronExpression: "0 5 * * * ?" },
      configurations: { streams: [{ name: "flights", namespace: "public", syncMode: "incremental_append" }] },
    });
  });

  it("say what the official destination for object stores does not know", () => {
    const { destination, leftOut } = requests("airline-bronze");
    expect(destination.configuration).not.toHaveProperty("ca_certificate");
    expect(leftOut.map(({ option }) => option)).toEqual([
      "destination-s3.ca_certificate",
      "destination-s3.partition",
    ]);
  });

  it("capture changes through the same slot and publication, by key", () => {
    const { source, connection, leftOut } = requests("airline-live", "*/2 * * * *");
    expect(source.configuration["replication_method"]).toMatchObject({
      method: "CDC",
      replication_slot: "airbyte_live",
      publication: "airbyte_publication",
    });
    expect(connection).toMatchObject({
      configurations: { streams: [{ syncMode: "incremental_deduped_history", primaryKey: [["id"]] }] },
    });
    expect(leftOut).toEqual([]);
  });

  it("refuse a connector and a mode that have no form there", () => {
    const declaration = declared("airline-live");
    declaration.source.definition = "source-nowhere";
    expect(() => connectionRequests(declaration, () => "", "5 * * * *")).toThrow(
      "connector source-nowhere has no form",
    );
    const other = declared("airline-live");
    other.catalog.streams[0]!.destination_sync_mode = "merge";
    expect(() => connectionRequests(other, () => "", "5 * * * *")).toThrow(
      "sync mode incremental merge has no form",
    );
  });
});

describe("cron as Quartz writes it", () => {
  it.each([
    ["*/2 * * * *", "0 */2 * * * ?"],
    ["40 3 * * *", "0 40 3 * * ?"],
    ["0 3 1 jan *", "0 0 3 1 JAN ?"],
    ["0 3 * * 1-5", "0 0 3 ? * MON-FRI"],
    ["0 3 * * 0,6", "0 0 3 ? * SUN,SAT"],
    ["0 3 * * mon", "0 0 3 ? * MON"],
    ["0 3 * * */2", "0 0 3 ? * */2"],
  ])("%s: %s", (cron, quartz) => expect(toQuartz(cron)).toBe(quartz));

  it("is refused for a day of the month and of the week", () => {
    expect(() => toQuartz("0 3 1 * 1")).toThrow("together");
  });
});
