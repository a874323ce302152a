import type * as k8s from "@kubernetes/client-node";
import { once } from "node:events";
import { connect, type AddressInfo, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { forward, type Way } from "../../../tools/forwarding/forward";
import { freePorts } from "../../e2e/support/free-port";

const ready = { conditions: [{ type: "Ready", status: "True" }] };
const service = {
  spec: {
    selector: { app: "store", role: "primary" },
    ports: [
      { name: "tls-other", targetPort: 1 },
      { name: "tls-sql", targetPort: 5432 },
    ],
  },
};
const pods: object[] = [
  { metadata: { name: "starting" }, status: { conditions: [{ type: "Ready", status: "False" }] } },
  { metadata: { name: "going", deletionTimestamp: new Date() }, status: ready },
  { metadata: { name: "primary" }, status: ready },
];

describe("a port that leads into a cluster", () => {
  const opened: Server[] = [];
  afterEach(() => {
    for (const server of opened.splice(0)) server.close();
  });

  /** A way to a cluster of which the API server's answers are made up; what is asked of a pod is said back in capitals. */
  async function open({ found = pods, of = service }: { found?: object[]; of?: object } = {}) {
    const asked: unknown[] = [];
    const reasons: string[] = [];
    const client = {
      PortForward: class {
        portForward(namespace: string, pod: string, ports: number[], out: Duplex, _: null, from: Duplex) {
          asked.push([namespace, pod, ports]);
          const end: (() => void)[] = [];
          from.on("data", (bytes: Buffer) => out.write(bytes.toString().toUpperCase()));
          from.on("end", () => end.forEach((each) => each()));
          return Promise.resolve({
            on: (event: string, heard: () => void) => (event === "close" ? end.push(heard) : 0),
            close: () => asked.push("closed"),
          });
        }
      },
    };
    const core = {
      readNamespacedService: () => Promise.resolve(of),
      listNamespacedPod: (how: object) => {
        asked.push(how);
        return Promise.resolve({ items: found });
      },
    };
    const { sql: port } = await freePorts("sql");
    const way: Way = {
      ...{ port: port, namespace: "prod-data", service: "postgresql", portName: "tls-sql" },
      setting: "lakehouse:publish.postgresql",
    };
    const config = { makeApiClient: () => core } as unknown as k8s.KubeConfig;
    const start = () =>
      forward(client as unknown as typeof k8s, config, way, (reason) => reasons.push(reason));
    opened.push(await start());
    return { asked, reasons, port: port, start };
  }

  const say = async (port: number, words: string): Promise<string> => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    let heard = "";
    socket.on("data", (bytes) => (heard += bytes.toString()));
    socket.end(words);
    await once(socket, "close");
    return heard;
  };

  it("passes bytes on to a ready pod of the service, at the port it means", async () => {
    const { asked, reasons, port } = await open();
    expect(await say(port, "hello")).toBe("HELLO");
    expect(asked.slice(0, 2)).toEqual([
      { namespace: "prod-data", labelSelector: "app=store,role=primary" },
      ["prod-data", "primary", [5432]],
    ]);
    expect(reasons).toEqual([]);
  });

  it.each([
    ["no pod is ready", { found: pods.slice(0, 2) }, "no pod of prod-data/postgresql is ready"],
    [
      "the service has no such port",
      { of: { spec: { ...service.spec, ports: [] } } },
      "service prod-data/postgresql leads by no selector and number to tls-sql",
    ],
  ])("closes what it is given while %s, and says so", async (_, world, reason) => {
    const { reasons, port } = await open(world);
    expect(await say(port, "hello")).toBe("");
    expect(reasons).toEqual([`port ${port} leads nowhere now: ${reason}`]);
  });

  it("is on loopback alone, and refused where another process listens", async () => {
    const { start, port } = await open();
    expect((opened[0]!.address() as AddressInfo).address).toBe("127.0.0.1");
    await expect(start()).rejects.toThrow(
      new RegExp(`Port ${port} .*lakehouse:publish.postgresql\\), cannot be had: another process listens`),
    );
  });
});
