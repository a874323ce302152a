/** Definitions of custom resources: from the Go modules of those who define them, and our own where there is none. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { postgresqlDefinition } from "./postgresql-definition";
import { moduleDirectory } from "./programs";

/** Modules that hold definitions: who of ours pins them, and in which file they are. */
const modules = [
  { ours: "definitions", name: "istio.io/api", file: "kubernetes/customresourcedefinitions.gen.yaml" },
  {
    ours: "elastic-operator",
    name: "github.com/elastic/cloud-on-k8s/v3",
    file: "config/crds/v1/all-crds.yaml",
  },
];

/** Fetches the modules where they are not there yet, and gives every definition in them. */
export async function customResourceDefinitions(): Promise<object[]> {
  const all: object[] = [postgresqlDefinition];
  for (const { ours, name, file } of modules) {
    const path = join(await moduleDirectory(ours, name), file);
    all.push(
      ...parseAllDocuments(readFileSync(path, "utf8"))
        .map((document) => document.toJS() as { kind?: string } | null)
        .filter((each): each is { kind: string } => each?.kind === "CustomResourceDefinition"),
    );
  }
  return all;
}
