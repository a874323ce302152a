import { describe, expect, it } from "vitest";
import type { KubernetesStack } from "../support/kubernetes-stack";
import { readNote, writeNote } from "../support/note";

/** `make down` of prod, and the way back. */
export function clusterRests(stack: () => KubernetesStack): void {
  /** What holds data: claims and the drives that are bound to them. */
  const drives = async () => {
    const { items } = await stack().core.listPersistentVolumeClaimForAllNamespaces();
    return items.map(({ metadata, spec }) => `${metadata!.uid} ${spec!.volumeName}`).sort();
  };
  /** Pods of what goes on, jobs' left out: those that have ended are there for as long as their nodes are. */
  const pods = async () => {
    const labelSelector = "!batch.kubernetes.io/job-name";
    const { items } = await stack().core.listPodForAllNamespaces({ labelSelector });
    return items.map(({ metadata }) => metadata!.name!).sort();
  };
  /** What they are of, as many times as there are pods of it: names without what a replica set makes up. */
  const kinds = async () => (await pods()).map((name) => name.replace(/-[a-z0-9]{5}$/, ""));
  let before: { drives: string[]; pods: string[]; credentials: object };

  describe("stops, and comes back", { timeout: 600_000 }, () => {
    it("without a pod, with every claim, and with all that is given on", async () => {
      const outputs = await stack().outputs();
      await writeNote(outputs, "before the rest");
      before = { drives: await drives(), pods: await kinds(), credentials: outputs.credentials };
      expect(before.drives.length).toBeGreaterThan(0);
      const { code, output } = await stack().make("down");
      expect(code, output).toBe(0);
      expect(output).toContain(
        "prod is stopped. Data, keys and credentials are kept; 'make up STACK=prod' starts it again with them.",
      );
      expect(output).not.toMatch(/replace/);
      // Elastic's operator knows no cluster without pods: it keeps their servers from starting.
      expect((await pods()).filter((name) => !/^search-store-es-nodes-\d$/.test(name))).toEqual([]);
      expect(await drives()).toEqual(before.drives);
    });

    it("a second time without a change", async () => {
      const { code, output } = await stack().make("down");
      expect(code, output).toBe(0);
      expect(output).toContain("prod is stopped: no change.");
    });

    it("by make up, with the same pods, data and credentials", async () => {
      const { code, output } = await stack().make("up");
      expect(code, [output, ...stack().operator.complaints].join("\n")).toBe(0);
      expect(output).not.toMatch(/replace/);
      expect(await drives()).toEqual(before.drives);
      // The autoscaler looks every fifteen seconds; it brings what starts with one replica to its least.
      const asMany = { timeout: 60_000, interval: 1000 };
      await expect.poll(kinds, asMany).toEqual(before.pods);
      const outputs = await stack().outputs();
      expect(outputs.credentials).toEqual(before.credentials);
      expect(await readNote(outputs)).toEqual({ object: "before the rest", table: ["before the rest"] });
      const servers = await stack().podsOf("postgresql");
      expect(servers.map(({ ready }) => ready)).toEqual(servers.map(() => true));
    });
  });
}
