/** A report in which everything went well and nothing changed, for tests to change a part of. */
import type { Report } from "../../../tools/pull-request/report-format";
import type { Run } from "../../../tools/pull-request/render";

export const SHA = "0123456789abcdef0123456789abcdef01234567";

export const run: Run = {
  url: "https://github.example/acme/lakehouse/actions/runs/7",
  conclusion: "success",
  headSha: SHA,
  repositoryUrl: "https://github.example/acme/lakehouse",
};

export function report({
  preview,
  ...changes
}: Partial<Omit<Report, "preview">> & { preview?: Partial<Report["preview"]> } = {}): Report {
  return {
    version: 1,
    tests: "success",
    graph: { kind: "compared", base: SHA, removed: [], changed: [], added: [] },
    ...changes,
    preview: {
      outcome: "succeeded",
      seconds: 7.4,
      changes: [{ layer: "storage", operation: "create", count: 206 }],
      destructive: [],
      findings: [],
      judged: 85,
      notRun: [],
      errors: [],
      ...preview,
    },
  };
}

export const volume = { type: "docker:index/volume:Volume", name: "postgresql-data", layer: "storage" };
