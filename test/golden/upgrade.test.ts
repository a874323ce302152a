import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { describe, expect, it } from "vitest";
import { extended, lost } from "./durable";
import devLedger from "./dev.durable.json";
import prodLedger from "./prod.durable.json";
import { record } from "./record";
import { recordDev, recordProd } from "./stacks";

/** A component around another, whose key is what must not be lost. */
class Layer extends pulumi.ComponentResource {
  constructor(type: string, name: string, inner: (parent: pulumi.Resource) => void, opts = {}) {
    super(`lakehouse:storage:${type}`, name, {}, opts);
    inner(this);
    this.registerOutputs();
  }
}

const key =
  (name: string, aliases: pulumi.Alias[] = []) =>
  (parent: pulumi.Resource) => {
    new random.RandomBytes(name, { length: 32 }, { parent, aliases });
    new random.RandomPet(`${name}-pet`, {}, { parent });
  };

/** A graph with what one function makes. */
const made = (make: () => unknown) =>
  record(() => {
    make();
    return Promise.resolve({});
  });

describe.each([
  ["dev", devLedger, recordDev],
  ["prod", prodLedger, recordProd],
] as const)("%s, where any earlier commit has been up", (_stack, ledger, recordStack) => {
  it("keeps everything that holds data, keys or credentials, and all that these were found under", async () => {
    const graph = await recordStack();
    expect(Object.keys(ledger).length).toBeGreaterThan(30);
    expect(lost(ledger, graph)).toEqual([]);
  });
});

describe("a change of the program", async () => {
  const store = (name: string, inner: (parent: pulumi.Resource) => void, opts = {}) =>
    new Layer("Store", name, inner, opts);
  const ledger = extended({}, await made(() => store("store", key("store-key"))));
  const urn = "lakehouse:storage:Store$random:index/randomBytes:RandomBytes::store-key";

  it("is measured by what is durable alone", () => {
    expect(ledger).toEqual({ [urn]: "" });
  });

  it.each<[string, () => unknown]>([
    ["of its name", () => store("store", key("store-bytes"))],
    ["of the name of a component around it", () => store("shop", key("shop-key"))],
    ["of the type of a component around it", () => new Layer("Shop", "store", key("store-key"))],
    [
      "of a component further out",
      () => new Layer("Outer", "outer", (parent) => store("store", key("store-key"), { parent })),
    ],
    ["that takes it away", () => store("store", () => {})],
  ])("%s is told when nothing says where it was", async (_what, make) => {
    expect(lost(ledger, await made(make))).toEqual([`${urn}: gone, and no resource has it as an alias`]);
  });

  it.each<[string, () => unknown]>([
    ["of its name", () => store("store", key("store-bytes", [{ name: "store-key" }]))],
    [
      "of the name of a component around it",
      () => store("shop", key("shop-key"), { aliases: [{ name: "store" }] }),
    ],
    [
      "of the type of a component around it",
      () => new Layer("Shop", "store", key("store-key"), { aliases: [{ type: "lakehouse:storage:Store" }] }),
    ],
    [
      "of a component further out",
      () =>
        new Layer("Outer", "outer", (parent) =>
          store("store", key("store-key"), { parent, aliases: [{ parent: pulumi.rootStackResource }] }),
        ),
    ],
  ])("%s is none with an alias, and the ledger keeps both", async (_what, make) => {
    const graph = await made(make);
    expect(lost(ledger, graph)).toEqual([]);
    const kept = extended(ledger, graph);
    expect(Object.keys(kept)).toHaveLength(2);
    expect(kept).toHaveProperty([urn]);
  });

  it("of what is not durable needs no alias", async () => {
    const graph = await made(() =>
      store("store", (parent) => {
        key("store-key")(parent);
        new random.RandomPet("store-other", {}, { parent });
      }),
    );
    expect(lost(ledger, graph)).toEqual([]);
  });

  it("of what a thing is called where it is is told too", () => {
    const type = "docker:index/volume:Volume";
    const volume = (name: string) => [{ type, urn: `${type}::data`, aliases: [], inputs: { name } }];
    const before = extended({}, volume("data"));
    expect(lost(before, volume("data"))).toEqual([]);
    expect(lost(before, volume("moved"))).toEqual([`${type}::data: called 'data', now 'moved'`]);
  });
});
