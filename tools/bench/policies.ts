import type { Bench } from "./bench";
import { interleave } from "./figures";
import { previewSeconds } from "./preview-run";

/** As `make preview` and `make up` run the pack. */
const PACK = ["--policy-pack", "policies", "--policy-pack-config", "policies/enforcement/dev.json"];

export const policies: Bench = {
  title: "Policies",
  rounds: 5,
  async measure(context) {
    const { session } = await context.stack();
    const samples = await interleave(
      { with: () => previewSeconds(session, PACK), without: () => previewSeconds(session) },
      context.rounds,
      context.onRound,
    );
    return [
      {
        title: "Warm preview of the dev stack with the policy pack, against without",
        unit: "s",
        subject: { label: "with", samples: samples.with },
        reference: { label: "without", samples: samples.without },
        goal: { atMostMore: { share: 0.1, seconds: 2 } },
      },
    ];
  },
};
