import { join } from "node:path";
import { expect } from "vitest";
import { engineObjects } from "../../../tools/recovery/engine-objects";
import { readState } from "../../../tools/recovery/state";
import type { TestStack } from "../../e2e/stack";

const stateFile = (stack: TestStack) =>
  join(stack.home, "backend", ".pulumi", "stacks", "lakehouse", "dev.json");

/** What a stack's state says it has on the engine. */
export function objectsInState(stack: TestStack) {
  const { resources = [], pending = [] } = readState({ stack: "dev", state: stateFile(stack) }) ?? {};
  const idsOf = (type: string) =>
    resources.filter((resource) => resource.type === `docker:index/${type}`).map(({ id }) => id!);
  return {
    containers: idsOf("container:Container").sort(),
    networks: idsOf("network:Network").sort(),
    volumes: idsOf("volume:Volume").sort(),
    pending,
  };
}

/** Anonymous volumes that no container has. */
async function leftOverVolumes(stack: TestStack): Promise<string[]> {
  const anonymous = await stack.anonymousVolumes();
  const { Volumes } = await stack.docker.listVolumes({ filters: { dangling: ["true"] } });
  const named = objectsInState(stack).volumes;
  return Volumes.map(({ Name }) => Name).filter((name) => anonymous.includes(name) && !named.includes(name));
}

/** Whether the engine has exactly what the state says, and nothing is unfinished. */
export async function expectAgreement(stack: TestStack): Promise<void> {
  const { containers, networks, volumes, leftOver } = await engineObjects(stack.docker, stack.name);
  const onEngine = {
    containers: containers.map(({ id }) => id).sort(),
    networks: networks.map(({ id }) => id).sort(),
    volumes: volumes.sort(),
    pending: [],
  };
  expect(leftOver).toEqual([]);
  expect(onEngine).toEqual(objectsInState(stack));
  expect(await leftOverVolumes(stack)).toEqual([]);
}

/** Whether every service answers over TLS 1.3, by the table that `make up` ends with. */
export function expectReady(output: string): void {
  expect(output).toMatch(/Object store \(S3\) .*ready \(TLS 1\.3\)/);
  expect(output).toMatch(/PostgreSQL 17 .*ready \(TLS 1\.3\)/);
  expect(output).not.toContain("not ready");
}
