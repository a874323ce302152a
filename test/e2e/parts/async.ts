import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { roles } from "../../../components/security/roles";
import { loginOf, targetOf } from "../../../tools/sample-data/clients";
import { ROOT } from "../../../tools/pulumi/paths";
import { screenshot } from "../../../tools/screenshot";
import { cacheClients, expectOfCache } from "../support/cache-expectations";
import { inContainer } from "../support/in-container";
import { Dashboard } from "../support/dashboard-figures";
import { SupersetClient, SupersetError } from "../support/superset-client";
import { ended, historyOf, inBackground, resultOf } from "../support/superset-lab";
import { lookAround } from "../support/superset-world";
import type { TestStack } from "../stack";

const program = (name: string) => readFileSync(join(__dirname, "../support", name), "utf8");
const gold = 'gold."monthly_delays"';
const counted = `SELECT COUNT(*) AS months FROM ${gold}`;

/** Writing, in ways that Superset itself knows and in ways that it lets pass. */
const writing: [database: "Dremio" | "Live", sql: string][] = [
  ["Dremio", `INSERT INTO ${gold} SELECT * FROM ${gold}`],
  ["Dremio", `OPTIMIZE TABLE ${gold}`],
  ["Dremio", `GRANT SELECT ON ${gold} TO ROLE PUBLIC`],
  ["Dremio", 'ALTER SYSTEM SET "planner.x" = 1'],
  ["Live", "INSERT INTO sample.flights SELECT * FROM sample.flights"],
  ["Live", "SET default_transaction_read_only = off"],
];

/** Queries in the background, figures from the cache, and who reaches it. */
export function asyncWork(stack: () => TestStack): void {
  const container = (name: string) => `${stack().name}-${name}`;
  const signedOn = async (principal: string) => {
    const outputs = await stack().outputs();
    const client = new SupersetClient(targetOf(outputs, "superset"));
    await client.signOn(loginOf(outputs, "identity", principal));
    return client;
  };
  const world = async () => lookAround(await signedOn("administrator"));

  it("leaves an analyst's query to the worker, and brings its result", async () => {
    const { databases } = await world();
    const analyst = await signedOn("analyst");
    const worker = stack().docker.getContainer(container("superset-worker"));
    await worker.stop();
    let id: number;
    try {
      id = await inBackground(analyst, databases["Dremio"]!, counted);
      await sleep(3000);
      expect(await historyOf(analyst, id)).toMatchObject({ status: "pending", results_key: null });
    } finally {
      await worker.start();
    }
    const query = await ended(analyst, id, 120_000);
    expect(query).toMatchObject({ status: "success" });
    const [row] = await resultOf(analyst, query);
    expect((row as { months: number }).months).toBeGreaterThan(50);
    const live = await ended(analyst, await inBackground(analyst, databases["Live"]!, "SELECT 1 AS one"));
    expect(await resultOf(analyst, live)).toEqual([{ one: 1 }]);
    // Nobody else's: a viewer has no way to results at all.
    await expect(
      (await signedOn("viewer")).ask("GET", `/api/v1/sqllab/results/?q=(key:'${query.results_key}')`),
    ).rejects.toThrow(SupersetError);
  });

  it.each(writing)("sends nothing that writes to the background: on %s, %s", async (database, sql) => {
    const { databases } = await world();
    for (const role of roles) {
      const client = await signedOn(role);
      const refused = await inBackground(client, databases[database]!, sql).catch((error: unknown) => error);
      expect(refused, role).toBeInstanceOf(SupersetError);
      expect((refused as SupersetError).message, role).toMatch(
        /DML_NOT_ALLOWED|SECURITY_ACCESS|^403|SYNTAX|INVALID_SQL/,
      );
    }
  });

  it("runs nothing that writes in the background, whoever sends it", async () => {
    const { databases } = await world();
    const analyst = await signedOn("analyst");
    for (const [database, sql] of writing) {
      const { id } = await ended(analyst, await inBackground(analyst, databases[database]!, "SELECT 1 AS a"));
      const send = ["python", "-c", program("background_task.py"), String(id), sql];
      await inContainer(stack().docker, container("superset"), send);
      const until = Date.now() + 30_000;
      while ((await historyOf(analyst, id)).status !== "failed") {
        if (Date.now() > until) throw new Error(`the worker ran: ${sql}`);
        await sleep(500);
      }
      expect((await historyOf(analyst, id)).error_message, sql).toMatch(/only queries|DML|not allowed/i);
    }
  });

  it("answers a dashboard from the cache, for no longer than is configured", async () => {
    const dashboard = await Dashboard.open(await stack().outputs());
    // Whatever was kept before is taken anew.
    const fresh = await dashboard.answer(true);
    const kept = await dashboard.answer(false);
    expect(fresh.is_cached).toBeFalsy();
    expect(kept).toMatchObject({ is_cached: true, data: fresh.data });
    const look = [
      "import store, sys; from redis import Redis",
      "print(Redis(connection_pool=store.connections()).ttl('superset:figures:' + sys.argv[1]))",
    ].join("\n");
    const command = ["python", "-c", look, kept.cache_key];
    const seconds = Number(await inContainer(stack().docker, container("superset"), command));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it.skipIf(!existsSync("/usr/bin/chromium"))("is drawn by a browser that trusts our authority", async () => {
    const outputs = await stack().outputs();
    const figures = await (await Dashboard.open(outputs)).figures();
    const flights = figures.reduce((sum, { flights_total }) => sum + flights_total, 0);
    const file = join(ROOT, "reports/dashboard.png");
    const text = await screenshot(outputs, file);
    expect(text).toContain("Airline delays");
    expect(text).toContain(`${flights.toLocaleString("en-US")}\nin all months`);
    expect(statSync(file).size).toBeLessThan(300_000);
  });

  it.each(cacheClients)("lets %s do in the cache what it needs, and nobody else anything", async (client) => {
    const said = await inContainer(stack().docker, container(client), [
      "python",
      "-c",
      program("cache_attempts.py"),
    ]);
    expectOfCache(client, said);
  });
}
