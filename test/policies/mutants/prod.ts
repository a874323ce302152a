import type { GraphResource } from "../../../policies/evaluate";
import { cluster } from "../fixture-cluster";
import { endangered } from "./dangers";
import { written } from "./files";
import type { Mutant } from "./mutant";
import { structural } from "./structure";

/** What the prod stack makes in its cluster. */
export const graph = cluster;

/** What an operator is told is judged by policies of its own, one by one. */
const isToldAnOperator = ({ name }: GraphResource) => name.startsWith("postgresql-cluster");

/** Files that differ from the dev stack's in the names of hosts alone, where each of their lines is taken out. */
const isTriedOnDev = ({ name }: GraphResource) =>
  /^(access-proxy|directory|dremio|edge|identity|superset)/.test(name);

/** Everything that makes the rest weaker, one thing at a time, derived from the graph alone. */
export const mutants: readonly Mutant[] = graph
  .filter((resource) => !isToldAnOperator(resource))
  .flatMap((resource) => [
    ...structural(resource),
    ...(isTriedOnDev(resource) ? [] : written(resource)),
    ...endangered(resource),
  ]);
