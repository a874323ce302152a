import { expect, it } from "vitest";
import { flows, type Flow } from "../../../components/platform/flows";
import { flowsTable, probeFlows } from "../support/flows-probe";
import { withoutClientCertificate } from "../support/search-store-transport";
import { portNumbers, servicePorts, transportPort } from "../support/service-ports";
import { tlsTable, type TlsReport } from "../support/tls-probe";
import { probePort } from "../support/tls-probe-inside";
import { keepTable } from "../report";
import type { TestStack } from "../stack";

/** Label of a flow's network. */
const labelOf = ({ from, to, port }: Flow) => `${from} -> ${to}:${port}`;

export function transport(stack: () => TestStack): void {
  it("on every published and every in-network port", async () => {
    const { services, trustBundle } = await stack().outputs();
    const ports = await servicePorts(stack().docker, stack().name, services);
    const reports: Record<string, TlsReport> = {};
    for (const port of ports) reports[port.label] = await probePort(port, trustBundle);
    keepTable("tls", tlsTable(reports), `TLS: ${Object.keys(reports).length} ports tried in 7 ways each`);
    // Three published ones, one for each of the five flows, and the one on loopback.
    expect(Object.keys(reports)).toHaveLength(9);
    // There a handshake is not enough.
    const meeting = ports.find(({ probe }) => probe.port === transportPort)!;
    expect(await withoutClientCertificate(meeting, trustBundle)).toMatchObject({ outcome: "refused" });
    for (const [port, report] of Object.entries(reports)) {
      expect(report["TLS 1.3, verified"], port).toMatchObject({ outcome: "accepted", protocol: "TLSv1.3" });
      for (const tried of [
        "TLS 1.2",
        "TLS 1.1",
        "TLS 1.0",
        "TLS 1.3, another authority",
        "TLS 1.3, another name",
      ] as const) {
        expect(report[tried].outcome, `${port} ${tried}: ${report[tried].reason}`).toMatch(
          /^(refused|untried)$/,
        );
      }
      expect(report["TLS 1.2"].outcome, port).toBe("refused");
      expect(report.plain.outcome, `${port} plain: ${report.plain.reason}`).toMatch(/^(refused|closed)$/);
    }
  });

  it("with a network for every flow, and no job left in one", async () => {
    const { docker, name } = stack();
    const filters = { label: [`lakehouse.stack=${name}`] };
    const networks = await docker.listNetworks({ filters });
    const labels = networks.map(({ Labels }) => Labels!["lakehouse.flow"]);
    expect(labels.sort()).toEqual(flows.map(labelOf).sort());
    const jobs = await docker.listContainers({
      all: true,
      filters: { label: [...filters.label, "lakehouse.job"] },
    });
    const states = await Promise.all(jobs.map(({ Id }) => docker.getContainer(Id).inspect()));
    const clients = states.filter(({ Config }) =>
      flows.some(({ from }) => from === Config.Labels["lakehouse.job"]),
    );
    expect(clients.map(({ Name }) => Name).sort()).toEqual([
      `/${name}-postgresql-key`,
      `/${name}-search-store-access`,
    ]);
    for (const { Name, State } of states)
      expect(State, Name).toMatchObject({ Running: false, ExitCode: 0, OOMKilled: false });
  });

  it("and every pair of workloads reaches exactly what the flow list says", async () => {
    const attempts = await probeFlows({
      docker: stack().docker,
      stack: stack().name,
      flows,
      ports: portNumbers,
    });
    const open = attempts.filter((each) => each.open).length;
    keepTable("flows", flowsTable(attempts), `Flows: ${attempts.length} connections tried, ${open} open`);
    expect(open).toBeGreaterThan(0);
    expect(attempts.length - open).toBeGreaterThan(0);
    expect(attempts.filter((each) => each.expected !== each.open)).toEqual([]);
  });
}
