import { fromGolden } from "../../../policies/evaluate";
import golden from "../../golden/dev.json";
import { disclosed, endangered } from "./dangers";
import { written } from "./files";
import type { Mutant } from "./mutant";
import { structural } from "./structure";

/** The dev stack's graph. */
export const graph = fromGolden(golden);

/** What of it a provider makes. */
export const resources = graph.filter(({ type }) => !type.startsWith("lakehouse:"));

/** Everything that makes the graph weaker, one thing at a time, derived from the graph alone; always in one order. */
export const mutants: readonly Mutant[] = resources.flatMap((resource) => [
  ...structural(resource),
  ...written(resource),
  ...endangered(resource),
  ...disclosed(resource),
]);
