/** Definitions of custom resources: from the Go modules of those who define them, and our own where there is none. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { postgresqlDefinition } from "./postgresql-definition";
import { moduleDirectory } from "./programs";

/** Files of a module that hold definitions. */
const files: Record<string, readonly string[]> = {
  "istio.io/api": ["kubernetes/customresourcedefinitions.gen.yaml"],
};

/** Fetches the modules where they are not there yet, and gives every definition in them. */
export async function customResourceDefinitions(): Promise<object[]> {
  const all: object[] = [postgresqlDefinition];
  for (const [name, paths] of Object.entries(files)) {
    const directory = await moduleDirectory("definitions", name);
    for (const path of paths)
      all.push(
        ...parseAllDocuments(readFileSync(join(directory, path), "utf8"))
          .map((document) => document.toJS() as { kind?: string } | null)
          .filter((each): each is { kind: string } => each?.kind === "CustomResourceDefinition"),
      );
  }
  return all;
}
