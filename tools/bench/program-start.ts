import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseRuntimeOptions, runtimeEnvironment } from "../pulumi/language-host/options";
import { ROOT } from "../pulumi/paths";
import type { Bench } from "./bench";
import { interleave } from "./figures";
import { secondsToFirstRegistration, type ProgramStart } from "./first-registration";

interface Project {
  name: string;
  runtime: { options: Record<string, unknown> };
}

/** The dev stack without its workloads: the program loads all of it and asks the host for nothing but its size. */
const CONFIG = { "lakehouse:lifecycle": "stopped", "lakehouse:exampleUsers": "true" };

/** This project's program under some runtime options of Pulumi.yaml. */
function startWith(project: Project, runtimeOptions: Record<string, unknown>): ProgramStart {
  const options = parseRuntimeOptions(runtimeOptions);
  return {
    nodeArguments: options.nodeargs,
    directory: ROOT,
    project: project.name,
    stack: "dev",
    env: { ...process.env, ...runtimeEnvironment(options), PULUMI_CONFIG: JSON.stringify(CONFIG) },
  };
}

/** The same with nothing kept from an earlier start: ts-node keeps what it compiled under the temporary directory. */
async function cold(start: ProgramStart, directory: string): Promise<number> {
  const TMPDIR = mkdtempSync(join(directory, "cold-"));
  return secondsToFirstRegistration({ ...start, env: { ...start.env, TMPDIR } });
}

export const programStart: Bench = {
  title: "Program start",
  rounds: 5,
  async measure({ directory, rounds, onRound }) {
    const project = parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8")) as Project;
    const ours = startWith(project, project.runtime.options);
    const theirs = startWith(project, {});
    const first = await interleave(
      { ours: () => cold(ours, directory), theirs: () => cold(theirs, directory) },
      Math.ceil(rounds / 2),
      onRound,
    );
    const again = await interleave(
      { ours: () => secondsToFirstRegistration(ours), theirs: () => secondsToFirstRegistration(theirs) },
      rounds,
      onRound,
    );
    const series = (samples: Record<"ours" | "theirs", number[]>) => ({
      unit: "s" as const,
      subject: { label: "ts-node", samples: samples.theirs },
      reference: { label: "sucrase", samples: samples.ours },
    });
    return [
      {
        title: "First start of the program under Pulumi's default ts-node, against this project's loader",
        ...series(first),
        goal: { atLeast: 4 },
      },
      { title: "Start again with nothing changed, against the same", ...series(again) },
    ];
  },
};
