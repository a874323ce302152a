import { flows, operator, outside } from "../../components/platform/flows";
import { gateways, type Gateway } from "../../components/platform/gateways";
import type { RecordedResource } from "../../test/golden/record";

const id = (name: string) => name.replace(/\W/g, "_");

function label(resource: RecordedResource | undefined, key: string): string | undefined {
  const labels = (resource?.inputs as { labels?: { label: string; value: string }[] } | undefined)?.labels;
  return labels?.find((each) => each.label === `lakehouse.${key}`)?.value;
}

/** Hops in plain between containers of the stack. */
const plainHops = (behind: readonly Gateway[]): string[] => [
  "## Hops in plain",
  "",
  ...(behind.length === 0
    ? ["None: no workload of this stack stands behind a gateway (`docs/adr/0007-gateways.md`)."]
    : [
        "Between a process that listens everywhere and its gateway, which speaks TLS with all others",
        "(`docs/adr/0007-gateways.md`). What covers such a hop: on its network is nothing else, no address of the host and",
        "no way out.",
        "",
        "| number | workload | why |",
        "| --- | --- | --- |",
        ...behind.map(({ number, workload, reason }) => `| ${number} | ${workload} | ${reason} |`),
      ]),
  "",
];

/**
 * `docs/topology.md`: the picture, the flow table and the hops in plain, from the flow list and a stack's graph.
 * @param behind every gateway there may be @default the platform's
 */
export function topology(graph: RecordedResource[], behind: readonly Gateway[] = gateways): string {
  const processes = graph.filter(
    (each) => each.type === "docker:index/container:Container" && label(each, "zone"),
  );
  const zones = new Map<string, string[]>();
  for (const process of processes) {
    const zone = label(process, "zone")!;
    zones.set(zone, [...(zones.get(zone) ?? []), label(process, "workload")!].sort());
  }
  const jobs = graph.flatMap((each) =>
    each.type === "docker:index/container:Container" ? [label(each, "job") ?? ""] : [],
  );
  const connected = jobs.filter((job) => flows.some(({ from }) => from === job)).sort();
  const running = new Set([operator, ...[...zones.values()].flat(), ...connected]);
  const active = flows.filter(({ from, to }) => running.has(from) && (running.has(to) || to === outside));
  return [
    "# Topology of the dev stack",
    "",
    "Made from `components/platform/flows.ts` and the stack's resource graph by `make golden`, with every profile",
    "(`search`: the search store). A hexagon is a job that runs to its end. No arrow, no route.",
    "",
    "```mermaid",
    "graph LR",
    `  ${operator}([operator on the host])`,
    ...(active.some(({ to }) => to === outside) ? [`  ${outside}([a company's own services])`] : []),
    ...[...zones]
      .sort()
      .flatMap(([zone, workloads]) => [
        `  subgraph ${zone}`,
        ...workloads.map((workload) => `    ${id(workload)}[${workload}]`),
        "  end",
      ]),
    ...connected.map((job) => `  ${id(job)}{{${job}}}`),
    ...active.map(({ from, to, port }) => `  ${id(from)} -->|TLS 1.3, ${port}| ${id(to)}`),
    "```",
    "",
    "| number | from | to | port | why |",
    "| --- | --- | --- | --- | --- |",
    ...active.map(
      ({ number, from, to, port, reason }) => `| ${number} | ${from} | ${to} | ${port} | ${reason} |`,
    ),
    "",
    ...plainHops(behind.filter(({ workload }) => running.has(workload))),
  ].join("\n");
}
