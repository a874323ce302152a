/** What a bench finds: two series of one run on one machine, and the ratio of their medians. */

export type Unit = "s" | "MiB/s" | "transactions/s" | "KiB";

/** What was measured of one variant, a value a round. */
export interface Series {
  label: string;
  samples: number[];
}

/**
 * What the ratio should be. `atMostMore` allows a share of the reference or a number of seconds on top of it,
 * whichever is larger.
 */
export type Goal =
  { atMost: number } | { atLeast: number } | { atMostMore: { share: number; seconds: number } };

/** One ratio: the subject's median divided by the reference's. */
export interface Figure {
  title: string;
  unit: Unit;
  subject: Series;
  reference: Series;
  /** @default none: the figure is there to explain another */
  goal?: Goal;
}

export function median(samples: readonly number[]): number {
  if (samples.length === 0) throw new Error("There is no median of nothing.");
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const ratio = ({ subject, reference }: Figure): number =>
  median(subject.samples) / median(reference.samples);

/** Lowest and highest ratio of two values of the same round: how far the ratio can be trusted. */
export function spread({ subject, reference }: Figure): [lowest: number, highest: number] {
  const ratios = subject.samples.map((sample, round) => sample / reference.samples[round]!);
  return [Math.min(...ratios), Math.max(...ratios)];
}

/** Whether the goal is met; undefined where there is none. */
export function met(figure: Figure): boolean | undefined {
  const { goal } = figure;
  if (!goal) return undefined;
  if ("atMost" in goal) return ratio(figure) <= goal.atMost;
  if ("atLeast" in goal) return ratio(figure) >= goal.atLeast;
  const before = median(figure.reference.samples);
  const { share, seconds } = goal.atMostMore;
  return median(figure.subject.samples) - before <= Math.max(share * before, seconds);
}

/**
 * Runs every variant once a round, one after the other, so that what disturbs the machine disturbs them all. A round
 * before the first warms caches and is not kept.
 */
export async function interleave<Name extends string, Sample>(
  variants: Record<Name, () => Promise<Sample>>,
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(variants) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Sample[]>;
  for (let round = 0; round <= rounds; round++) {
    onRound(round);
    for (const name of names) {
      const sample = await variants[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}

/** Seconds that something takes. */
export async function seconds(body: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await body();
  return (performance.now() - start) / 1000;
}
