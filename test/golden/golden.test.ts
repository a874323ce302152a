import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generated } from "../../tools/docs/write";
import golden from "./dev.json";
import prod from "./prod.json";
import { recordDev, recordProd } from "./stacks";

const root = join(__dirname, "..", "..");
const refresh =
  "the committed file is not what the program makes now; if the change is meant, run 'make golden'";

describe("generated files", async () => {
  it.each(Object.entries(await generated()))("%s is fresh", (path, content) => {
    expect(readFileSync(join(root, path), "utf8"), refresh).toBe(content);
  });
});

describe.each([
  ["dev", recordDev],
  ["prod", recordProd],
] as const)("the %s stack", async (_stack, recordStack) => {
  const graph = await recordStack();

  describe("keeps the component contract", () => {
    const byName = new Map(graph.map((each) => [`${each.type} ${each.name}`, each]));
    const components = graph.filter(({ type }) => type.startsWith("lakehouse:"));
    const parentOf = (name: string | undefined) => components.filter((each) => each.name === name);

    it("is made of components and custom resources with distinct names", () => {
      expect(components.length).toBeGreaterThan(15);
      expect(byName.size).toBe(graph.length);
    });

    it.each(components.map((each) => [each.type, each.name, each] as const))(
      "%s %s",
      (type, name, component) => {
        expect(type).toMatch(
          /^lakehouse:(platform|security|storage|ingestion|processing|presentation):[A-Z]\w+$/,
        );
        expect(component.closedAt, "registerOutputs was not called").toBeDefined();
        const children = graph.filter((each) => each.parent === name && each.order > component.order);
        for (const child of children.filter(() => parentOf(name).length === 1)) {
          expect(child.order, `${child.name} was registered after its parent's registerOutputs`).toBeLessThan(
            component.closedAt!,
          );
        }
      },
    );

    it("names every child after its parent, and leaves no custom resource without one", () => {
      for (const { type, name, parent } of graph) {
        if (!type.startsWith("lakehouse:")) expect(parent, `${type} ${name} has no parent`).toBeDefined();
        if (parent)
          expect(name === parent || name.startsWith(`${parent}-`), `${name} under ${parent}`).toBe(true);
      }
    });

    it("holds no secret in plain: every generated value appears as a mark only", () => {
      expect(JSON.stringify(graph)).not.toMatch(/<(password|bytes|key) /);
      expect(JSON.stringify(graph)).toMatch(/"secret":true/);
    });
  });
});

describe("what holds data", () => {
  it("is protected while the stack is not disposable", () => {
    const holders = [...golden, ...prod].filter(({ type }) =>
      /:(Volume|Database|Schema|S3Bucket|S3BucketVersioning|RandomBytes|StatefulSet|PerconaPGCluster|Namespace)$/.test(
        type,
      ),
    );
    expect(holders.length).toBeGreaterThanOrEqual(14 + 15);
    for (const holder of holders) expect(holder.options, holder.name).toMatchObject({ protect: true });
  });
});

describe("settings of one bucket", () => {
  // The server keeps a bucket's settings in one file: of two that are set at once, one is lost.
  it("are made one after the other", () => {
    const settings = golden.filter(({ type }) => /^minio:.*:(S3BucketVersioning|IlmPolicy)$/.test(type));
    const bucketOf = ({ inputs }: { inputs: unknown }) => (inputs as { bucket: string }).bucket;
    const pairs = settings.flatMap((one, index) =>
      settings.slice(index + 1).flatMap((other) => (bucketOf(one) === bucketOf(other) ? [[one, other]] : [])),
    );
    expect(pairs.length).toBeGreaterThan(0);
    for (const [one, other] of pairs) {
      const waits = [one, other].flatMap(
        (each) => (each?.options as { dependsOn?: string[] }).dependsOn ?? [],
      );
      expect(
        waits.some((name) => name === one!.name || name === other!.name),
        `${one!.name}, ${other!.name}`,
      ).toBe(true);
    }
  });
});
