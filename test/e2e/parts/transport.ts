import { expect, it } from "vitest";
import { flows } from "../../../components/platform/flows";
import { flowsTable, probeFlows } from "../support/flows-probe";
import { stackNetworks } from "../support/namespaces";
import { probeTls, tlsTable, type TlsReport } from "../support/tls-probe";
import { keepTable } from "../report";
import type { TestStack } from "../stack";

/** Number of each named port inside the platform's networks. */
const ports = { "object-store": { s3: 9000 }, postgresql: { sql: 5432 } };

export function transport(stack: () => TestStack): void {
  it("on every published and every in-network port", async () => {
    const { services, trustBundle } = await stack().outputs();
    const { namespaces } = await stackNetworks(stack().docker, stack().name);
    const reports: Record<string, TlsReport> = {};
    for (const [name, { probe }] of Object.entries(services)) {
      reports[`${name} ${probe.host}:${probe.port}`] = await probeTls(probe, trustBundle);
      const workload = namespaces.find((each) => each.workload === name)!;
      const [port] = Object.values(ports[name as keyof typeof ports]);
      for (const { ip } of workload.addresses.filter(({ flow }) => flow !== undefined)) {
        reports[`${name} ${ip}:${port}`] = await probeTls({ ...probe, host: ip, port: port! }, trustBundle);
      }
    }
    keepTable("tls", tlsTable(reports), `TLS: ${Object.keys(reports).length} ports tried in 7 ways each`);
    expect(Object.keys(reports)).toHaveLength(4);
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

  it("and every pair of workloads reaches exactly what the flow list says", async () => {
    const attempts = await probeFlows({ docker: stack().docker, stack: stack().name, flows, ports });
    const open = attempts.filter((each) => each.open).length;
    keepTable("flows", flowsTable(attempts), `Flows: ${attempts.length} connections tried, ${open} open`);
    expect(open).toBeGreaterThan(0);
    expect(attempts.length - open).toBeGreaterThan(0);
    expect(attempts.filter((each) => each.expected !== each.open)).toEqual([]);
  });
}
