import { cluster } from "../fixture-cluster";
import { endangered } from "./dangers";
import { written } from "./files";
import type { Mutant } from "./mutant";
import { structural } from "./structure";

/** What the prod stack makes in its cluster. */
export const graph = cluster;

/** Everything that makes it weaker, one thing at a time, derived from the graph alone. */
export const mutants: readonly Mutant[] = graph.flatMap((resource) => [
  ...structural(resource),
  ...written(resource),
  ...endangered(resource),
]);
