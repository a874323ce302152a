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

/** Flights that the source has not had before, and no airport of its own. */
const added = { origin: "ZZZ", delay: 90 };
const live =
  "SELECT count(*)::int AS flights FROM cdc.flights WHERE origin = 'ZZZ' AND _ab_cdc_deleted_at IS NULL";

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
  const liveFlights = async () => {
    const outputs = await stack().outputs();
    const reader = loginOf(outputs, "postgresql", "analyst");
    const target = targetOf(outputs, "postgresql");
    return withPostgresql(postgresqlConfig(target, reader, "live"), async (client) => {
      const { rows } = await client.query<{ flights: number }>(live);
      return rows[0]!.flights;
    });
  };
  const untilLive = async (count: number) => {
    const started = Date.now();
    while ((await liveFlights()) !== count) {
      if (Date.now() - started > patience)
        throw new Error(`${count} flights were not live in ${patience} ms`);
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
        "(1000001, '2001-02-03 04:05Z', 'ZZZ', 'ABE', 90, 100), (1000002, '2001-02-03 04:06Z', 'ZZZ', 'ABE', 1, 100)",
    );
    const inserted = await untilLive(2);
    await change("UPDATE flights SET origin = 'YYY' WHERE id = 1000002");
    const updated = await untilLive(1);
    await change("UPDATE flights SET origin = 'ZZZ' WHERE id = 1000002");
    await untilLive(2);
    await change("DELETE FROM flights WHERE id = 1000002");
    const deleted = await untilLive(1);
    console.log(
      `From a change in the source to the live table: insert ${inserted} s, update ${updated} s, delete ${deleted} s`,
    );
    flights.push(added);
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

  it.each(["dremio", "dremio-gateway", "object-store-terminator"])(
    "shows nothing while %s is not there",
    async (hop) => {
      const dashboard = await Dashboard.open(await stack().outputs());
      const container = stack().docker.getContainer(`${stack().name}-${hop}`);
      await container.pause();
      try {
        await expect(
          Promise.race([
            dashboard.figures(),
            sleep(20_000).then(() => Promise.reject(new Error("no answer in 20 s"))),
          ]),
        ).rejects.toThrow();
      } finally {
        await container.unpause();
      }
      await expectFigures();
    },
  );
}
