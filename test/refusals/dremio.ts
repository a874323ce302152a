import type { BadConfiguration } from "./configurations";

/** Sizes that Dremio cannot have. */
export const badDremio: readonly BadConfiguration[] = [
  {
    name: "memory of Dremio's that leaves its process none",
    changes: { "lakehouse:dremio": { memory: "2Gi", heap: "1Gi", directMemory: "1Gi" } },
    message:
      /lakehouse:dremio\.directMemory is "1Gi": heap and directMemory together must leave 512Mi of dremio\.memory/,
  },
  {
    name: "less memory than Dremio starts with, whose parts do not fit either",
    changes: { "lakehouse:dremio": { memory: "1Gi" } },
    message: /lakehouse:dremio\.memory is "1Gi": at least 1536Mi\./,
  },
];
