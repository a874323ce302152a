/** Mutants of the search store's role documents: each allows more. */
import type { GraphResource } from "../../../policies/evaluate";
import { mutant, type Inputs, type Mutant } from "./mutant";

/** What a role document can be given, in words. */
const wider: Record<string, (document: Inputs) => unknown> = {
  "may do everything with the cluster": (document) => (document["cluster"] = ["all"]),
  "may make users": (document) => (document["cluster"] = ["manage_security"]),
  "may act for the administrator": (document) => (document["run_as"] = ["administrator"]),
  "reads every index": (document) => document["indices"].push({ names: ["*"], privileges: ["read"] }),
  "reads the users": (document) =>
    document["indices"].push({
      names: [".security-7"],
      privileges: ["read"],
      allow_restricted_indices: true,
    }),
  "reads the lake": (document) => document["indices"].push({ names: ["lake-*"], privileges: ["read"] }),
  "changes the lake": (document) => document["indices"].push({ names: ["lake-*"], privileges: ["write"] }),
  "may do everything with the lake": (document) =>
    document["indices"].push({ names: ["lake-*"], privileges: ["all"] }),
};

/** Each role document with each of them. */
export function searchRoles(resource: GraphResource): Mutant[] {
  const uploads = (resource.inputs["uploads"] ?? []) as { file: string; content: string }[];
  return uploads.flatMap(({ file, content }, index) =>
    /\/role-[^/]+\.json$/.test(file)
      ? Object.entries(wider).map(([change, widen]) =>
          mutant(resource, `${file} ${change}`, (copy) => {
            const document = JSON.parse(content) as Inputs;
            widen(document);
            (copy.inputs["uploads"] as { content: string }[])[index]!.content = JSON.stringify(document);
          }),
        )
      : [],
  );
}
