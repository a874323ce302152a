import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { loginOf, postgresqlConfig, targetOf, withPostgresql } from "../../../tools/sample-data/clients";
import type { TestStack } from "../stack";
import { Dashboard } from "../support/dashboard-figures";
import { changeSource } from "../support/sample-source";

/** Milliseconds in which what is scheduled each minute must have been done: its own time, and that of a run before it. */
const patience = 300_000;

/** An airport that no data set has. */
const added = "ZY1";

interface Kept {
  name: string;
  status: string;
}

/** What happens by time, with nobody asking for it. */
export function schedulerPart(stack: () => TestStack): void {
  const nameOf = () => `${stack().name}-scheduler`;
  const insert = async (id: number, origin: string) =>
    changeSource(
      stack().docker,
      stack().name,
      await stack().outputs(),
      "INSERT INTO flights (id, flight_time, origin, destination, delay_minutes, distance_miles) " +
        `VALUES (${id}, '2001-02-04 05:06Z', '${origin}', 'ABE', 20, 100)`,
    );
  const flightsOf = async (origin: string) => {
    const figures = await (await Dashboard.open(await stack().outputs())).figures();
    return figures.find((each) => each.origin === origin)?.flights_total ?? 0;
  };
  const untilShown = async (origin: string) => {
    const started = Date.now();
    while ((await flightsOf(origin)) === 0) {
      if (Date.now() - started > patience) throw new Error(`${origin} was not shown in ${patience} ms`);
      await sleep(5000);
    }
    return (Date.now() - started) / 1000;
  };
  /** What dbt has written down since a moment, as a data engineer reads it. */
  const keptSince = async (moment: Date) => {
    const outputs = await stack().outputs();
    const reader = loginOf(outputs, "postgresql", "data-engineer");
    const config = postgresqlConfig(targetOf(outputs, "postgresql"), reader, "live");
    return withPostgresql(config, async (client) => {
      const { rows } = await client.query<Kept>(
        "SELECT name, status FROM ops.dbt_results WHERE command = 'build' AND kind = 'model' AND ended_at > $1",
        [moment],
      );
      return rows;
    });
  };
  const processes = async () => {
    const { Processes } = (await stack().docker.getContainer(nameOf()).top()) as { Processes: string[][] };
    return Processes.map((columns) => columns.at(-1)!);
  };

  it("takes another time table without touching anything else", async () => {
    const before = await stack().containerIds();
    stack().configure({ "lakehouse:schedules": { batch: "* * * * *" } });
    const { code, output } = await stack().make("up");
    expect(code, output).toBe(0);
    const after = await stack().containerIds();
    const changed = Object.keys(after).filter((name) => before[name] !== after[name]);
    expect(changed.sort()).toEqual([nameOf(), `${nameOf()}-files`]);
  });

  it("moves what is new to the dashboard by itself, each flight once, though it is killed half way", async () => {
    const started = new Date();
    await insert(1000011, added);
    const container = stack().docker.getContainer(nameOf());
    // Half way: rows are in bronze or on their way there, and the dashboard does not show them yet.
    while (!(await processes()).some((command) => /lakehouse_connectors\.sync \S+batch-sync/.test(command))) {
      if (Date.now() - started.getTime() > patience) throw new Error("no batch sync was seen at work");
      await sleep(200);
    }
    expect(await flightsOf(added)).toBe(0);
    await container.kill({ signal: "SIGKILL" });
    const killed = new Date();
    const namesSince = async () => (await keptSince(killed)).map(({ name }) => name);
    await container.start();
    console.log(
      `From the source to the dashboard, after the scheduler was killed: ${await untilShown(added)} s`,
    );
    expect(await flightsOf(added)).toBe(1);
    // dbt writes down what it did when it has ended: after its tests, and so after the dashboard shows the figures.
    await expect.poll(namesSince, { timeout: patience, interval: 1000 }).toContain("monthly_delays");
    const kept = await keptSince(killed);
    expect(kept.filter(({ status }) => status !== "success")).toEqual([]);
  });

  it("runs dbt once at a time, also when make rebuild asks for it, and shows figures meanwhile", async () => {
    let [running, most] = [true, 0];
    const shown: number[] = [];
    const watching = (async () => {
      while (running) shown.push(await flightsOf(added));
    })();
    // It is awaited below, where a failure counts.
    watching.catch(() => undefined);
    const looking = (async () => {
      while (running) {
        const dbt = (await processes()).filter((command) => command.includes("/opt/dbt/run.py"));
        most = Math.max(most, dbt.length);
        await sleep(250);
      }
    })();
    const started = new Date();
    const { code, output } = await stack().make("rebuild");
    running = false;
    await looking;
    await watching;
    expect(code, output).toBe(0);
    expect(new Set(shown)).toEqual(new Set([1]));
    expect(output).toMatch(/^silver_flights +\d+\.\d s/m);
    expect(output).toMatch(/^Silver and gold are made anew from all of bronze, in \d+\.\d s\.$/m);
    expect(most).toBe(1);
    expect((await keptSince(started)).map(({ status }) => status)).not.toContain("error");
    expect(await flightsOf(added)).toBe(1);
  });
}
