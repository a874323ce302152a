import type { Bench } from "./bench";
import { BenchCluster } from "./cluster";
import { interleave } from "./figures";
import { inertSession, countResources } from "./inert-session";
import { previewSeconds, unchanged } from "./preview-run";

/** Bytes of state that a resource may take on average. */
const stateGoal = 10 * 1024;

export const previewProd: Bench = {
  title: "Warm preview of prod",
  rounds: 5,
  async measure(context) {
    const clusters: BenchCluster[] = [];
    try {
      for (const times of [1, 2] as const) clusters.push(await BenchCluster.up(context.host, times));
      const [prod, twice] = clusters as [BenchCluster, BenchCluster];
      const inert = await inertSession(context, "prod", await countResources(prod.session));
      const [count, inertCount, twiceCount] = [
        await unchanged(prod.session),
        await unchanged(inert),
        await unchanged(twice.session),
      ];
      if (count !== inertCount)
        throw new Error(`prod has ${count} resources, inert ${inertCount}: not comparable`);
      const samples = await interleave(
        {
          prod: () => previewSeconds(prod.session),
          inert: () => previewSeconds(inert),
          twice: () => previewSeconds(twice.session),
        },
        context.rounds,
        context.onRound,
      );
      const once = { label: "prod", samples: samples.prod };
      return [
        {
          title: `Warm preview of the prod stack, against ${count} inert resources`,
          unit: "s",
          subject: once,
          reference: { label: "inert", samples: samples.inert },
          goal: { atMost: 1.25 },
        },
        {
          title: `Warm preview of prod with twice the servers, drives and instances (${twiceCount} resources), against once`,
          unit: "s",
          subject: { label: "twice", samples: samples.twice },
          reference: once,
          goal: { atMost: 2.1 },
        },
        {
          title: `State of the prod stack for each of ${count} resources, against 10 KiB`,
          unit: "KiB",
          subject: { label: "state", samples: [prod.stateSize / count / 1024] },
          reference: { label: "goal", samples: [stateGoal / 1024] },
          goal: { atMost: 1 },
        },
      ];
    } finally {
      for (const cluster of clusters) await cluster.destroy();
    }
  },
};
