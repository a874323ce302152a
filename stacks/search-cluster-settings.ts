import { z } from "zod";
import { memory } from "./settings";

/** Elasticsearch as a cluster, where there is Elastic's operator. */
export const searchCluster = z
  .strictObject({
    nodes: z.number().int().min(3).max(99).default(3).describe("Nodes, over availability zones."),
    dataSize: memory("100Gi", "1Gi").describe("Size of each node's drive."),
    shards: z
      .number()
      .int()
      .min(1)
      .max(1024)
      .default(3)
      .describe("Parts of an index of the lake whose maker does not say."),
    replicas: z
      .number()
      .int()
      .min(1)
      .max(9)
      .default(1)
      .describe("Copies of each part, on other nodes and in other zones."),
    operatorNamespace: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "lower-case letters, digits and hyphens")
      .default("elastic-system")
      .describe("Namespace of the operator, which asks the nodes how they are."),
  })
  .refine(({ nodes, replicas }) => replicas < nodes, {
    message: "replicas must be below nodes: each copy of a part is on a node of its own",
    path: ["replicas"],
  })
  .prefault({})
  .describe("On Kubernetes: nodes that stand in for each other.");
