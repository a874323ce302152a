import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { stringify } from "yaml";
import { capture, findOnPath } from "../../tools/pulumi/process";
import type { TestStack } from "../e2e/stack";
import { expectOneRefusal, type Refusal } from "./one-refusal";

const root = join(__dirname, "..", "..");

/** How a command is run so that it must be refused. */
export interface Setting {
  /** @default up */
  target?: string;
  /** Environment, over the stack's own. */
  env?: Record<string, string>;
  /** Keys under `config:`, over the stack's own. */
  changes?: Record<string, unknown>;
  /** A program and its arguments, through which make is run. @default make alone */
  through?: readonly string[];
  /** Takes back what was arranged. */
  undo?: () => unknown;
}

/** A state of things in which a command must be refused. */
export interface Condition extends Refusal {
  name: string;
  /** Whether it takes root to arrange. @default false */
  root?: boolean;
  /** @param directory a new one, removed afterwards */
  arrange: (stack: TestStack, directory: string) => Setting | Promise<Setting>;
}

/** A home that no stack has been kept in; what is plain there is said by name. */
export const freshHome = (directory: string): Setting => ({
  env: { LAKEHOUSE_HOME: join(directory, "home") },
  changes: { "lakehouse:volumes": { plain: ["postgresql-keys"] } },
});

const contentOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

/** All that a refused command must leave as it is: everything on the engine, whoever it belongs to, and the state. */
async function snapshot({ docker, home }: TestStack): Promise<object> {
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
  ]);
  const state = join(home, "backend", ".pulumi", "stacks", "lakehouse", "dev.json");
  return {
    containers: containers.map(({ Id, State }) => `${Id} ${State}`).sort(),
    networks: networks.map(({ Id }) => Id).sort(),
    volumes: Volumes.map(({ Name }) => Name).sort(),
    state: contentOf(state),
    passphrase: contentOf(join(home, "passphrase")),
  };
}

/** Runs make in a setting, on this stack or beside it. */
export async function makeIn(stack: TestStack, setting: Setting): Promise<{ code: number; output: string }> {
  const directory = mkdtempSync(join(tmpdir(), "lakehouse-refusal-"));
  const file = join(directory, "overrides.yaml");
  writeFileSync(file, stringify({ config: { ...stack.configuration, ...setting.changes } }));
  const [program = "", ...args] = [
    ...(setting.through ?? []),
    findOnPath("make")!,
    "--no-print-directory",
    setting.target ?? "up",
  ];
  const env = { ...stack.environment, LAKEHOUSE_CONFIG: file, ...setting.env };
  try {
    const { code, stdout, stderr } = await capture(program, args, { cwd: root, env });
    return { code, output: stdout + stderr };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Whether the command is refused with one message, and nothing is created or changed. */
export async function expectRefused(stack: TestStack, setting: Setting, refusal: Refusal): Promise<void> {
  const before = await snapshot(stack);
  const passphrase = contentOf(join(stack.home, "passphrase"))?.trim();
  const { code, output } = await makeIn(stack, setting);
  const after = await snapshot(stack);
  await setting.undo?.();
  expect(code, output).not.toBe(0);
  expectOneRefusal(output, refusal);
  if (passphrase) expect(output).not.toContain(passphrase);
  expect(after).toEqual(before);
  const home = setting.env?.["LAKEHOUSE_HOME"];
  if (home !== undefined) expect(existsSync(join(home, "backend", ".pulumi", "stacks"))).toBe(false);
}

/** Arranges a condition, and expects the refusal. */
export async function expectConditionRefused(stack: TestStack, condition: Condition): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "lakehouse-condition-"));
  try {
    await expectRefused(stack, await condition.arrange(stack, directory), condition);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
