import { expect, it } from "vitest";
import { operator, outside, type Flow } from "../../../components/platform/flows";
import { gateways } from "../../../components/platform/gateways";
import { flowsTable, probeFlows } from "../support/flows-probe";
import { withoutClientCertificate } from "../support/search-store-transport";
import { portNumbers, servicePorts, transportPort } from "../support/service-ports";
import { tlsTable, type TlsReport } from "../support/tls-probe";
import { probePort } from "../support/tls-probe-inside";
import { keepTable } from "../report";
import { workloads as workloadsOf } from "../../../stacks/dev";
import { flowsOf } from "../../../stacks/perimeter";
import type { Profile } from "../../../stacks/schema";
import { configOf } from "../../golden/stacks";
import type { TestStack } from "../stack";

/** Label of a flow's network. */
const labelOf = ({ from, to, port }: Flow) => `${from} -> ${to}:${port}`;

/** Flows both ends of which run. */
const activeAmong = (flows: readonly Flow[], workloads: readonly string[]) =>
  flows.filter(({ from, to }) =>
    [from, to].every((end) => [operator, outside].includes(end) || workloads.includes(end)),
  );

/** @param report last part of the reports' names @default none */
export function transport(stack: () => TestStack, profiles: readonly Profile[], report = ""): void {
  const workloads = workloadsOf(configOf("dev", { profiles }));
  const activeFlows = () => {
    const publish = stack().configuration["lakehouse:publish"];
    return activeAmong(flowsOf(configOf("dev", { profiles, publish })), workloads);
  };

  it("on every published and every in-network port", async () => {
    const { services, trustBundle } = await stack().outputs();
    const ports = await servicePorts(stack().docker, stack().name, services);
    const reports: Record<string, TlsReport> = {};
    for (const port of ports) reports[port.label] = await probePort(port, trustBundle);
    keepTable(
      `tls${report}`,
      tlsTable(reports),
      `TLS: ${Object.keys(reports).length} ports tried in 7 ways each`,
    );
    // Published ones, one for each flow, and the one on loopback, where a handshake is not enough.
    const meeting = ports.find(({ probe }) => probe.port === transportPort);
    const active = activeFlows().length;
    expect(Object.keys(reports)).toHaveLength(Object.keys(services).length + active + (meeting ? 1 : 0));
    expect(meeting !== undefined).toBe(workloads.includes("search-store"));
    if (meeting)
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
    const labels = networks.flatMap(({ Labels }) => Labels!["lakehouse.flow"] ?? []);
    expect(labels.sort()).toEqual(activeFlows().map(labelOf).sort());
    const behind = networks.flatMap(({ Labels }) => Labels!["lakehouse.gateway"] ?? []);
    expect(behind).toEqual(
      gateways.map(({ workload }) => workload).filter((name) => workloads.includes(name)),
    );
    const jobs = await docker.listContainers({
      all: true,
      filters: { label: [...filters.label, "lakehouse.job"] },
    });
    const states = await Promise.all(jobs.map(({ Id }) => docker.getContainer(Id).inspect()));
    expect(states.length).toBeGreaterThan(2);
    for (const { Name, State } of states)
      expect(State, Name).toMatchObject({ Running: false, ExitCode: 0, OOMKilled: false });
  });

  it("and every pair of workloads reaches exactly what the flow list says", async () => {
    const attempts = await probeFlows({
      docker: stack().docker,
      stack: stack().name,
      flows: activeFlows(),
      ports: portNumbers,
    });
    const open = attempts.filter((each) => each.open).length;
    keepTable(
      `flows${report}`,
      flowsTable(attempts),
      `Flows: ${attempts.length} connections tried, ${open} open`,
    );
    expect(open).toBeGreaterThan(0);
    expect(attempts.length - open).toBeGreaterThan(0);
    expect(attempts.filter((each) => each.expected !== each.open)).toEqual([]);
  });
}
