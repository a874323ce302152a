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
    ["an unknown key", { postgres: {} }, /lakehouse:postgres is not a key\. Did you mean postgresql\? Keys here: .*postgresql/],
    [
      "an unknown key in a section",
      { postgresql: { memmory: "1Gi" } },
      /lakehouse:postgresql\.memmory is not a key\. Did you mean memory\? Keys here: memory, cpus/,
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
    [
      "a wrong type",
      { exampleUsers: "yes" },
      /lakehouse:exampleUsers is "yes": true or false is expected\.$/m,
    ],
    [
      "a value that is not one of the choices",
      { images: "hub" },
      /lakehouse:images is "hub": one of registry, local\.$/m,
    ],
    [
      "a port out of range",
      { publish: { postgresql: 70000 } },
      /lakehouse:publish\.postgresql is 70000: at most 65535\.$/m,
    ],
    ["one port twice", { publish: { postgresql: 9000 } }, /need three different ports/],
    [
      "a key of a section written flat",
      { "postgresql.memory": "1Gi" },
      /lakehouse:postgresql\.memory is a key inside a section: write it as 'lakehouse:postgresql: \{memory: \.\.\.\}'/,
    ],
    [
      "a profile there is none of",
      { profiles: ["serach"] },
      /lakehouse:profiles\.0 is "serach": one of search/,
    ],
    ["a profile twice", { profiles: ["search", "search"] }, /lakehouse:profiles .*: each profile once/],
    [
      "a heap that leaves no room beside it",
      { searchStore: { memory: "1Gi", heap: "768Mi" } },
      /lakehouse:searchStore\.heap is "768Mi": heap must be at most half of searchStore\.memory/,
    ],
    [
      "more memory reserved than there is",
      { docker: { memory: "2Gi", reservedMemory: "2Gi" } },
      /reservedMemory must be below docker\.memory/,
    ],
    [
      "a relative path for the encrypted volume",
      { volumes: { encryptedPath: "data" } },
      /lakehouse:volumes\.encryptedPath is "data": an absolute path/,
    ],
    [
      "a rotation label with blanks",
      { rotation: { credentials: "last week" } },
      /lakehouse:rotation\.credentials is "last week": 1 to 40 letters/,
    ],
    [
      "a key number that is no number",
      { rotation: { databaseKey: "two" } },
      /lakehouse:rotation\.databaseKey is "two": a number is expected/,
    ],
    [
      "a text where a section belongs",
      { postgresql: "1Gi" },
      /lakehouse:postgresql is "1Gi": a map of keys is expected/,
    ],
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
