import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adviceAfterFailure } from "../../../tools/recovery/failure-advice";
import { refuseUnknownStack } from "../../../tools/recovery/unknown-stack";
import { openWorkspace, type Workspace } from "../../../tools/workspace";

let root: string;
let env: NodeJS.ProcessEnv;
let workspace: Workspace;
let server: Server;
let volumes: { Name: string }[];
let asked: string[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "unknown-stack-"));
  const socket = join(root, "docker.sock");
  [volumes, asked] = [[], []];
  server = createServer(({ url = "" }, response) => {
    asked.push(decodeURIComponent(url));
    response.setHeader("content-type", "application/json");
    const answers = { "/info": { DockerRootDir: root }, "/volumes": { Volumes: volumes } };
    const found = Object.entries(answers).find(([path]) => url.includes(path));
    response.end(JSON.stringify(found?.[1] ?? []));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  writeFileSync(join(root, "Pulumi.yaml"), "name: app\nruntime: nodejs\n");
  writeFileSync(
    join(root, "Pulumi.dev.yaml"),
    `config:\n  lakehouse:name: mine\n  lakehouse:docker: { host: "unix://${socket}" }\n`,
  );
  env = { LAKEHOUSE_HOME: join(root, "home") };
  workspace = openWorkspace("dev", { project: root, env });
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(root, { recursive: true });
});

const writeState = (resources: object[], pending_operations: object[] = []) => {
  mkdirSync(dirname(workspace.state), { recursive: true });
  writeFileSync(
    workspace.state,
    JSON.stringify({ version: 3, checkpoint: { latest: { resources, pending_operations } } }),
  );
};
const key = {
  urn: "urn:pulumi:dev::app::random:index/randomBytes:RandomBytes::key",
  type: "random:index/randomBytes:RandomBytes",
  custom: true,
};
const network = {
  urn: "urn:pulumi:dev::app::docker:index/network:Network::flow",
  type: "docker:index/network:Network",
  custom: true,
};
const provider = {
  urn: "urn:pulumi:dev::app::pulumi:providers:docker::engine",
  type: "pulumi:providers:docker",
  custom: true,
};

describe("refuseUnknownStack", () => {
  it("goes on where the engine has nothing with the stack's label", async () => {
    await expect(refuseUnknownStack({ workspace, env })).resolves.toBeUndefined();
    expect(asked.find((url) => url.includes("/volumes"))).toContain("lakehouse.stack=mine");
  });

  it.each([
    ["no state", undefined],
    ["an empty one", []],
    ["one that got no further than its provider", [provider]],
    ["one that got no further than its keys", [provider, key]],
  ])("refuses a volume beside %s, with three ways out", async (_, resources) => {
    volumes = [{ Name: "mine-postgresql-data" }];
    if (resources) writeState(resources);
    const message = await refuseUnknownStack({ workspace, env }).catch((error: Error) => error.message);
    expect(message).toContain("a stack named mine (mine-postgresql-data)");
    expect(message).toContain(`${env.LAKEHOUSE_HOME} holds no state that knows of them`);
    expect(message).toMatch(/LAKEHOUSE_HOME=.*lakehouse:name.*docker volume rm/s);
  });

  it("goes on beside volumes when the state has made something on an engine, or had begun to", async () => {
    volumes = [{ Name: "mine-postgresql-data" }];
    writeState([provider, key, network]);
    await expect(refuseUnknownStack({ workspace, env })).resolves.toBeUndefined();
    writeState([provider, key], [{ type: "creating", resource: network }]);
    await expect(refuseUnknownStack({ workspace, env })).resolves.toBeUndefined();
  });

  it("says nothing of an engine that does not answer: others do", async () => {
    server.close();
    await expect(refuseUnknownStack({ workspace, env })).resolves.toBeUndefined();
  });
});

describe("adviceAfterFailure", () => {
  it("names an engine that no longer answers", async () => {
    server.close();
    expect(await adviceAfterFailure({ workspace, env })).toEqual([
      expect.stringMatching(
        /Docker Engine at unix:.*docker\.sock stopped answering half way through\. Start it/,
      ),
    ]);
  });

  it("has nothing to say of an engine that answers and has room", async () => {
    expect(await adviceAfterFailure({ workspace, env })).toEqual([]);
  });
});
