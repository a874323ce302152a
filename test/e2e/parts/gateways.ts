import { expect, it } from "vitest";
import { prefix } from "../fixtures/flows/topology";
import type { FlowsStack } from "../flows-stack";
import type { FlowAttempt } from "../support/flows-probe";
import { httpsFrom } from "../support/https-from";
import { addressesOf, routingOf } from "../support/inside-network";
import { behind, connectFrom } from "../support/namespaces";

interface Given {
  stack: () => FlowsStack;
  /** Process in a container's network namespace. */
  place: (workload: string) => Promise<number>;
  /** Connections tried from everywhere to everywhere. */
  attempted: () => Promise<FlowAttempt[]>;
}

/** The vault, which listens everywhere: where it stands, and where its gateway leads it. */
export function describeGateway({ stack, place, attempted }: Given): void {
  const addressOn = async (container: string, network: string) =>
    (await stack().inspect(container)).NetworkSettings.Networks[`${prefix}-${network}`]!.IPAddress;

  it("leaves a process that listens everywhere one network, on which nothing is but its gateway", async () => {
    const network = await stack().docker.getNetwork(`${prefix}-vault-gateway`).inspect();
    const members = Object.values(network.Containers as Record<string, { Name: string }>);
    expect(members.map(({ Name }) => Name).sort()).toEqual([`${prefix}-vault`, `${prefix}-vault-gateway`]);
    const { Subnet: subnet, Gateway: nobody } = network.IPAM!.Config![0]! as Record<string, string>;
    const pid = await place("vault");
    const { routes } = await routingOf(pid);
    // Some engines say a way out, by way of an address that nobody has.
    expect(routes.filter(({ to }) => to !== "default")).toEqual([{ to: subnet }]);
    expect(routes.filter(({ to, via }) => to === "default" && via !== nobody)).toEqual([]);
    const elsewhere = await addressOn("warehouse-sandbox", "loader-warehouse-query");
    const targets = [nobody!, elsewhere, "192.0.2.1"].map((address) => ({ address, port: 8443 }));
    for (const seen of await connectFrom(pid, targets))
      expect(["EHOSTUNREACH", "ENETUNREACH", "timeout"]).toContain(seen);
    // A route by way of the gateway, were there one, would lead nowhere.
    expect(await routingOf(await place("vault-gateway"))).toMatchObject({ forwards: false });
  });

  it("would see a process that stands on a flow's network too", async () => {
    const network = stack().docker.getNetwork(`${prefix}-dashboard-vault-box`);
    await network.connect({ Container: `${prefix}-vault` });
    try {
      const different = (await attempted()).filter(({ expected, open }) => expected !== open);
      const seen = different.map(({ from, to, port }) => `${from} -> ${to}:${port}`);
      expect(seen).toContain(`dashboard -> ${behind("vault")}:5443`);
      expect(seen).toContain(`dashboard -> ${behind("vault")}:5943`);
    } finally {
      await network.disconnect({ Container: `${prefix}-vault` });
    }
  });

  it.each([
    ["query", 8443],
    ["admin", 9443],
  ])("leads the vault by name to the warehouse's %s, in TLS of those two", async (port, number) => {
    const pid = await place("vault");
    const gateway = await addressOn("vault-gateway", "vault-gateway");
    expect(await addressesOf(pid, "warehouse")).toEqual([gateway]);
    const ask = async (servername: string, maxVersion?: "TLSv1.2") =>
      httpsFrom(pid, {
        address: gateway,
        port: number,
        servername,
        ca: await stack().trustBundle(),
        ...(maxVersion ? { maxVersion } : {}),
      });
    expect(await ask("warehouse")).toEqual({
      status: 200,
      body: `warehouse ${port} greets`,
      protocol: "TLSv1.3",
    });
    // The certificate is the warehouse's own: the gateway has none that would do.
    expect(await ask("vault")).toEqual({
      error: expect.stringContaining("ERR_TLS_CERT_ALTNAME_INVALID") as string,
    });
    expect(await ask("warehouse", "TLSv1.2")).toEqual({
      error: expect.stringContaining("tlsv1 alert protocol version") as string,
    });
  });

  it("leads the vault to no other name, and nobody else to a name by way of the gateway", async () => {
    const nothing = (list: string[]) => list.every((each) => !/^\d/.test(each));
    const pid = await place("vault");
    for (const name of ["dashboard", "loader", "island", "archive"])
      expect(await addressesOf(pid, name), name).toSatisfy(nothing);
    expect(await addressesOf(await place("warehouse"), "vault")).toSatisfy(nothing);
    expect(await addressesOf(await place("dashboard"), "vault")).toEqual([
      await addressOn("vault-gateway", "dashboard-vault-box"),
    ]);
  });
}
