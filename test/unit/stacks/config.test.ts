import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../stacks/config";

describe("configuration", () => {
  it("has a default for every key", () => {
    expect(parseConfig({}, "dev")).toMatchObject({
      name: "lakehouse-dev",
      images: "registry",
      lifecycle: "running",
    });
  });

  it.each([
    ["an unknown key", { postgres: {} }, /lakehouse:postgres is not a key\. Keys here: .*postgresql/],
    [
      "an unknown key in a section",
      { postgresql: { memmory: "1Gi" } },
      /lakehouse:postgresql\.memmory is not a key\. Keys here: memory, cpus/,
    ],
    [
      "a wrong unit",
      { postgresql: { memory: "1GB" } },
      /lakehouse:postgresql\.memory is "1GB": a whole number of Mi or Gi/,
    ],
    [
      "too little memory",
      { postgresql: { memory: "64Mi" } },
      /lakehouse:postgresql\.memory is "64Mi": at least 256Mi/,
    ],
    ["a wrong type", { exampleUsers: "yes" }, /lakehouse:exampleUsers is "yes": .*boolean/],
    [
      "a value that is not one of the choices",
      { images: "hub" },
      /lakehouse:images is "hub": .*"registry"\|"local"/,
    ],
    ["a port out of range", { publish: { postgresql: 70000 } }, /lakehouse:publish\.postgresql is 70000/],
    ["one port twice", { publish: { postgresql: 9000 } }, /different ports/],
    [
      "a public network",
      { network: { pool: "8.8.0.0/16" } },
      /lakehouse:network\.pool is "8\.8\.0\.0\/16": a private IPv4/,
    ],
    ["host bits in the network", { network: { pool: "10.1.2.3/20" } }, /no host bits set/],
    [
      "a renewal later than the end",
      { certificates: { leafDays: 10 } },
      /renewBeforeDays must be below leafDays/,
    ],
    [
      "an authority that ends before what it signs",
      { certificates: { authorityDays: 100 } },
      /authorityDays must be above leafDays and renewBeforeDays together/,
    ],
    [
      "services for the whole network",
      { publish: { address: "0.0.0.0" } },
      /"0\.0\.0\.0": an address of the loopback range/,
    ],
    [
      "an engine reached in plain",
      { docker: { host: "tcp://10.0.0.1:2375" } },
      /tcp:\/\/ would carry every secret in plain/,
    ],
    ["more memory than there is", { postgresql: { memory: "9999999Gi" } }, /at most 1024Gi/],
    [
      "a name Docker cannot use",
      { name: "Lake House" },
      /lakehouse:name is "Lake House": 3 to 32 lower-case/,
    ],
  ])("refuses %s, saying where and what is allowed", (_, raw, message) => {
    expect(() => parseConfig(raw, "dev")).toThrow(message);
  });

  it("names every mistake at once", () => {
    const mistakes = () => parseConfig({ images: "hub", lifecycle: "gone", typo: 1 }, "dev");
    for (const key of ["images", "lifecycle", "typo"]) expect(mistakes).toThrow(`lakehouse:${key} `);
  });
});
