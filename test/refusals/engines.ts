/** Engines that cannot be used, and what they lack. */
import { join } from "node:path";
import type { TestStack } from "../e2e/stack";
import { freshHome, type Condition, type Setting } from "./attempt";
import { fakeEngine, type Differences } from "./fake-engine";

async function through(stack: TestStack, directory: string, differences: Differences): Promise<Setting> {
  const socket = join(directory, "docker.sock");
  const real = stack.environment["DOCKER_HOST"]!.replace("unix://", "");
  const server = await fakeEngine(socket, real, differences);
  const { env, changes } = freshHome(directory);
  return {
    env: { ...env, DOCKER_HOST: `unix://${socket}` },
    changes: changes!,
    undo: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const later = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

export const engineConditions: readonly Condition[] = [
  {
    name: "no Docker Engine",
    message: /No Docker Engine answers at unix:\/\/\/nowhere\/docker\.sock \(ENOENT\)\./,
    remedy: /Remedy: start it \('sudo systemctl start docker'\), or set DOCKER_HOST/,
    arrange: (_, directory) => ({
      env: { ...freshHome(directory).env, DOCKER_HOST: "unix:///nowhere/docker.sock" },
    }),
  },
  {
    name: "an engine this user may not use",
    root: true,
    message: /This user may not use the Docker Engine at unix:/,
    remedy: /Remedy: add the user to the group 'docker'/,
    arrange: async (stack, directory) => ({
      ...(await through(stack, directory, { owner: 65534 })),
      through: ["setpriv", "--bounding-set=-dac_override,-dac_read_search"],
    }),
  },
  {
    name: "an engine that is too old",
    message:
      /The Docker Engine is version 19\.03\.15 \(API 1\.40\); at least 20\.10 \(API 1\.41\) is needed\./,
    remedy: /Remedy: upgrade Docker Engine\./,
    arrange: (stack, directory) =>
      through(stack, directory, { answers: { "/version": { Version: "19.03.15", ApiVersion: "1.40" } } }),
  },
  {
    name: "an engine whose clock is behind",
    message: /The Docker Engine's clock says \S+, 60 minutes behind this machine's/,
    remedy: /Remedy: set the clock that is wrong/,
    arrange: (stack, directory) =>
      through(stack, directory, { answers: { "/info": { SystemTime: later(-60) } } }),
  },
  {
    name: "an engine whose clock is ahead",
    message: /The Docker Engine's clock says \S+, 10 minutes ahead of this machine's/,
    remedy: /Remedy: set the clock that is wrong/,
    arrange: (stack, directory) =>
      through(stack, directory, { answers: { "/info": { SystemTime: later(10) } } }),
  },
  {
    name: "too little memory on the host",
    message:
      /The host has 2\.0 GiB of memory, 1Gi of it for the system and the engine, but the workloads' limits need/,
    remedy: /Remedy: lower the largest of these limits/,
    arrange: (stack, directory) =>
      through(stack, directory, { answers: { "/info": { MemTotal: 2 * 2 ** 30 } } }),
  },
  {
    name: "a local image that is not on the engine",
    message:
      /lakehouse:images is 'local', and these images are not on the engine: localhost\/lakehouse\/postgresql:\S+\.$/,
    remedy: /Remedy: build them with 'make images'\./,
    // `make up` would build or load it.
    arrange: async (stack, directory) => ({
      ...(await through(stack, directory, { missing: /^\/images\/.*postgresql.*\/json$/ })),
      target: "preview",
    }),
  },
  {
    name: "images of a registry that does not have them",
    message: /The engine has no haproxy:\S+, .*, and cannot pull: no such thing\.$/,
    remedy: /Remedy: let the engine's host reach the registry .*make up IMAGES=local\./,
    arrange: async (stack, directory) => {
      const setting = await through(stack, directory, { missing: /^\/(images|distribution)\// });
      return { ...setting, changes: { ...setting.changes, "lakehouse:images": "registry" } };
    },
  },
];
