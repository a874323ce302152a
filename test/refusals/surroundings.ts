/** What a machine's environment, files and disks can have wrong, before any stack is there. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { findOnPath, capture } from "../../tools/pulumi/process";
import { freshHome, type Condition } from "./attempt";

/** LAKEHOUSE_CONFIG names a file of this content. */
const configFile =
  (content: string): Condition["arrange"] =>
  (_, directory) => {
    const file = join(directory, "mine.yaml");
    writeFileSync(file, content);
    return { env: { ...freshHome(directory).env, LAKEHOUSE_CONFIG: file } };
  };

const variable =
  (env: Record<string, string>, target = "up"): Condition["arrange"] =>
  (_, directory) => {
    const fresh = freshHome(directory);
    return { target, changes: fresh.changes!, env: { ...fresh.env, ...env } };
  };

const example = /allowed is one map named config, each key with its namespace, such as\n {2}config:\n/;

export const surroundings: readonly Condition[] = [
  {
    name: "a configuration file that is not there",
    message: /LAKEHOUSE_CONFIG=\/nowhere\/mine\.yaml: there is no such file\./,
    remedy: /LAKEHOUSE_CONFIG/,
    arrange: variable({ LAKEHOUSE_CONFIG: "/nowhere/mine.yaml" }),
  },
  {
    name: "a configuration file that is not YAML",
    message: /mine\.yaml cannot be read: .* at line 3, column 1\. Correct it there/,
    remedy: /Correct it there/,
    arrange: configFile("config:\n  lakehouse:publish: {objectStore: 9000\n"),
  },
  {
    name: "a configuration file that is a list",
    message: /LAKEHOUSE_CONFIG=\S+mine\.yaml: allowed is one map/,
    remedy: example,
    arrange: configFile("- lakehouse:images: local\n"),
  },
  {
    name: "a configuration file without the map",
    message: /Not known there: lakehouse:images\. Put it below config:\./,
    remedy: example,
    arrange: configFile("lakehouse:images: local\n"),
  },
  {
    name: "a key without its namespace",
    message: /Without a namespace: images\./,
    remedy: example,
    arrange: configFile("config:\n  images: local\n"),
  },
  {
    name: "a stack there is none of",
    message: /STACK=test: there is no such stack\. Stacks: dev/,
    remedy: /Stacks: dev/,
    arrange: variable({ STACK: "test" }),
  },
  {
    name: "images from nowhere",
    message: /IMAGES=hub: allowed are registry and local\./,
    remedy: /allowed are/,
    arrange: variable({ IMAGES: "hub" }),
  },
  {
    name: "a backend of the user's own",
    message: /PULUMI_BACKEND_URL=s3:\/\/state: make keeps its own private state/,
    remedy: /use plain Pulumi .*; to use make, unset PULUMI_BACKEND_URL\./,
    arrange: variable({ PULUMI_BACKEND_URL: "s3://state" }),
  },
  {
    name: "an engine of the user's own that is not there",
    message: /LAKEHOUSE_PULUMI=\/nowhere\/pulumi: it does not run \(spawn \/nowhere\/pulumi ENOENT\)\./,
    remedy: /Remedy: name a Pulumi .*, or unset LAKEHOUSE_PULUMI\./,
    arrange: variable({ LAKEHOUSE_PULUMI: "/nowhere/pulumi" }),
  },
  {
    name: "an engine of the user's own that is something else",
    message: /LAKEHOUSE_PULUMI=\/bin\/true: it does not print a version but ""\./,
    remedy: /Remedy: name a Pulumi .*, or unset LAKEHOUSE_PULUMI\./,
    arrange: variable({ LAKEHOUSE_PULUMI: "/bin/true" }),
  },
  {
    name: "plugins there are none of",
    message: /LAKEHOUSE_PLUGINS=mine: allowed are "official" and "test"/,
    remedy: /unset it to let the machine decide/,
    arrange: variable({ LAKEHOUSE_PLUGINS: "mine" }),
  },
  {
    name: "a machine without Node.js",
    message: /error: Node\.js is not installed\./,
    remedy: /Install Node\.js 20 or newer/,
    arrange: (_, directory) => ({
      through: ["env", `PATH=${directory}`],
      env: freshHome(directory).env!,
    }),
  },
  {
    name: "local images, and no docker command to load them with",
    message: /`docker` is not on PATH\./,
    remedy: /Install Docker's command line/,
    arrange: (_, directory) => {
      const bin = join(directory, "bin");
      mkdirSync(bin);
      for (const name of ["node", "npm", "make", "bash", "curl", "touch"])
        symlinkSync(findOnPath(name)!, join(bin, name));
      const { env, changes } = freshHome(directory);
      return { changes: changes!, env: { ...env, PATH: bin } };
    },
  },
  {
    name: "a state directory nobody may write to",
    message: /\/sys\/lakehouse cannot be used: this user may not (use|change) it \(E(ACCES|PERM)\)\./,
    remedy: /Remedy: make it yours .*LAKEHOUSE_HOME/,
    arrange: () => ({ env: { LAKEHOUSE_HOME: "/sys/lakehouse" } }),
  },
  {
    name: "a file where the state directory should be",
    message: /cannot be used: a part of its path is a file \(ENOTDIR\)\./,
    remedy: /Remedy: move that file away/,
    arrange: (_, directory) => {
      writeFileSync(join(directory, "file"), "");
      return { env: { LAKEHOUSE_HOME: join(directory, "file", "home") } };
    },
  },
  {
    name: "a state directory on a full disk",
    root: true,
    message: /cannot be used: its disk is full \(ENOSPC\)\./,
    remedy: /Remedy: free space/,
    arrange: async (_, directory) => {
      const small = join(directory, "small");
      mkdirSync(small);
      await capture("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", small]);
      return { env: { LAKEHOUSE_HOME: small }, undo: () => capture("umount", [small]) };
    },
  },
  {
    name: "a port that another process has",
    message: /Port \d+ on 127\.0\.0\.1 is taken by another process\./,
    remedy: /Remedy: stop what uses it, or configure lakehouse:publish/,
    arrange: async ({ published }) => {
      const server = createServer().listen(published.objectStore, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      return { undo: () => server.close() };
    },
  },
  {
    name: "a network that others use",
    message:
      /lakehouse:network\.pool 10\.215\.0\.0\/20 overlaps 10\.215\.1\.0\/24 of the Docker network 'lakehouse-taken'\./,
    remedy: /Remedy: configure lakehouse:network\.pool with a private network/,
    arrange: async ({ docker }) => {
      const network = await docker.createNetwork({
        Name: "lakehouse-taken",
        IPAM: { Config: [{ Subnet: "10.215.1.0/24" }] },
      });
      return { undo: () => network.remove() };
    },
  },
];
