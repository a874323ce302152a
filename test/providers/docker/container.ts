import { setTimeout as sleep } from "node:timers/promises";
import type { Container } from "dockerode";
import type { OperationContext, ResourceType, Values } from "../runtime";
import { attempt, attemptFind, reasonOf, statusOf, type Engine } from "./client";
import { checkContainer, containerArguments, unsupportedContainerArguments } from "./container-arguments";
import { containerLogs } from "./container-logs";
import { createRequest } from "./container-request";
import { containerState } from "./container-state";
import { type Upload, uploadFile } from "./container-upload";
import { awaitContainer } from "./container-wait";
import { findImage } from "./remote-image";
import { mebibytes } from "./values";

const REMOVAL_MS = 30_000;

interface NetworkArguments {
  name: string;
  aliases?: string[];
  ipv4Address?: string;
}

/** Leaves the default bridge and joins the networks named, before the container starts. */
async function joinNetworks(container: Container, inputs: Values, engine: Engine): Promise<void> {
  const networks = (inputs.networksAdvanced ?? []) as NetworkArguments[];
  if (networks.length === 0) return;
  try {
    await engine.docker.getNetwork("bridge").disconnect({ Container: container.id });
  } catch (error) {
    const reason = reasonOf(error, engine);
    if (!reason.includes("is not connected to the network bridge"))
      throw new Error(`Unable to disconnect the default network: ${reason}`);
  }
  for (const { name, aliases, ipv4Address } of networks) {
    await attempt(engine, `Unable to connect to network '${name}'`, () =>
      engine.docker.getNetwork(name).connect({
        Container: container.id,
        EndpointConfig: {
          Aliases: aliases ?? [],
          IPAMConfig: ipv4Address === undefined ? {} : { IPv4Address: ipv4Address },
        },
      }),
    );
  }
}

async function bringUp(
  container: Container,
  inputs: Values,
  engine: Engine,
  { signal }: OperationContext,
): Promise<Values> {
  await joinNetworks(container, inputs, engine);
  for (const upload of (inputs.uploads ?? []) as Upload[]) {
    await attempt(engine, `Unable to upload ${upload.file} into container ${String(inputs.name)}`, () =>
      uploadFile(container, upload),
    );
  }
  if (inputs.start === true)
    await attempt(engine, `Unable to start container ${String(inputs.name)}`, () => container.start());
  await awaitContainer(container, inputs, signal);
  const saved = inputs.attach === true && inputs.logs === true;
  const logs = saved ? { containerLogs: await containerLogs(container) } : {};
  const state = await read(container.id, inputs, engine);
  if (state === undefined)
    throw new Error(
      `Container ${String(inputs.name)} removed itself ("rm: true") before its exit code could be read; use "rm: false" with "mustRun: false"`,
    );
  return { ...state, ...logs };
}

async function remove(container: Container, removeVolumes: boolean, engine: Engine): Promise<void> {
  try {
    await container.remove({ force: true, v: removeVolumes });
  } catch (error) {
    const reason = reasonOf(error, engine);
    if (statusOf(error) !== 404 && !reason.includes("is already in progress"))
      throw new Error(`Error deleting container ${container.id}: ${reason}`);
  }
}

async function create(
  inputs: Values,
  engine: Engine,
  context: OperationContext,
): Promise<{ id: string; outputs: Values }> {
  const name = String(inputs.name);
  await findImage(String(inputs.image), engine);
  const container = await attempt(engine, `Unable to create container ${name}`, () =>
    engine.docker.createContainer(createRequest(inputs)),
  );
  try {
    return { id: container.id, outputs: await bringUp(container, inputs, engine, context) };
  } catch (error) {
    // A container left behind would take the name, the addresses and the ports of the next attempt.
    await remove(container, true, engine);
    throw error;
  }
}

async function read(id: string, state: Values, engine: Engine): Promise<Values | undefined> {
  const container = await attemptFind(engine, `Unable to inspect container ${id}`, () =>
    engine.docker.getContainer(id).inspect(),
  );
  return container === undefined ? undefined : containerState(container, state);
}

/** The arguments the official provider sends to a running container, all of them when one changed. */
const UPDATED = ["restart", "maxRetryCount", "cpuShares", "memory", "memoryReservation", "memorySwap"];

async function update(id: string, state: Values, inputs: Values, engine: Engine): Promise<Values> {
  const container = engine.docker.getContainer(id);
  if (state.mustRun === false && inputs.mustRun === true && inputs.start === true) {
    await attempt(engine, `Unable to start container ${String(inputs.name)}`, async () => {
      const { State } = await container.inspect();
      if (!State.Running) await container.start();
    });
  }
  if (UPDATED.every((name) => (state[name] ?? 0) === (inputs[name] ?? 0))) return {};
  await attempt(engine, `Unable to update container ${String(inputs.name)}`, () =>
    container.update({
      RestartPolicy: { Name: inputs.restart, MaximumRetryCount: inputs.maxRetryCount ?? 0 },
      CpuShares: inputs.cpuShares ?? 0,
      Memory: mebibytes(inputs.memory ?? 0),
      MemoryReservation: mebibytes(inputs.memoryReservation ?? 0),
      ...(inputs.memorySwap === undefined ? {} : { MemorySwap: mebibytes(inputs.memorySwap) }),
    }),
  );
  return {};
}

async function stop(container: Container, graceSeconds: number, engine: Engine): Promise<void> {
  try {
    await container.stop({ t: graceSeconds });
  } catch (error) {
    if (![304, 404].includes(statusOf(error) ?? 0))
      throw new Error(`Error stopping container ${container.id}: ${reasonOf(error, engine)}`);
  }
}

async function untilRemoved(id: string, engine: Engine, signal: AbortSignal): Promise<void> {
  const until = Date.now() + REMOVAL_MS;
  while ((await read(id, {}, engine)) !== undefined) {
    if (Date.now() > until)
      throw new Error(`Container ${id} is still there ${REMOVAL_MS / 1_000} s after its removal`);
    await sleep(250, undefined, { signal });
  }
}

/** `docker_container`. A replacement deletes first, as the official provider's bridge says. */
export const container: ResourceType<Engine> = {
  autoName: "name",
  deleteBeforeReplace: true,
  comparesState: true,
  inputs: containerArguments,
  unsupported: unsupportedContainerArguments,
  outputs: { bridge: {}, containerLogs: {}, exitCode: {}, networkDatas: {}, platform: {}, runtime: {} },
  check: checkContainer,
  create,
  read: (id, state, engine) => read(id, state, engine),
  update: (id, state, inputs, engine) => update(id, state, inputs, engine),
  async delete(id, state, engine, { signal }) {
    const doomed = engine.docker.getContainer(id);
    if (state.attach !== true) await stop(doomed, Number(state.destroyGraceSeconds ?? 0), engine);
    await remove(doomed, state.removeVolumes !== false, engine);
    await untilRemoved(id, engine, signal);
  },
};
