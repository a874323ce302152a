import { setTimeout as sleep } from "node:timers/promises";
import type { VolumeInspectInfo } from "dockerode";
import type { ResourceType, Values } from "../runtime";
import { attempt, attemptFind, reasonOf, statusOf, type Engine } from "./client";
import { labelList, labelMap, labelsProperty } from "./values";

/** As long as the official provider waits for the last container to let go. */
const REMOVAL_MS = 30_000;

function stateOf(volume: VolumeInspectInfo): Values {
  return {
    name: volume.Name,
    driver: volume.Driver,
    driverOpts: volume.Options ?? {},
    labels: labelList(volume.Labels),
    mountpoint: volume.Mountpoint,
  };
}

async function read(name: string, engine: Engine): Promise<Values | undefined> {
  const volume = await attemptFind(engine, `Unable to inspect volume ${name}`, () =>
    engine.docker.getVolume(name).inspect(),
  );
  return volume === undefined ? undefined : stateOf(volume);
}

/** `docker_volume`: every change replaces. */
export const volume: ResourceType<Engine> = {
  autoName: "name",
  comparesState: true,
  inputs: {
    name: { type: "string", forceNew: true, computed: true },
    driver: { type: "string", forceNew: true, computed: true },
    driverOpts: { type: "object", items: "string", forceNew: true },
    labels: labelsProperty(),
  },
  unsupported: ["cluster"],
  outputs: { mountpoint: {} },
  async create(inputs, engine) {
    const name = String(inputs.name);
    await attempt(engine, `Unable to create volume ${name}`, () =>
      engine.docker.createVolume({
        Name: name,
        Driver: inputs.driver as string | undefined,
        DriverOpts: inputs.driverOpts as Record<string, string> | undefined,
        Labels: labelMap(inputs.labels),
      }),
    );
    return { id: name, outputs: (await read(name, engine)) ?? {} };
  },
  read: (id, _state, engine) => read(id, engine),
  async delete(id, _state, engine, { signal }) {
    const until = Date.now() + REMOVAL_MS;
    for (;;) {
      try {
        await engine.docker.getVolume(id).remove({ force: true });
        return;
      } catch (error) {
        if (statusOf(error) === 404) return;
        const reason = reasonOf(error, engine);
        if (!reason.includes("volume is in use") || Date.now() > until)
          throw new Error(`Unable to remove volume ${id}: ${reason}`);
      }
      await sleep(1_000, undefined, { signal });
    }
  },
};
