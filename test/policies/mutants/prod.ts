import type { GraphResource } from "../../../policies/evaluate";
import { cluster } from "../fixture-cluster";
import { endangered } from "./dangers";
import { written } from "./files";
import type { Mutant } from "./mutant";
import { structural } from "./structure";

/** What the prod stack makes in its cluster, each kind once: every mutant is judged beside all of it. */
export const graph = cluster;

/** What an operator is told is judged by policies of its own, one by one. */
const isToldAnOperator = ({ name }: GraphResource) => name.startsWith("postgresql-cluster");
const isTriedOnDev = ({ name }: GraphResource) => /^(edge|superset)/.test(name);

/** Everything that makes the rest weaker, one thing at a time, derived from the graph alone. */
export const mutants: readonly Mutant[] = graph
  .filter((resource) => !isToldAnOperator(resource))
  .flatMap((resource) => [
    ...structural(resource),
    ...(isTriedOnDev(resource) ? [] : written(resource)),
    ...endangered(resource),
  ]);
