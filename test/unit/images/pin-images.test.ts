import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

import { catalogue, imageReference, readImageDigests } from "../../../components/platform/images";
import { pinImages } from "../../../tools/pin-images";

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "lakehouse-pin-"));
  file = path.join(directory, "image-digests.json");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const digestOf = (tagged: string) =>
  `sha256:${Buffer.from(tagged).toString("hex").padEnd(64, "0").slice(0, 64)}`;

it("writes the digest of every tag, which the program then uses", async () => {
  await pinImages(file, (tagged) => Promise.resolve(digestOf(tagged)));
  const digests = readImageDigests(file);
  const tags = Object.values(catalogue).map(({ repository, tag }) => `${repository}:${tag}`);
  expect(Object.keys(digests).sort()).toEqual([...new Set(tags)].sort());
  const tagged = `${catalogue.postgresql.repository}:${catalogue.postgresql.tag}`;
  expect(imageReference("postgresql", "registry", digests)).toBe(`${tagged}@${digestOf(tagged)}`);
});

it("changes nothing where a registry cannot be reached, even after others answered", async () => {
  const resolve = (tagged: string) =>
    tagged.startsWith("haproxy:")
      ? Promise.reject(new Error("dial tcp: no such host"))
      : Promise.resolve(digestOf(tagged));
  await expect(pinImages(file, resolve)).rejects.toThrow(/haproxy:.*no such host\. Nothing was changed\./);
  expect(existsSync(file)).toBe(false);

  const kept = JSON.stringify({ "haproxy:1": digestOf("x") });
  writeFileSync(file, kept);
  await expect(pinImages(file, resolve)).rejects.toThrow();
  expect(readFileSync(file, "utf8")).toBe(kept);
});
