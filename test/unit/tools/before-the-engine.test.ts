import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { imageReference } from "../../../components/platform/images";
import { preview } from "../../../tools/preview";
import { up } from "../../../tools/up";

let root: string;
let docker: Server;
/** Bytes of memory that the host has. */
let memory: number;

/** An engine without images. */
const answers = (): Record<string, unknown> => ({
  "/version": { ApiVersion: "1.45", Version: "26.1.5" },
  "/info": { NCPU: 4, MemTotal: memory, DockerRootDir: root, SystemTime: new Date().toISOString() },
  "/containers/json": [],
  "/networks": [],
  "/volumes": { Volumes: [] },
});

function configure(): void {
  const config = {
    "lakehouse:docker": { host: `unix://${join(root, "docker.sock")}`, minimumFreeDisk: "1Gi" },
    "lakehouse:images": "local",
    "lakehouse:network": { pool: "10.254.0.0/24" },
    "lakehouse:profiles": [],
    "lakehouse:publish": { objectStore: 39990, postgresql: 39991 },
    "lakehouse:volumes": { plain: ["postgresql-keys"] },
  };
  writeFileSync(join(root, "config.yaml"), JSON.stringify({ config }));
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "before-"));
  configure();
  vi.stubEnv("LAKEHOUSE_HOME", join(root, "home"));
  vi.stubEnv("LAKEHOUSE_CONFIG", join(root, "config.yaml"));
  vi.stubEnv("LAKEHOUSE_PULUMI", join(root, "no-pulumi"));
  vi.stubEnv("IMAGES", "");
  docker = createServer((request, response) => {
    const path = (request.url ?? "").replace(/^\/v[\d.]+/, "").replace(/\?.*/, "");
    response.statusCode = path in answers() ? 200 : 404;
    response.end(JSON.stringify(answers()[path] ?? { message: "no such thing" }));
  });
  await new Promise<void>((resolve) => docker.listen(join(root, "docker.sock"), resolve));
});
afterEach(() => {
  vi.unstubAllEnvs();
  docker.close();
  rmSync(root, { recursive: true });
});

it.each([
  ["preview", preview],
  ["up", up],
])("make %s looks at the host before it gets a Pulumi engine", async (_, command) => {
  memory = 2 ** 30;
  await expect(command("dev")).rejects.toThrow(/The host has 1\.0 GiB of memory/);
});

it("images are asked for before a preview, and provided by an update", async () => {
  memory = 16 * 2 ** 30;
  await expect(preview("dev")).rejects.toThrow(imageReference("haproxy", "local"));
  await expect(up("dev")).rejects.toThrow(/LAKEHOUSE_PULUMI/);
});
