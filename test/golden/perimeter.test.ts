import { describe, expect, it } from "vitest";
import type { RecordedResource } from "./record";
import { recordDev } from "./stacks";

const outside = "192.0.2.10";
const networks = { edge: ["10.20.0.0/16"], flight: ["10.30.0.0/16", "10.40.0.7/32"] };

interface Port {
  internal: number;
  external: number;
  ip: string;
}

const container = (graph: RecordedResource[], name: string) =>
  graph.find((each) => each.type === "docker:index/container:Container" && each.name === name)!.inputs as {
    ports?: Port[];
    uploads?: { file: string; content: string }[];
  };
const portsOf = (graph: RecordedResource[], name: string) =>
  (container(graph, name).ports ?? []).map(({ internal, external, ip }) => `${ip}:${external} ${internal}`);

/** A frontend of a HAProxy configuration that is carried by a container. */
function frontend(graph: RecordedResource[], files: string, name: string): string {
  const { content } = container(graph, files).uploads!.find(({ file }) => file.endsWith("haproxy.cfg"))!;
  return content.slice(content.indexOf(`frontend ${name}\n`)).split("\nbackend")[0]!;
}

/** Ports that containers of the graph publish, by container. */
const published = (graph: RecordedResource[]) =>
  Object.fromEntries(
    graph
      .filter(({ type }) => type === "docker:index/container:Container")
      .map(({ name }) => [name, portsOf(graph, name)] as const)
      .filter(([, ports]) => ports.length > 0),
  );

describe("by default", async () => {
  const graph = await recordDev();

  it("nothing is published beyond loopback, and of Dremio nothing at all", () => {
    const ports = published(graph);
    expect(Object.values(ports).flat()).toHaveLength(4);
    for (const each of Object.values(ports).flat()) expect(each).toMatch(/^127\.0\.0\.1:/);
    expect(Object.keys(ports).filter((name) => name.startsWith("dremio"))).toEqual([]);
  });
});

describe("Arrow Flight, where it is asked for", async () => {
  const graph = await recordDev({ publish: { flight: 32011 } });

  it("is published on loopback by Dremio's gateway, at the port with TLS, and by nothing else", () => {
    expect(portsOf(graph, "dremio-gateway-process")).toEqual(["127.0.0.1:32011 32010"]);
    expect(portsOf(graph, "dremio-process")).toEqual([]);
    expect(Object.values(published(graph)).flat()).toHaveLength(5);
    const binds = frontend(graph, "dremio-gateway-files", "flight").match(/^ *bind .*$/gm)!;
    expect(binds.length).toBeGreaterThan(1);
    for (const bind of binds) expect(bind).toMatch(/:32010 ssl crt /);
  });

  it("is a name of its certificate's, and asks its client's address", () => {
    const request = graph.find(({ name }) => name === "dremio-certificate-request");
    expect(JSON.stringify(request?.inputs)).toContain('"localhost"');
    expect(frontend(graph, "dremio-gateway-files", "flight")).toMatch(/reject unless \{ src [\d./ ]+ \}/);
  });
});

describe("what other machines may come to", async () => {
  const graph = await recordDev({
    ...{ publish: { flight: 32010, outside }, firewall: networks },
    edge: { domain: "lake.example.org" },
  });

  it("is published on the address for them, and all else on loopback", () => {
    const { "edge-process": edge, "dremio-gateway-process": flight, ...others } = published(graph);
    expect(edge).toEqual([`${outside}:443 8443`]);
    expect(flight).toEqual([`${outside}:32010 32010`]);
    for (const each of Object.values(others).flat()) expect(each).toMatch(/^127\.0\.0\.1:/);
  });

  it("turns away whom its own list does not name", () => {
    const clients = (files: string, name: string) =>
      / reject unless \{ src ([\d./ ]+) \}/.exec(frontend(graph, files, name))![1]!.split(" ");
    expect(clients("edge-files", "https")).toEqual(
      expect.arrayContaining([`${outside}/32`, ...networks.edge]),
    );
    expect(clients("dremio-gateway-files", "flight")).toEqual(
      expect.arrayContaining([`${outside}/32`, ...networks.flight]),
    );
    expect(clients("edge-files", "https")).not.toContain("10.40.0.7/32");
    expect(clients("dremio-gateway-files", "ui")).not.toContain("10.40.0.7/32");
  });

  it("is vouched for at that address", () => {
    const requests = graph.filter(({ name }) => /^(edge|dremio)-certificate-request$/.test(name));
    expect(requests).toHaveLength(2);
    for (const { inputs } of requests) expect(JSON.stringify(inputs)).toContain(`"${outside}"`);
  });
});
