import { PutObjectCommand } from "@aws-sdk/client-s3";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loginOf, objectStoreClient, targetOf } from "../../../tools/sample-data/clients";
import { readSource } from "../../../tools/sample-data/source";
import { DremioClient } from "../support/dremio-client";
import { connectFrom } from "../support/namespaces";
import type { TestStack } from "../stack";

const silver = "lake.datalake.silver.airline.flights";
const carriers = ["lake", "datalake", "bronze", "carriers"];
const delta = join(__dirname, "..", "fixtures", "delta", "carriers");

// An identifier is longer than a number of JSON's may be here.
const snapshots = `SELECT CAST(snapshot_id AS VARCHAR) AS snapshot_id, committed_at FROM TABLE(table_snapshot('${silver}')) ORDER BY committed_at`;
const count = (rest: string) => `SELECT count(*) AS n FROM ${rest}`;

/** What Dremio makes of the lake; comes after a second build, which has merged flights of `ZZ_` into silver. */
export function warehouse(stack: () => TestStack): void {
  const dremio = async () => DremioClient.signOn(await stack().outputs());
  const one = async (client: DremioClient, query: string) => (await client.sql(query))[0]!["n"];

  it("shows silver as it was before the second build", async () => {
    const client = await dremio();
    const [first, ...later] = await client.sql(snapshots);
    expect(later.length).toBeGreaterThan(0);
    const flights = [...readSource().flights].length;
    const ours = "WHERE origin LIKE 'ZZ_'";
    expect(await one(client, count(`${silver} ${ours}`))).toBe(2);
    for (const then of [`SNAPSHOT '${first!["snapshot_id"]}'`, `TIMESTAMP '${first!["committed_at"]}'`]) {
      expect(await one(client, count(`${silver} AT ${then}`)), then).toBe(flights);
      expect(await one(client, count(`${silver} AT ${then} ${ours}`)), then).toBe(0);
    }
  });

  it("leaves nothing of a merge that fails", async () => {
    const client = await dremio();
    const before = [await client.sql(snapshots), await one(client, count(silver))];
    const known = (await client.sql(`SELECT min(id) AS n FROM ${silver}`))[0]!["n"];
    const merge =
      `MERGE INTO ${silver} AS t USING (SELECT * FROM (VALUES (2000001, 1), (${known}, 2), (${known}, 3)) AS v(id, delay)) AS s ` +
      "ON (s.id = t.id) WHEN MATCHED THEN UPDATE SET delay_minutes = s.delay " +
      "WHEN NOT MATCHED THEN INSERT (id, delay_minutes) VALUES (s.id, s.delay)";
    await expect(client.sql(merge)).rejects.toThrow(/matched more than once/);
    expect([await client.sql(snapshots), await one(client, count(silver))]).toEqual(before);
    expect(await one(client, count(`${silver} WHERE id = 2000001`))).toBe(0);
  });

  it("refuses a value of another type than its column's", async () => {
    const client = await dremio();
    const before = await client.sql(snapshots);
    await expect(
      client.sql(`INSERT INTO ${silver} (id, delay_minutes) SELECT 2000002, 'late'`),
    ).rejects.toThrow(/doesn't match/);
    expect(await client.sql(snapshots)).toEqual(before);
  });

  it("reads one month's partition for a query on one month", async () => {
    const client = await dremio();
    const month =
      "flight_time >= TIMESTAMP '2001-02-01 00:00:00' AND flight_time < TIMESTAMP '2001-03-01 00:00:00'";
    const [scan] = await client.plan(`SELECT count(*) FROM silver.flights WHERE ${month}`);
    expect(scan!.table).toBe(silver);
    const { total, read } = scan!.files;
    expect(read.length).toBeGreaterThan(0);
    expect(new Set(read.map(({ partition }) => partition))).toEqual(new Set(["flight_time_month=2001-02"]));
    expect(total).toBeGreaterThan(read.length);
    expect(await one(client, count(`silver.flights WHERE ${month}`))).toBeGreaterThan(0);
  });

  it("keeps the reflections on gold that dbt declares, and no other", async () => {
    const client = await dremio();
    const path = "/api/v3/catalog/by-path/gold/monthly_delays";
    const { id } = await client.ask<{ id: string }>("GET", path);
    const { data } = await client.ask<{ data: Record<string, unknown>[] }>("GET", "/api/v3/reflection");
    const kept = data.map(({ name, type, datasetId, status }) => ({ name, type, datasetId, status }));
    const status = expect.objectContaining({ config: "OK" }) as object;
    expect(kept.sort((a, b) => String(a.name).localeCompare(String(b.name)))).toEqual([
      { name: "monthly_delays_rows", type: "RAW", datasetId: id, status },
      { name: "monthly_delays_totals", type: "AGGREGATION", datasetId: id, status },
    ]);
  });

  it("reads a Delta table that somebody else wrote", async () => {
    const outputs = await stack().outputs();
    const engineer = loginOf(outputs, "object-store", "data-engineer");
    const store = objectStoreClient(targetOf(outputs, "object-store"), engineer);
    try {
      for (const file of readdirSync(delta, { recursive: true, withFileTypes: true })) {
        if (!file.isFile()) continue;
        const path = join(file.parentPath, file.name);
        const Key = `bronze/carriers${path.slice(delta.length)}`;
        await store.send(new PutObjectCommand({ Bucket: "datalake", Key, Body: readFileSync(path) }));
      }
    } finally {
      store.destroy();
    }
    const client = await dremio();
    const folder = await client.ask<{ id: string }>("GET", `/api/v3/catalog/by-path/${carriers.join("/")}`);
    await client.ask("POST", `/api/v3/catalog/${encodeURIComponent(folder.id)}`, {
      entityType: "dataset",
      type: "PHYSICAL_DATASET",
      path: carriers,
      format: { type: "Delta" },
    });
    const rows = await client.sql(`SELECT code, founded FROM ${carriers.join(".")} ORDER BY founded`);
    expect(rows.map(({ code }) => code)).toEqual(["KL", "QF", "SU", "LH"]);
  });

  it("is reached by Superset on Arrow Flight, and on none of its ports that know no TLS", async () => {
    const { docker, name } = stack();
    const { State } = await docker.getContainer(`${name}-superset`).inspect();
    const gateway = await docker.getContainer(`${name}-dremio-gateway`).inspect();
    const superset = await docker.getContainer(`${name}-superset`).inspect();
    const shared = Object.keys(gateway.NetworkSettings.Networks).filter(
      (network) => network in superset.NetworkSettings.Networks,
    );
    expect(shared).toHaveLength(1);
    const address = gateway.NetworkSettings.Networks[shared[0]!]!.IPAddress;
    const ports = [32010, 31010, 45678, 2181];
    const seen = await connectFrom(
      State.Pid,
      ports.map((port) => ({ address, port })),
    );
    expect(seen[0]).toBe("open");
    for (const closed of seen.slice(1)) expect(closed).not.toBe("open");
  });
}
