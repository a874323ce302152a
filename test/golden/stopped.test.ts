import { describe, expect, it } from "vitest";
import { extended, lost } from "./durable";
import { recordProd } from "./stacks";

/** What a workload's specification says of how much of it runs, and of what it claims. */
interface Spec {
  replicas?: number;
  pause?: boolean;
  volumeClaimTemplates?: object[];
}
const specOf = ({ inputs }: { inputs: unknown }) => (inputs as { spec: Spec }).spec;

describe("prod, stopped", async () => {
  const running = await recordProd();
  const stopped = await recordProd({ lifecycle: "stopped" });
  const of = (graph: typeof running, kind: RegExp) => graph.filter(({ type }) => kind.test(type));

  it("keeps everything durable under its name", () => {
    expect(lost(extended({}, running), stopped)).toEqual([]);
  });

  it("has no pod left to run", () => {
    const replicated = of(stopped, /:(StatefulSet|Deployment)$/);
    expect(replicated.length).toBeGreaterThan(1);
    for (const each of replicated) expect(specOf(each).replicas, each.name).toBe(0);
    // An autoscaler would start what is stopped; without one a number is said.
    expect(of(stopped, /:(HorizontalPodAutoscaler|ScaledObject)$/)).toEqual([]);
    for (const each of of(running, /:(StatefulSet|Deployment)$/))
      expect(specOf(each).replicas, each.name).not.toBe(0);
    expect(of(stopped, /^kubernetes:.*:Job$/)).toEqual([]);
    expect(of(stopped, /:PerconaPGCluster$/).map((each) => specOf(each).pause)).toEqual([true]);
  });

  it("claims what it has claimed, and protects it", () => {
    const claims = (graph: typeof running) =>
      of(graph, /:StatefulSet$/).map((each) => [each.urn, specOf(each).volumeClaimTemplates]);
    expect(claims(stopped)).toEqual(claims(running));
    for (const each of of(stopped, /:(StatefulSet|PerconaPGCluster|Namespace)$/).filter(
      (one) => specOf(one)?.volumeClaimTemplates?.length !== 0,
    ))
      expect(each.options.protect, each.name).toBe(true);
  });
});
