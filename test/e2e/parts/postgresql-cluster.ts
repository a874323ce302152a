import { PolicyV1Api } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { loginOf, postgresqlConfig, targetOf, withPostgresql } from "../../../tools/sample-data/clients";
import { keepTable } from "../report";
import { applyStrictly } from "../support/strict-apply";
import { attemptsSummary, attemptsTable, differences } from "../support/attempts-table";
import type { KubernetesStack } from "../support/kubernetes-stack";
import { postgresqlAttempts } from "../support/postgresql-attempts";

/** PostgreSQL as a cluster: real servers, which a stand-in for the operator makes of the program's resource. */
export function postgresqlCluster(stack: () => KubernetesStack): void {
  const asked = async <Row extends object>(sql: string, database = "postgres"): Promise<Row[]> => {
    const outputs = await stack().outputs();
    const login = loginOf(outputs, "postgresql", "administrator");
    const config = postgresqlConfig(targetOf(outputs, "postgresql"), login, database);
    return withPostgresql(config, async (client) => (await client.query<Row>(sql)).rows);
  };

  describe("PostgreSQL", () => {
    it("has a server in each zone, of which one may go at a time", async () => {
      const pods = await stack().podsOf("postgresql");
      expect(pods.map(({ zone }) => zone).sort()).toEqual(["zone-a", "zone-b", "zone-c"]);
      expect(pods.every(({ ready }) => ready)).toBe(true);
      const poolers = await stack().podsOf("postgresql-pooler");
      expect(poolers.map(({ zone }) => zone).sort()).toEqual(["zone-a", "zone-b", "zone-c"]);
      const budgets = await stack()
        .plane.config.makeApiClient(PolicyV1Api)
        .listPodDisruptionBudgetForAllNamespaces();
      const { status } = budgets.items.find(({ metadata }) => metadata!.name === "postgresql-set-instances")!;
      expect(status).toMatchObject({ expectedPods: 3, currentHealthy: 3, disruptionsAllowed: 1 });
    });

    it("leads to the primary alone by its service", async () => {
      const { subsets } = await stack().core.readNamespacedEndpoints({
        name: "postgresql",
        namespace: "lakehouse-prod-data",
      });
      const names = subsets!.flatMap(({ addresses = [] }) =>
        addresses.map(({ targetRef }) => targetRef!.name),
      );
      expect(names).toEqual(["postgresql-instances-0000-0"]);
    });

    it("confirms what a second server has, which follows by TLS 1.3 and a certificate", async () => {
      const rows = await asked(
        "SELECT usename, state, sync_state, version FROM pg_stat_replication JOIN pg_stat_ssl USING (pid)",
      );
      const follows = {
        usename: "_crunchyrepl",
        state: "streaming",
        sync_state: "quorum",
        version: "TLSv1.3",
      };
      expect(rows).toEqual([follows, follows]);
    });

    it("encrypts every table that is made, and makes no other", async () => {
      const ofTable =
        "SELECT amname FROM pg_class JOIN pg_am ON pg_am.oid = relam WHERE relname = 'encrypted'";
      await asked("CREATE TABLE sample.encrypted (id int)", "live");
      const [made] = await asked(ofTable, "live");
      expect(made).toEqual({ amname: "tde_heap" });
      await asked("DROP TABLE sample.encrypted", "live");
      await expect(asked("CREATE TABLE sample.plain (id int) USING heap", "live")).rejects.toThrow(/encrypt/);
    });

    it("gives each role what the catalogue says", async () => {
      const attempts = await postgresqlAttempts(await stack().outputs());
      keepTable("roles-postgresql-kubernetes", attemptsTable(attempts), attemptsSummary(attempts));
      expect(attempts.filter(({ seen }) => seen === "allowed").length).toBeGreaterThan(100);
      expect(attempts.filter(({ seen }) => seen === "denied").length).toBeGreaterThan(100);
      expect(differences(attempts)).toEqual([]);
    });

    it("is declared by fields that its definition has: another is refused", async () => {
      const dryRun = (more: object) => applyStrictly(stack(), "PerconaPGCluster", more);
      expect((await dryRun({})).code).toBe(0);
      const { code, stderr } = await dryRun({ tlsonly: true });
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/tlsonly/);
    });
  });
}
