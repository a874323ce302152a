import { posix } from "node:path";
import type { ContainerView } from "./container";
import type { PolicyData, Report } from "./policy";
import { processPolicy } from "./process";
import { roleOf, type Role } from "./roles";

/** Rights on indices, as a role document lists them. */
export interface IndexRights {
  /** Patterns of index names. */
  names: string[];
  privileges: string[];
  /** Also on the server's own indices, which hold its users. */
  restricted: boolean;
}

/** A role of Elasticsearch as it is sent to the server. Source: Elasticsearch reference, "Create or update roles". */
export interface SearchRole {
  name: string;
  /** The platform's role it stands for; undefined for a service's. */
  role: Role | undefined;
  indices: IndexRights[];
  /** Privileges on the cluster, on remote clusters and applications, and names to act for. */
  beyondIndices: string[];
}

const rolePath = /^role-([\w.-]+)\.json$/;

/** Name of the role that a file's path says it makes. */
export const roleNameOf = (path: string): string | undefined => rolePath.exec(posix.basename(path))?.[1];

const words = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(String);

/** A role document, or undefined when the text is none. An error's text would hold the document. */
export function searchRoleOf(name: string, text: string | undefined): SearchRole | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
  if (document === null || typeof document !== "object" || Array.isArray(document)) return undefined;
  const rights = document as Record<string, unknown>;
  const entries = (key: string) =>
    (Array.isArray(rights[key]) ? rights[key] : []) as Record<string, unknown>[];
  return {
    name,
    role: roleOf(name),
    indices: [...entries("indices"), ...entries("remote_indices")].map((entry) => ({
      names: words(entry["names"]),
      privileges: words(entry["privileges"]).map((privilege) => privilege.toLowerCase()),
      restricted: entry["allow_restricted_indices"] === true,
    })),
    beyondIndices: [
      ...words(rights["cluster"]),
      ...entries("remote_cluster").flatMap((entry) => words(entry["privileges"])),
      ...entries("applications").map((entry) => `application ${String(entry["application"])}`),
      ...words(rights["run_as"]).map((user) => `to act for ${user}`),
      ...(rights["global"] === undefined || rights["global"] === null ? [] : ["global privileges"]),
    ],
  };
}

/** A policy that judges every role document that a container brings to the search store. */
export const searchRolePolicy = (policy: PolicyData & { judge(role: SearchRole, report: Report): void }) =>
  processPolicy({
    ...policy,
    judge: (container, report) => {
      for (const { name, content } of roleFiles(container)) {
        const role = searchRoleOf(name, content());
        if (role) policy.judge(role, (finding) => report(`role ${name} ${finding}`));
        else report(`role ${name} is no role document`);
      }
    },
  });

const roleFiles = (container: ContainerView) =>
  container.files.flatMap(({ path, content }) => {
    const name = roleNameOf(path);
    return name === undefined ? [] : [{ name, content }];
  });
