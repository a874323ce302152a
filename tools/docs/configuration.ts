import { z } from "zod";
import { schema } from "../../stacks/schema";

interface Node {
  description?: string;
  default?: unknown;
  type?: string;
  enum?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  format?: string;
  properties?: Record<string, Node>;
}

/** What a value may be, in a few words. */
function allowed(node: Node): string {
  if (node.enum) return node.enum.map((each) => `\`${each}\``).join(", ");
  if (node.minimum !== undefined) return `${node.type}, ${node.minimum} to ${node.maximum}`;
  if (node.format === "ipv4") return "IPv4 address";
  if (node.pattern?.includes("Mi|Gi")) return "whole number of `Mi` or `Gi`";
  if (node.pattern?.includes("unix")) return "`unix://` or `ssh://` address";
  return node.type ?? "";
}

function rows(node: Node, path: string): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = path ? `${path}.${key}` : key;
    if (child.properties) return rows(child, name);
    const fallback =
      name === "name"
        ? "`lakehouse-<stack>`"
        : child.default === undefined
          ? "-"
          : `\`${JSON.stringify(child.default).replaceAll('"', "")}\``;
    return [`| \`lakehouse:${name}\` | ${allowed(child)} | ${fallback} | ${child.description ?? ""} |`];
  });
}

/** `docs/configuration.md`, from the schema. */
export function configurationTable(): string {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Node;
  return [
    "# Configuration",
    "",
    "Every key of a stack. Made from `stacks/schema.ts` by `make golden`.",
    "",
    "Set one in the stack's file (`Pulumi.dev.yaml`), or with `pulumi config set --path lakehouse:postgresql.memory 1Gi`.",
    "A key that is not listed, or a value that is not allowed, stops the program before anything is created.",
    "",
    "| key | allowed | default | meaning |",
    "| --- | --- | --- | --- |",
    ...rows(json, ""),
    "",
  ].join("\n");
}
