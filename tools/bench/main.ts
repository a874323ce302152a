/**
 * `make bench`: measures what the stack costs, as ratios, and writes docs/performance.md. `BENCH=preview,policies`
 * measures the named ones and writes theirs; `ROUNDS=3` is for trying it out, and only prints. `BENCH=memory` looks at
 * the stack that runs, changes nothing of it, and writes its table.
 */
import Docker from "dockerode";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ensureDocker } from "../../test/docker/engine";
import { ensureImages } from "../../test/images/build";
import { engineAt } from "../../components/platform/docker-host/engine";
import type { ImageMode } from "../../components/platform/images";
import { table } from "../../components/platform/table";
import { configurationOf } from "../configuration";
import { ROOT } from "../pulumi/paths";
import { notice, OperatorError, runCommand } from "../pulumi/report";
import { INTERRUPTED } from "../pulumi/process";
import { openWorkspace, stackName } from "../workspace";
import type { Bench, Context } from "./bench";
import {
  DOCUMENT,
  HEADINGS,
  MEMORY,
  MEMORY_SECTION,
  performanceDocument,
  RESULTS,
  row,
  keptResults,
  withBenches,
  type Results,
} from "./document";
import { describeMachine } from "./machine";
import { MEMORY_HEADINGS, measureMemory, memoryRows } from "./memory";
import { objectStore } from "./object-store";
import { policies } from "./policies";
import { postgresql } from "./postgresql";
import { preview } from "./preview";
import { previewProd } from "./preview-prod";
import { programStart } from "./program-start";
import { BenchStack } from "./stack";

export const BENCHES: Record<string, Bench> = {
  "program-start": programStart,
  preview,
  "preview-prod": previewProd,
  policies,
  "object-store": objectStore,
  postgresql,
};

/** The benches that are asked for. @throws OperatorError naming what there is */
export function chosenBenches(wanted: string | undefined): [string, Bench][] {
  const names = (wanted ?? "").split(",").map((name) => name.trim());
  const asked = names.filter((name) => name !== "");
  const unknown = asked.find((name) => !Object.hasOwn(BENCHES, name));
  if (unknown !== undefined)
    throw new OperatorError(
      `BENCH=${wanted}: there is no bench '${unknown}'. Benches: ${Object.keys(BENCHES).join(", ")}; and ${MEMORY_SECTION}, alone.`,
    );
  return Object.entries(BENCHES).filter(([name]) => asked.length === 0 || asked.includes(name));
}

/** Rounds to measure instead of each bench's own number. @throws OperatorError when it is not a number of rounds */
export function chosenRounds(wanted: string | undefined): number | undefined {
  if (!wanted) return undefined;
  if (!/^[1-9]\d?$/.test(wanted))
    throw new OperatorError(`ROUNDS=${wanted}: allowed is a whole number from 1 to 99.`);
  return Number(wanted);
}

/** Set by Ctrl-C: what runs is ended, then everything is taken away. */
let interrupted = false;

async function measure(
  host: string,
  chosen: [string, Bench][],
  rounds?: number,
): Promise<Results["benches"]> {
  const directory = mkdtempSync(join(tmpdir(), "lakehouse-bench-"));
  let stack: Promise<BenchStack> | undefined;
  try {
    const results: Results["benches"] = [];
    for (const [name, bench] of chosen) {
      const wanted = rounds ?? bench.rounds;
      const context: Context = {
        host,
        stack: () => (stack ??= BenchStack.up(host, directory)),
        directory,
        rounds: wanted,
        onRound: (round) => {
          if (interrupted) throw new OperatorError("Interrupted.");
          notice(`${bench.title}: ${round === 0 ? "warming up" : `round ${round}`} ...`);
        },
      };
      results.push({ name, title: bench.title, figures: await bench.measure(context) });
    }
    return results;
  } finally {
    // Whatever fails here, the last resort takes the containers away; the first error is the one to be told.
    const up = await stack?.catch(() => undefined);
    await up?.destroy().catch((error: Error) => notice(error.message));
    await BenchStack.sweep(host);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function bench(): Promise<number> {
  const chosen = chosenBenches(process.env.BENCH);
  const rounds = chosenRounds(process.env.ROUNDS);
  const images = (process.env.IMAGES || "local") as ImageMode;
  const engine = await ensureDocker();
  process.env.DOCKER_HOST = engine.host;
  const interrupt = () => void (interrupted = true);
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    if (images === "local") await ensureImages(engine.host);
    const benches = await measure(engine.host, chosen, rounds);
    console.log(
      `\n${table(
        HEADINGS,
        benches.flatMap(({ figures }) => figures.map(row)),
      )}`,
    );
    if (rounds !== undefined) {
      console.log(`\nTried out, with ROUNDS=${rounds}: ${relative(ROOT, DOCUMENT)} is left as it is.`);
      return 0;
    }
    const machine = await describeMachine(
      new Docker({ socketPath: engine.host.replace("unix://", "") }),
      images,
    );
    const run = { date: today(), machine, benches };
    const names = Object.keys(BENCHES);
    await write(chosen.length === names.length ? run : withBenches(keptResults(), run, names));
    return 0;
  } catch (error) {
    if (!interrupted) throw error;
    notice("\nInterrupted; the bench's stack is gone.");
    return INTERRUPTED;
  } finally {
    await engine.stop();
  }
}

/** `BENCH=memory`: what the containers of the stack in use have taken of their limits. */
async function memory(): Promise<number> {
  const config = await configurationOf(openWorkspace(stackName(process.env.STACK)));
  const containers = await measureMemory(engineAt(config.docker.host).docker, config.name);
  console.log(`\n${table(MEMORY_HEADINGS, memoryRows(containers))}`);
  await save(MEMORY, { date: today(), containers });
  writeFileSync(DOCUMENT, performanceDocument());
  console.log(`\nWritten: ${relative(ROOT, DOCUMENT)}`);
  return 0;
}

const today = () => new Date().toISOString().slice(0, 10);

async function save(file: string, content: unknown): Promise<void> {
  const { format } = await import("prettier");
  writeFileSync(file, await format(JSON.stringify(content), { parser: "json", printWidth: 110 }));
}

async function write(results: Results): Promise<void> {
  await save(RESULTS, results);
  writeFileSync(DOCUMENT, performanceDocument(results));
  console.log(`\nWritten: ${relative(ROOT, DOCUMENT)}`);
}

if (require.main === module) void runCommand(process.env.BENCH?.trim() === MEMORY_SECTION ? memory : bench);
