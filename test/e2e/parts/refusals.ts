import { createServer } from "node:net";
import { expect, it } from "vitest";
import type { TestStack } from "../stack";

export function refusals(stack: () => TestStack): void {
  const nothing = { containers: [], networks: [], volumes: [] };

  it.each([
    ["an unknown stack", { STACK: "test" }, /STACK=test: there is no such stack\. Stacks: dev/],
    ["staging, which is not there yet", { STACK: "staging" }, /The staging stack .* is not there yet/],
    [
      "no Docker Engine",
      { DOCKER_HOST: "unix:///nowhere/docker.sock" },
      /No Docker Engine answers at unix:\/\/\/nowhere/,
    ],
  ])("%s", async (_, environment, message) => {
    const { code, output } = await stack().make("up", environment);
    expect(code).not.toBe(0);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(await stack().objects()).toEqual(nothing);
  });

  it.each([
    [
      "an unknown key",
      { "lakehouse:postgres": { memory: "1Gi" } },
      /lakehouse:postgres is not a key\. Keys here:/,
    ],
    [
      "a wrong value",
      { "lakehouse:postgresql": { memory: "1GB" } },
      /lakehouse:postgresql\.memory is "1GB": a whole number/,
    ],
    [
      "too little memory on the host",
      { "lakehouse:postgresql": { memory: "900Gi" } },
      /The host has .* but .* need/,
    ],
    ["too little disk", { "lakehouse:docker": { minimumFreeDisk: "1024Gi" } }, /free; 1024\.0 GiB is needed/],
    [
      "a network others use",
      { "lakehouse:network": { pool: "10.0.0.0/12" } },
      /overlaps|holds flows/,
      "10.0.0.0/24",
    ],
  ])("%s", async (_, change, message, taken?: string) => {
    const network = taken
      ? await stack().docker.createNetwork({
          Name: "lakehouse-e2e-taken",
          IPAM: { Config: [{ Subnet: taken }] },
        })
      : undefined;
    const kept = stack().configuration;
    stack().configure(change);
    const { code, output } = await stack().make("up");
    stack().restore(kept);
    await network?.remove();
    expect(code).not.toBe(0);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m);
    expect(await stack().objects()).toEqual(nothing);
  });

  it("a port that is taken", async () => {
    const port = stack().published.objectStore;
    const server = createServer().listen(port, "127.0.0.1");
    const { code, output } = await stack().make("up");
    await new Promise((resolve) => server.close(resolve));
    expect(code).not.toBe(0);
    expect(output).toContain(`Port ${port} on 127.0.0.1 is taken by another process.`);
    expect(await stack().objects()).toEqual(nothing);
  });
}
