import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { loginOf, postgresqlConfig, targetOf, withPostgresql } from "../../../tools/sample-data/clients";
import { readSource } from "../../../tools/sample-data/source";
import { Dashboard, figuresOf, type Flight } from "../support/dashboard-figures";
import { changeSource } from "../support/sample-source";
import type { TestStack } from "../stack";

/** Figures are averages: what a database rounds is not what is looked for here. */
const digits = 6;
/** Milliseconds in which a change must be seen in the live table. */
const patience = 150_000;

/** Airports of origin that the data set does not have, of flights that are not deleted. */
const live =
  "SELECT origin FROM cdc.flights WHERE origin LIKE 'ZZ_' AND _ab_cdc_deleted_at IS NULL ORDER BY origin";

export function dataPath(stack: () => TestStack): void {
  const flights: Flight[] = [...readSource().flights];

  const expectFigures = async () => {
    const seen = await (await Dashboard.open(await stack().outputs())).figures();
    const expected = figuresOf(flights);
    expect(seen.map(({ origin, flights_total }) => [origin, flights_total])).toEqual(
      expected.map(({ origin, flights_total }) => [origin, flights_total]),
    );
    for (const [index, figures] of expected.entries()) {
      expect(seen[index]!.mean_delay, figures.origin).toBeCloseTo(figures.mean_delay, digits);
      expect(seen[index]!.delayed_share, figures.origin).toBeCloseTo(figures.delayed_share, digits);
    }
    expect(expected.length).toBeGreaterThan(50);
  };
  const liveOrigins = async () => {
    const outputs = await stack().outputs();
    const reader = loginOf(outputs, "postgresql", "analyst");
    const target = targetOf(outputs, "postgresql");
    return withPostgresql(postgresqlConfig(target, reader, "live"), async (client) => {
      const { rows } = await client.query<{ origin: string }>(live);
      return rows.map(({ origin }) => origin).join(" ");
    });
  };
  /** Seconds until the live table has just these flights of ours, by origin. */
  const untilLive = async (origins: string) => {
    const started = Date.now();
    while ((await liveOrigins()) !== origins) {
      if (Date.now() - started > patience) throw new Error(`${origins} was not live in ${patience} ms`);
      await sleep(1000);
    }
    return (Date.now() - started) / 1000;
  };

  it("shows a viewer the source's own figures", expectFigures);

  it("carries inserts, updates and deletes to the live table", async () => {
    const outputs = await stack().outputs();
    const change = (sql: string) => changeSource(stack().docker, stack().name, outputs, sql);
    await change(
      "INSERT INTO flights (id, flight_time, origin, destination, delay_minutes, distance_miles) VALUES " +
        "(1000001, '2001-02-03 04:05Z', 'ZZ1', 'ABE', 90, 100), (1000002, '2001-02-03 04:06Z', 'ZZ2', 'ABE', 1, 100), " +
        "(1000003, '2001-02-03 04:07Z', 'ZZ3', 'ABE', 5, 100)",
    );
    const inserted = await untilLive("ZZ1 ZZ2 ZZ3");
    await change(
      "UPDATE flights SET origin = 'ZZ4' WHERE id = 1000002; DELETE FROM flights WHERE id = 1000003",
    );
    const changed = await untilLive("ZZ1 ZZ4");
    console.log(`From the source to the live table: insert ${inserted} s, update and delete ${changed} s`);
    flights.push({ origin: "ZZ1", delay: 90 }, { origin: "ZZ4", delay: 1 });
  });

  it("carries what is new through every hop to the dashboard when make demo runs", async () => {
    const { code, output } = await stack().make("demo");
    expect(code, output).toBe(0);
    expect(output).toMatch(/batch-sync +\d/);
    expect(output).toMatch(/dbt-build +\d/);
    expect(output).toMatch(
      /The dashboard: https:\/\/superset\.localhost:\d+\/superset\/dashboard\/airline-delays\//,
    );
    await expectFigures();
  });

  it.each(["dremio-gateway", "object-store-terminator"])(
    "shows nothing while %s is not there",
    async (hop) => {
      const dashboard = await Dashboard.open(await stack().outputs());
      const container = stack().docker.getContainer(`${stack().name}-${hop}`);
      await container.pause();
      try {
        await expect(
          Promise.race([
            dashboard.figures(),
            sleep(10_000).then(() => Promise.reject(new Error("no answer in 10 s"))),
          ]),
        ).rejects.toThrow();
      } finally {
        await container.unpause();
      }
      await expectFigures();
    },
  );
}
