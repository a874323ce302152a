import type { Bench } from "./bench";
import { interleave } from "./figures";
import { countResources, inertSession } from "./inert-session";
import { previewSeconds, unchanged } from "./preview-run";

export const preview: Bench = {
  title: "Warm preview",
  rounds: 5,
  async measure(context) {
    const dev = (await context.stack()).session;
    const inert = await inertSession(context, "dev", await countResources(dev));
    const counts = [await unchanged(dev), await unchanged(inert)];
    if (counts[0] !== counts[1])
      throw new Error(`dev has ${counts[0]} resources, inert ${counts[1]}: not comparable`);
    const samples = await interleave(
      { dev: () => previewSeconds(dev), inert: () => previewSeconds(inert) },
      context.rounds,
      context.onRound,
    );
    return [
      {
        title: `Warm preview of the dev stack, against ${counts[0]} inert resources`,
        unit: "s",
        subject: { label: "dev", samples: samples.dev },
        reference: { label: "inert", samples: samples.inert },
        goal: { atMost: 1.25 },
      },
    ];
  },
};
