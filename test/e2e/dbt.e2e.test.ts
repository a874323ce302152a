import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSource } from "../../tools/sample-data/source";
import type { Finished } from "../../tools/pulumi/process";
import { answeredByLiveFrom, historyOf, type Version } from "./support/flights-history";
import { SampleWarehouse } from "./support/sample-warehouse";

const history = historyOf(readSource().flights.slice(0, 2_000));
const live = ["--vars", "{live: true}"];
const build = ["build", ...live];

interface Result {
  models: { passed: number; failed: number; skipped: number };
  tests: { passed: number; failed: number; skipped: number };
  failed: { kind: string; name: string; says: string }[];
}

/** What run.py prints for machines. */
function resultOf({ stdout, stderr }: Finished): Result {
  const line = stdout.split("\n").find((each) => each.startsWith('{"event": "dbt-result"'));
  if (line === undefined) throw new Error(stdout + stderr);
  return JSON.parse(line) as Result;
}

function passed(run: Finished): Result {
  const result = resultOf(run);
  expect(run.code, JSON.stringify(result.failed)).toBe(0);
  return result;
}

/** Times of PostgreSQL's without a zone, as the source says them. */
const utc = (time: string) => new Date(time.replace(" ", "T").replace(/\+00$/, "Z"));
const shownOf = (versions: Iterable<Version>) =>
  [...versions]
    .map((each) => ({
      id: each.id,
      flight_time: utc(each.flight_time).toISOString(),
      origin: each.origin,
      destination: each.destination,
      delay_minutes: each.delay_minutes,
      distance_miles: each.distance_miles,
      updated_at: utc(each.updated_at).toISOString(),
    }))
    .sort((a, b) => a.id - b.id);

describe("the dbt project on PostgreSQL", () => {
  let warehouse: SampleWarehouse;
  beforeAll(async () => {
    warehouse = await SampleWarehouse.start(history);
  });
  afterAll(() => warehouse?.remove());

  /** The rows of a table or view, and when each was changed as the source says. */
  const shown = async (relation: string) => {
    const rows = await warehouse.rows<Version & { answered_by?: string }>(
      `select * from ${relation} order by id`,
    );
    return rows.map(({ flight_time, updated_at, ...row }) => ({
      ...row,
      flight_time: new Date(`${flight_time}Z`).toISOString(),
      updated_at: new Date(`${updated_at}Z`).toISOString(),
    }));
  };
  const everything = () =>
    warehouse.sql(
      ["silver.flights", "gold.monthly_delays", "unified.flights"]
        .map((name) => `select md5(string_agg(a::text, ';' order by a::text)) from ${name} as a`)
        .join(" union all "),
    );

  it("builds silver, gold and the unified view, and all their tests pass, unit tests too", async () => {
    const { models, tests } = passed(await warehouse.dbt(build));
    expect(models).toEqual({ passed: 3, failed: 0, skipped: 0 });
    expect(tests.passed).toBeGreaterThan(30);
    expect(tests.failed + tests.skipped).toBe(0);
  });

  it("keeps how each node went", async () => {
    const kept = await warehouse.rows<{ kind: string; name: string }>(
      "select kind, name from ops.dbt_results where command = 'build' and status in ('success', 'pass') order by kind, name",
    );
    expect(kept.filter(({ kind }) => kind === "model").map(({ name }) => name)).toEqual([
      "monthly_delays",
      "silver_flights",
      "unified_flights",
    ]);
  });

  it("keeps each flight once in silver, in the newest version that bronze has", async () => {
    const rows = await warehouse.rows<{ id: number; delay_minutes: number }>(
      "select id, delay_minutes from silver.flights order by id",
    );
    expect(rows).toEqual(
      shownOf(history.silver.values()).map(({ id, delay_minutes }) => ({ id, delay_minutes })),
    );
  });

  it("shows the source's present flights in the unified view, batch and live, each once", async () => {
    const rows = await shown("unified.flights");
    expect(rows.map(({ answered_by: _, ...row }) => row)).toEqual(shownOf(history.present.values()));
    const from = new Date(answeredByLiveFrom.replace(" ", "T").replace(/\+00$/, "Z")).toISOString();
    for (const { id, updated_at, answered_by } of rows)
      expect(answered_by, `flight ${id}`).toBe(updated_at >= from ? "live" : "batch");
    expect(new Set(rows.map(({ answered_by }) => answered_by))).toEqual(new Set(["batch", "live"]));
  });

  it("counts every flight of silver in gold", async () => {
    const counts = new Map<string, number>();
    for (const { flight_time, origin } of history.silver.values()) {
      const key = `${flight_time.slice(0, 7)}-01 ${origin}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const rows = await warehouse.rows<{ key: string; flights: number }>(
      "select flight_month || ' ' || origin as key, flights from gold.monthly_delays",
    );
    expect(new Map(rows.map(({ key, flights }) => [key, flights]))).toEqual(counts);
  });

  it("changes nothing when it builds again", async () => {
    const before = await everything();
    passed(await warehouse.dbt(build));
    expect(await everything()).toBe(before);
  });

  it("takes away what bronze does not hold any more when all is made anew", async () => {
    // Gone from the source too: change capture has seen it.
    const gone = [...history.silver.keys()].find((id) => !history.present.has(id))!;
    await warehouse.sql(`delete from bronze.flights where id = ${gone}`);
    const count = () => warehouse.sql(`select count(*) from silver.flights where id = ${gone}`);
    expect(await count()).toBe("1");
    passed(await warehouse.dbt([...build, "--full-refresh"]));
    expect(await count()).toBe("0");
  });

  it("says when bronze is too old, and keeps that", async () => {
    const kept = () =>
      warehouse.sql("select name || ' ' || status from ops.dbt_results where kind = 'source'");
    const old = await warehouse.dbt(["source", "freshness", ...live]);
    expect(old.code).toBe(1);
    expect(old.stdout).toMatch(/^dbt: failed: the newest row is \d+\.\d hours old: source bronze\.flights$/m);
    expect(await kept()).toBe("bronze.flights error");
    await warehouse.sql(
      "insert into bronze.flights (select * from bronze.flights limit 1); " +
        "update bronze.flights set _airbyte_extracted_at = now() where ctid = (select max(ctid) from bronze.flights)",
    );
    const fresh = await warehouse.dbt(["source", "freshness", ...live]);
    expect(fresh.code, fresh.stdout).toBe(0);
    expect(fresh.stdout).toMatch(/^dbt: 1 sources fresh enough, 0 not; /m);
  });

  it("fails for a row that is wrong, names the test, and leaves gold as it was", async () => {
    const gold = () =>
      warehouse.sql("select md5(string_agg(a::text, ';' order by a::text)) from gold.monthly_delays as a");
    const before = await gold();
    await warehouse.sql(
      "insert into bronze.flights select 100000, flight_time, 'NOWHERE', destination, delay_minutes, distance_miles, " +
        "updated_at, now(), 'wrong' from bronze.flights limit 1",
    );
    const run = await warehouse.dbt(build);
    expect(run.code).toBe(1);
    expect(resultOf(run).failed.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "test text_length_silver_flights_origin__3",
    ]);
    expect(await gold()).toBe(before);
  });

  // To compile, the adapter asks the server which tables there are: that takes a running one.
  it("is read for Dremio without a server, with its reflections", async () => {
    const parsed = await warehouse.dbt(["parse", ...live], {
      DBT_TARGET: "dremio",
      DREMIO_HOST: "localhost",
    });
    expect(parsed.code, parsed.stdout + parsed.stderr).toBe(0);
    expect(parsed.stdout).not.toContain('"level": "warn"');
  });
});
