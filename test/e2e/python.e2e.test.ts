import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageReference, type ImageKey } from "../../components/platform/images";
import { ROOT } from "../../tools/pulumi/paths";
import { capture } from "../../tools/pulumi/process";

/** Runs a directory's tests with an image's own interpreter and packages, without a network. */
const unittest = (image: ImageKey, directory: string, more: string[] = []) =>
  capture("docker", [
    ...[
      "run",
      "--rm",
      "--network=none",
      "--read-only",
      "--tmpfs=/tmp:exec,mode=1777",
      "--cap-drop=ALL",
      "--init",
    ],
    ...[`--volume=${ROOT}:/project:ro`, `--workdir=/project/${directory}`, ...more],
    ...[
      "--entrypoint=/opt/venv/bin/python",
      imageReference(image, "local"),
      "-B",
      "-m",
      "unittest",
      "discover",
    ],
  ]);

/** It starts a server for each of the bootstrap job's requests. */
const long = { timeout: 900_000 };

/** How many tests ran, of a run that passed. */
function passed({ code, stdout, stderr }: Awaited<ReturnType<typeof capture>>): number {
  const output = stdout + stderr;
  expect(code, output).toBe(0);
  return Number(/^Ran (\d+) tests? in/m.exec(output)![1]);
}

describe("programs in Python, with the packages of their images", () => {
  const directory = mkdtempSync(join(tmpdir(), "lakehouse-python-"));
  const objectStore = join(directory, "minio");
  const searchStore = join(directory, "elasticsearch");

  const copyProgram = async (image: ImageKey, path: string, to: string) => {
    const created = await capture("docker", ["create", imageReference(image, "local")]);
    const container = created.stdout.trim();
    const copied = await capture("docker", ["cp", `${container}:${path}`, to]);
    await capture("docker", ["rm", "--volumes", container]);
    expect(copied.code, created.stderr + copied.stderr).toBe(0);
  };

  beforeAll(async () => {
    await copyProgram("objectStore", "/usr/bin/minio", objectStore);
    await copyProgram("elasticsearch", "/usr/share/elasticsearch/bin/elasticsearch", searchStore);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it("connectors: what is read is written, once, and wrong settings are refused", async () => {
    expect(passed(await unittest("pipeline", "images/pipeline/test"))).toBeGreaterThan(0);
  });

  it("the stand-in for Dremio: statements, clients, restarts, wrong settings", long, async () => {
    const store = [
      ...[`--volume=${objectStore}:/object-store:ro`, "--env=OBJECT_STORE=/object-store"],
      ...[`--volume=${searchStore}:/search-store:ro`, "--env=SEARCH_STORE=/search-store"],
    ];
    expect(passed(await unittest("dremio", "test/images/dremio", store))).toBeGreaterThan(0);
  });

  it("Superset's own programs: statements that go round rights are told from those that compute", async () => {
    const directory = "components/presentation/superset";
    const path = [`--env=PYTHONPATH=/project/${directory}/server`];
    expect(passed(await unittest("superset", `${directory}/test`, path))).toBeGreaterThan(0);
  });

  it("says that a test fails", async () => {
    const { code, stderr } = await unittest("pipeline", "test/e2e/fixtures/failing");
    expect(code).toBe(1);
    expect(stderr).toContain("FAILED (failures=1)");
  });
});
