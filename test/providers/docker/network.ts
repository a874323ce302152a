import { setTimeout as sleep } from "node:timers/promises";
import type { NetworkInspectInfo } from "dockerode";
import type { ResourceType, Values } from "../runtime";
import { attempt, attemptFind, reasonOf, statusOf, type Engine } from "./client";
import { labelList, labelMap, labelsProperty } from "./values";

/** As long as the official provider waits for the last container to leave. */
const REMOVAL_MS = 30_000;

interface IpamConfig {
  subnet?: string;
  gateway?: string;
  ipRange?: string;
}

function stateOf(network: NetworkInspectInfo): Values {
  const configs = network.IPAM?.Config ?? [];
  return {
    name: network.Name,
    driver: network.Driver,
    internal: network.Internal,
    attachable: network.Attachable,
    ipv6: network.EnableIPv6,
    options: network.Options ?? {},
    labels: labelList(network.Labels),
    scope: network.Scope,
    ipamConfigs: configs.map(({ Subnet, Gateway, IPRange }) => ({
      ...(Subnet ? { subnet: Subnet } : {}),
      ...(Gateway ? { gateway: Gateway } : {}),
      ...(IPRange ? { ipRange: IPRange } : {}),
    })),
  };
}

async function read(id: string, engine: Engine): Promise<Values | undefined> {
  const network = await attemptFind(engine, `Unable to inspect network ${id}`, () =>
    engine.docker.getNetwork(id).inspect(),
  );
  return network === undefined ? undefined : stateOf(network);
}

/** `docker_network`: every change replaces. */
export const network: ResourceType<Engine> = {
  autoName: "name",
  comparesState: true,
  inputs: {
    name: { type: "string", forceNew: true },
    driver: { type: "string", forceNew: true, computed: true },
    internal: { type: "boolean", forceNew: true, computed: true },
    attachable: { type: "boolean", forceNew: true },
    ipv6: { type: "boolean", forceNew: true },
    options: { type: "object", items: "string", forceNew: true, computed: true },
    labels: labelsProperty(),
    ipamConfigs: {
      type: "array",
      forceNew: true,
      computed: true,
      unordered: true,
      fields: { subnet: { type: "string" }, gateway: { type: "string" }, ipRange: { type: "string" } },
      unsupported: ["auxAddress"],
    },
  },
  unsupported: ["ingress", "ipamDriver", "ipamOptions"],
  outputs: { scope: {} },
  async create(inputs, engine) {
    const configs = (inputs.ipamConfigs ?? []) as IpamConfig[];
    const created = await attempt(engine, `Unable to create network ${String(inputs.name)}`, () =>
      engine.docker.createNetwork({
        Name: String(inputs.name),
        CheckDuplicate: true,
        Driver: inputs.driver as string | undefined,
        Internal: inputs.internal === true,
        Attachable: inputs.attachable === true,
        EnableIPv6: inputs.ipv6 === true,
        Options: inputs.options as Record<string, string> | undefined,
        Labels: labelMap(inputs.labels),
        IPAM: {
          Driver: "default",
          Config: configs.map(({ subnet, gateway, ipRange }) => ({
            ...(subnet === undefined ? {} : { Subnet: subnet }),
            ...(gateway === undefined ? {} : { Gateway: gateway }),
            ...(ipRange === undefined ? {} : { IPRange: ipRange }),
          })),
        },
      }),
    );
    return { id: created.id, outputs: (await read(created.id, engine)) ?? {} };
  },
  read: (id, _state, engine) => read(id, engine),
  async delete(id, _state, engine, { signal }) {
    const until = Date.now() + REMOVAL_MS;
    for (;;) {
      try {
        await engine.docker.getNetwork(id).remove();
        return;
      } catch (error) {
        if (statusOf(error) === 404) return;
        const reason = reasonOf(error, engine);
        if (!reason.includes("has active endpoints") || Date.now() > until)
          throw new Error(`Unable to remove network ${id}: ${reason}`);
      }
      await sleep(1_000, undefined, { signal });
    }
  },
};
