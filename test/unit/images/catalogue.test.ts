import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  catalogue,
  hashDirectories,
  imageReference,
  type ImageKey,
  localImageSources,
  readImageDigests,
} from "../../../components/platform/images";

const keys = Object.keys(catalogue) as ImageKey[];
const root = path.resolve(__dirname, "../../..");
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "lakehouse-images-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe.each(keys)("catalogue entry %s", (key) => {
  const image = catalogue[key];

  it("pins an exact version", () => {
    expect(image.tag).toMatch(/\d/);
    expect(image.tag).not.toMatch(/^(latest|lts|\d+|\d+\.\d+)$/);
    // What a Dockerfile of ours makes has a version of its own, and a hash in its name.
    if (image.build === undefined) expect(image.tag).toContain(image.version);
    if (image.digest !== undefined) {
      expect(image.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(image.source.join("\n")).toMatch(/digest/);
    }
  });

  it("says how the local image differs, in sentences", () => {
    expect(image.local.differs.length).toBeGreaterThan(0);
    for (const sentence of image.local.differs) {
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("has a local image with the same user and data path", () => {
    const source = path.join(root, "test/images", image.local.name);
    const dockerfile = readFileSync(path.join(source, "Dockerfile"), "utf8");
    // These images declare no volume; a job that ran one that does would leave an anonymous one behind.
    const volume = ["elasticsearch", "dremio"].includes(key) ? undefined : image.runtime.dataPath;
    expect(dockerfile.match(/^VOLUME (.*)$/m)?.[1]).toBe(volume);
    const [user, group] = dockerfile.match(/^USER (.*)$/m)?.[1]?.split(":") ?? [];
    if (group !== undefined) expect(Number(group)).toBe(image.group);
    if (user !== undefined && Number.isNaN(Number(user))) {
      const paths = readFileSync(path.join(source, "paths.sh"), "utf8");
      expect(paths).toContain(`set-user.sh" "$1" ${user} ${image.user} `);
    } else if (user !== undefined) {
      expect(Number(user)).toBe(image.user);
    }
  });

  it("names the local image by the content that builds it", () => {
    const hash = hashDirectories(root, localImageSources(key)).slice(0, 12);
    expect(imageReference(key, "local")).toBe(
      `localhost/lakehouse/${image.local.name}:${image.local.version}-from-packages-${hash}`,
    );
  });
});

describe("imageReference in registry mode", () => {
  const { repository, tag } = catalogue.postgresql;
  const digest = `sha256:${"0".repeat(64)}`;

  it("adds the resolved digest of exactly this tag", () => {
    expect(imageReference("postgresql", "registry", { [`${repository}:${tag}`]: digest })).toBe(
      `${repository}:${tag}@${digest}`,
    );
  });

  it("leaves the tag alone where only another tag's digest is known", () => {
    expect(imageReference("postgresql", "registry", { [`${repository}:${tag}-ubi8`]: digest })).toBe(
      `${repository}:${tag}`,
    );
  });

  it("prefers the resolved digest to the catalogue's", () => {
    const image = catalogue.haproxy;
    const tagged = `${image.repository}:${image.tag}`;
    expect(imageReference("haproxy", "registry", {})).toBe(`${tagged}@${image.digest}`);
    expect(imageReference("haproxy", "registry", { [tagged]: digest })).toBe(`${tagged}@${digest}`);
  });
});

describe("readImageDigests", () => {
  it("is empty where there is no file", () => {
    expect(readImageDigests(path.join(directory, "none.json"))).toEqual({});
  });

  it("refuses what is no digest, with file, image and remedy", () => {
    const file = path.join(directory, "digests.json");
    writeFileSync(file, JSON.stringify({ "a:1": "sha256:12" }));
    expect(() => readImageDigests(file)).toThrow(
      /digests\.json: the digest of a:1 is "sha256:12".*make pin-images/,
    );
  });
});

describe("hashDirectories", () => {
  const hash = () => hashDirectories(directory, ["one", "two"]);
  let before: string;

  beforeEach(() => {
    mkdirSync(path.join(directory, "one/inner"), { recursive: true });
    mkdirSync(path.join(directory, "two"));
    writeFileSync(path.join(directory, "one/inner/a.sh"), "a");
    writeFileSync(path.join(directory, "two/b"), "b");
    before = hash();
  });

  it("changes with content, name, place and the right to execute", () => {
    const changes: [string, () => void, () => void][] = [];
    const file = path.join(directory, "one/inner/a.sh");
    const elsewhere = path.join(directory, "two/a.sh");
    changes.push(["content", () => writeFileSync(file, "A"), () => writeFileSync(file, "a")]);
    changes.push(["mode", () => chmodSync(file, 0o755), () => chmodSync(file, 0o644)]);
    changes.push(["place", () => renameSync(file, elsewhere), () => renameSync(elsewhere, file)]);
    changes.push(["file", () => writeFileSync(elsewhere, ""), () => rmSync(elsewhere)]);
    for (const [what, change, undo] of changes) {
      change();
      expect(hash(), what).not.toBe(before);
      undo();
      expect(hash(), what).toBe(before);
    }
  });

  it("does not see hidden files", () => {
    writeFileSync(path.join(directory, "one/.a.swp"), "x");
    expect(hash()).toBe(before);
  });
});
