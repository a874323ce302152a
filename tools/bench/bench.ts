import type { Figure } from "./figures";
import type { BenchStack } from "./stack";

/** What a bench is given. */
export interface Context {
  /** The Docker Engine, for DOCKER_HOST. */
  host: string;
  /** The dev stack of the bench's own; brought up at the first call. */
  stack: () => Promise<BenchStack>;
  /** A directory of this run's own, removed after it. */
  directory: string;
  /** Rounds to measure. */
  rounds: number;
  /** Called before each round; throws when the operator has interrupted. */
  onRound: (round: number) => void;
}

/** One thing that is measured. */
export interface Bench {
  title: string;
  /** Rounds that give a steady median on a machine that does nothing else. */
  rounds: number;
  measure(context: Context): Promise<Figure[]>;
}
