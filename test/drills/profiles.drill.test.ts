import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loginOf, targetOf } from "../../tools/sample-data/clients";
import { TestStack } from "../e2e/stack";
import { SearchStoreClient } from "../e2e/support/search-store-client";
import { expectAgreement } from "./support/agreement";
import { readMarker, writeMarker } from "./support/marker";

const volume = "search-store-data";
const document = "/lake-drill/_doc/word";

/** What a profile has written is lost by name, and never because the profile was taken out of the configuration. */
describe("a profile that is taken away", () => {
  let stack: TestStack;

  async function up(env: Record<string, string> = {}): Promise<string> {
    const { code, output } = await stack.make("up", env);
    expect(code, output).toBe(0);
    await expectAgreement(stack);
    return output;
  }

  async function search(): Promise<SearchStoreClient> {
    const outputs = await stack.outputs();
    const administrator = loginOf(outputs, "search-store", "administrator");
    return new SearchStoreClient(targetOf(outputs, "search-store"), administrator);
  }

  const volumes = async () => (await stack.objects()).volumes;
  const written = () => readdirSync(join(stack.encryptedVolume.directory, `${stack.name}-${volume}`));

  beforeAll(async () => {
    stack = await TestStack.create();
    stack.configure({ "lakehouse:sampleData": false, "lakehouse:exampleUsers": false });
    await up();
    await writeMarker(await stack.outputs(), "still here");
    await (await search()).ask("PUT", document, { word: "soon gone" });
  });
  afterAll(() => stack?.remove());

  it.each(["up", "preview", "down"])("is refused in make %s, and nothing is changed", async (target) => {
    const before = await stack.containerIds();
    stack.configure({ "lakehouse:profiles": [] });
    const { code, output } = await stack.make(target);
    expect(code).not.toBe(0);
    expect(output).toMatch(/no longer runs what holds data in search-store-data\./);
    expect(output).toMatch(/make up DISCARD=search-store-data$/m);
    expect(await stack.containerIds()).toEqual(before);
  });

  it("goes with its volume when that is named, and nothing else does", async () => {
    expect(await volumes()).toContain(`${stack.name}-${volume}`);
    expect(written()).not.toEqual([]);
    await up({ DISCARD: volume });
    expect(await volumes()).not.toContain(`${stack.name}-${volume}`);
    expect(written()).toEqual([]);
    expect(await readMarker(await stack.outputs())).toEqual({ object: "still here", row: "still here" });
    expect(await up()).toContain("dev is up: no change.");
  });

  it("comes back empty", async () => {
    stack.configure({ "lakehouse:profiles": ["search"] });
    expect((await up()).match(/ready \(TLS 1\.3\)/g)).toHaveLength(3);
    await expect((await search()).ask("GET", document)).rejects.toThrow(/404/);
  });

  it("is no obstacle to the end of the whole stack", async () => {
    stack.configure({ "lakehouse:profiles": [] });
    const { code, output } = await stack.make("destroy", { CONFIRM: stack.name });
    expect(code, output).toBe(0);
    expect(await stack.objects()).toEqual({ containers: [], networks: [], volumes: [] });
    expect(written()).toEqual([]);
  });
});
