import { AppsV1Api, PolicyV1Api, type V1Container } from "@kubernetes/client-node";
import { describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { loginOf, targetOf } from "../../../tools/sample-data/clients";
import { applyStrictly } from "../support/strict-apply";
import type { KubernetesStack } from "../support/kubernetes-stack";
import { SearchStoreClient } from "../support/search-store-client";
import { probeTls } from "../support/tls-probe";

const namespace = "lakehouse-prod-data";

/** How long the operator may take to see how the nodes are, in milliseconds. */
const patience = { timeout: 60_000, interval: 1000 };

/** What the operator writes for each node, as far as it is looked at. */
interface Settings {
  xpack: {
    security: {
      enabled: string;
      authc: { reserved_realm: { enabled: string } };
      http: { ssl: object };
      transport: { ssl: object };
    };
  };
  cluster: { routing: { allocation: { awareness: { attributes: string } } } };
  node: { attr: { zone: string } };
}

/** Elasticsearch as a cluster: what Elastic's own operator makes of the program's resource; its pods are played. */
export function searchCluster(stack: () => KubernetesStack): void {
  const secret = async (name: string): Promise<Record<string, string>> => {
    const { data } = await stack().core.readNamespacedSecret({ namespace, name });
    return Object.fromEntries(
      Object.entries(data!).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
    );
  };
  const statefulSet = () =>
    stack()
      .plane.config.makeApiClient(AppsV1Api)
      .readNamespacedStatefulSet({ namespace, name: "search-store-es-nodes" });

  describe("Elasticsearch", () => {
    it("has a node in each zone, of which one may go at a time", async () => {
      const pods = await stack().podsOf("search-store");
      expect(pods.map(({ zone }) => zone).sort()).toEqual(["zone-a", "zone-b", "zone-c"]);
      const policies = stack().plane.config.makeApiClient(PolicyV1Api);
      // The operator closes it for as long as it does not know how the nodes are.
      await vi.waitFor(async () => {
        const { items } = await policies.listPodDisruptionBudgetForAllNamespaces();
        const { status } = items.find(({ metadata }) => metadata!.name === "search-store-es-default")!;
        expect(status).toMatchObject({ expectedPods: 3, currentHealthy: 3, disruptionsAllowed: 1 });
      }, patience);
    });

    it("keeps its data on drives of the encrypted class, one for each node", async () => {
      const { items } = await stack().core.listNamespacedPersistentVolumeClaim({ namespace });
      const claims = items.filter(({ metadata }) => metadata!.name!.includes("search-store"));
      expect(claims.map(({ spec, status }) => [spec!.storageClassName, status!.phase])).toEqual(
        Array.from({ length: 3 }, () => ["lakehouse-prod-encrypted-ssd", "Bound"]),
      );
    });

    it("leads to the nodes by its service, under the name that clients ask", async () => {
      const { subsets } = await stack().core.readNamespacedEndpoints({ namespace, name: "search-store" });
      const names = subsets!.flatMap(({ addresses = [] }) =>
        addresses.map(({ targetRef }) => targetRef!.name),
      );
      expect(names.sort()).toEqual([0, 1, 2].map((index) => `search-store-es-nodes-${index}`));
    });

    it("is told by the operator to speak TLS 1.3 alone, to prove itself, and to keep copies apart", async () => {
      const { "elasticsearch.yml": file } = await secret("search-store-es-nodes-es-config");
      const { xpack, cluster, node } = parse(file!) as Settings;
      const { http, transport, authc, enabled } = xpack.security;
      expect(http.ssl).toMatchObject({ enabled: true, supported_protocols: ["TLSv1.3"] });
      expect(transport.ssl).toMatchObject({
        enabled: "true",
        supported_protocols: ["TLSv1.3"],
        client_authentication: "required",
        verification_mode: "certificate",
      });
      expect(enabled).toBe("true");
      expect(authc.reserved_realm.enabled).toBe("false");
      expect(authc).not.toHaveProperty("anonymous");
      expect(cluster.routing.allocation.awareness.attributes).toBe("k8s_node_name,zone");
      expect(node.attr.zone).toBe("${ZONE}");
    });

    it("has restricted containers, each with requests and limits", async () => {
      const { spec } = await statefulSet();
      const { containers, initContainers, ...pod } = spec!.template.spec!;
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        priorityClassName: "lakehouse-prod-data",
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      });
      const all: V1Container[] = [...containers, ...initContainers!];
      expect(all.map(({ name }) => name)).toEqual([
        "elasticsearch",
        "elastic-internal-init-filesystem",
        "elastic-internal-suspend",
      ]);
      for (const { resources, securityContext } of all) {
        expect(securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          readOnlyRootFilesystem: true,
        });
        for (const part of ["requests", "limits"] as const)
          expect(Object.keys(resources![part]!).sort()).toEqual(["cpu", "memory"]);
      }
    });

    it("knows the administrator and the operator's own users, and not the one that everybody knows by name", async () => {
      const { users, users_roles } = await secret("search-store-es-xpack-file-realm");
      const names = users!
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split(":")[0]!);
      expect(names.filter((name) => !name.startsWith("elastic-internal"))).toEqual(["administrator"]);
      expect(users_roles).toContain("superuser:administrator,elastic-internal\n");
    });

    it("shows clients the platform's certificate, and takes the administrator's login", async () => {
      const outputs = await stack().outputs();
      const target = targetOf(outputs, "search-store");
      const report = await probeTls(target, outputs.trustBundle);
      expect(report["TLS 1.3, verified"]).toMatchObject({ outcome: "accepted", protocol: "TLSv1.3" });
      expect(report["TLS 1.2"].outcome).toBe("refused");
      const login = loginOf(outputs, "search-store", "administrator");
      const asked = async (password: string) =>
        (await new SearchStoreClient(target, { ...login, password }).send("GET", "/_cluster/health")).status;
      expect(await asked(login.password)).toBe(200);
      expect(await asked("another")).toBe(401);
    });

    it("is declared by fields that the operator's definition has: another is refused", async () => {
      const dryRun = (more: object) => applyStrictly(stack(), "Elasticsearch", more);
      expect((await dryRun({})).code).toBe(0);
      const { code, stderr } = await dryRun({ httpTls: true });
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/httpTls/);
    });

    it("is asked by its operator nothing that nobody could answer", () => {
      expect([...stack().search!.nodes.complaints]).toEqual([]);
    });
  });
}
