import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loginOf, targetOf } from "../../../tools/sample-data/clients";
import { bronzeRows, tableRows } from "../../../tools/sample-data/read-back";
import { digest } from "../../../tools/sample-data/rows";
import { SearchStoreClient } from "../support/search-store-client";
import type { TestStack } from "../stack";

const volumes = (name: string) => [
  `${name}-object-store-data`,
  `${name}-postgresql-data`,
  `${name}-postgresql-keys`,
  `${name}-search-store-data`,
];

/** Paths of everything in the directories of the stack's encrypted volume. */
const encryptedFiles = (stack: TestStack) =>
  readdirSync(stack.encryptedVolume.directory, { recursive: true }).map(String).sort();

/** A document that an analyst reads. */
async function document(stack: TestStack): Promise<unknown> {
  const outputs = await stack.outputs();
  const login = loginOf(outputs, "search-store", "analyst");
  const client = new SearchStoreClient(targetOf(outputs, "search-store"), login);
  return (await client.ask<{ _source: unknown }>("GET", "/lake-life/_doc/1"))._source;
}

export function comesUp(stack: () => TestStack): void {
  let gitBefore: string;
  let firstIds: Record<string, string>;

  it("from nothing, with a table of its services and where to get credentials", async () => {
    gitBefore = await stack().gitStatus();
    const { code, output } = await stack().make("up");
    expect(code, output).toBe(0);
    expect(output).toMatch(
      /Object store \(S3\) +https:\/\/localhost:\d+ +ready \(TLS 1\.3\) +make credentials/,
    );
    expect(output).toMatch(
      /PostgreSQL 17 +postgresql:\/\/localhost:\d+\S+ +ready \(TLS 1\.3\) +make credentials/,
    );
    expect(output).toMatch(/Elasticsearch 9 +https:\/\/localhost:\d+ +ready \(TLS 1\.3\) +make credentials/);
    expect(output).toContain("Without the key 'object-store-key'");
    firstIds = await stack().containerIds();
    expect(Object.keys(firstIds)).toContain(`${stack().name}-postgresql`);
  });

  it("a second time without a change, and says so", async () => {
    const { code, output } = await stack().make("up");
    expect(code, output).toBe(0);
    expect(output).toContain("dev is up: no change.");
    expect(await stack().containerIds()).toEqual(firstIds);
  });

  it("without a change after a refresh either: nothing drifts", async () => {
    const { code, output } = await stack().pulumi("refresh", "--yes", "--expect-no-changes");
    expect(code, output).toBe(0);
  });

  it("leaving the working tree as it was, and the passphrase readable by its owner alone", async () => {
    expect(await stack().gitStatus()).toBe(gitBefore);
    expect(statSync(join(stack().home, "passphrase")).mode & 0o777).toBe(0o600);
  });
}

export function goesDown(stack: () => TestStack): void {
  let before: { bronze: object; tables: object; credentials: object };

  it("leaving nothing but what is protected", async () => {
    const outputs = await stack().outputs();
    const engineer = loginOf(outputs, "search-store", "data-engineer");
    const search = new SearchStoreClient(targetOf(outputs, "search-store"), engineer);
    await search.ask("PUT", "/lake-life/_doc/1", { note: "still here" });
    before = {
      bronze: digest(await bronzeRows(outputs, "analyst")),
      tables: digest(await tableRows(outputs, "analyst")),
      credentials: outputs.credentials,
    };
    const { code, output } = await stack().make("down");
    expect(code, output).toBe(0);
    expect(await stack().objects()).toEqual({ containers: [], networks: [], volumes: volumes(stack().name) });
  });

  it("a second time without a change", async () => {
    const { code, output } = await stack().make("down");
    expect(code, output).toBe(0);
    expect(output).toMatch(/\d+ unchanged/);
    expect(output).not.toMatch(/deleted|created|updated/);
  });

  it("and comes back with the same data and the same credentials", async () => {
    const { code, output } = await stack().make("up");
    expect(code, output).toBe(0);
    const outputs = await stack().outputs();
    expect(outputs.credentials).toEqual(before.credentials);
    expect(digest(await bronzeRows(outputs, "analyst"))).toEqual(before.bronze);
    expect(digest(await tableRows(outputs, "analyst"))).toEqual(before.tables);
    expect(await document(stack())).toEqual({ note: "still here" });
  });
}

export function isDestroyed(stack: () => TestStack): void {
  it("only when its name is given", async () => {
    const { code, output } = await stack().make("destroy", { CONFIRM: "something-else" });
    expect(code).not.toBe(0);
    expect(output).toContain(`CONFIRM=${stack().name}`);
    expect((await stack().objects()).containers.length).toBeGreaterThan(0);
  });

  it("with everything it had: containers, networks, volumes and state", async () => {
    // Of every profile, whether it runs or not.
    const needs = ["dremio-data", "postgresql-keys", "sample-source-keys", "search-store-data"];
    const directories = needs.map((need) => `${stack().name}-${need}`);
    expect(encryptedFiles(stack())).toContain(`${directories[1]}/keyring.per`);
    const { code, output } = await stack().make("destroy", { CONFIRM: stack().name });
    expect(code, output).toBe(0);
    expect(await stack().objects()).toEqual({ containers: [], networks: [], volumes: [] });
    expect(await stack().anonymousVolumes()).toEqual([]);
    expect(encryptedFiles(stack())).toEqual(directories);
    expect(() => stack().stateFile()).toThrow(/ENOENT/);
  });
}
