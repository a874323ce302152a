import { describe, expect, it } from "vitest";
import type { RecordedResource } from "./record";
import { recordDev } from "./stacks";

/** What must survive: a replacement of one of these loses data, keys or credentials. */
const durable = /:(Volume|Database|Schema|S3Bucket|S3BucketVersioning|RandomBytes|RandomPassword)$/;

/** Routine changes that together touch every key but the stack's own name. */
const routine: [string, Record<string, unknown>][] = [
  [
    "of sizes, ports, network, certificates and retention",
    {
      postgresql: { memory: "2Gi", cpus: 0.5, maxConnections: 200 },
      objectStore: {
        ...{ memory: "2Gi", cpus: 0.5 },
        ...{ expireNoncurrentDays: 7, logRetentionDays: 7, backupRetentionDays: 7 },
      },
      searchStore: { memory: "2Gi", heap: "1Gi", cpus: 0.5 },
      publish: { objectStore: 9443, postgresql: 5433, searchStore: 9201 },
      network: { pool: "10.99.0.0/20" },
      certificates: { leafDays: 30, renewBeforeDays: 10, authorityDays: 365 },
    },
  ],
  [
    "to local images, without example users and sample data",
    { images: "local", exampleUsers: false, sampleData: false },
  ],
  ["to a stopped stack", { lifecycle: "stopped" }],
  [
    "of certificates and the database's key, and of a host with more memory",
    {
      rotation: { certificates: "2", authority: "2", databaseKey: 2 },
      docker: { memory: "32Gi", reservedMemory: "2Gi", minimumFreeDisk: "8Gi" },
    },
  ],
];

const holders = (graph: RecordedResource[]) =>
  Object.fromEntries(
    graph
      .filter(({ type }) => durable.test(type))
      .map(({ name, type, parent, inputs }) => [name, { type, parent, inputs }]),
  );

describe("a routine change", async () => {
  const before = holders(await recordDev());

  it.each(routine)("%s leaves what holds data, keys and credentials as it is", async (_, change) => {
    const after = holders(await recordDev(change));
    const kept = Object.keys(before).filter(
      (name) => change.exampleUsers !== false || !examplePassword.test(name),
    );
    expect(kept.length).toBeGreaterThan(20);
    for (const name of kept) expect(after[name], name).toEqual(before[name]);
  });
});

describe("a profile", async () => {
  const whole = await recordDev();
  const core = await recordDev({ profiles: [] });

  it("adds resources, takes none from the core, and leaves what holds data, keys and credentials as it is", () => {
    const names = new Set(whole.map(({ type, name }) => `${type} ${name}`));
    expect(core.length).toBeGreaterThan(150);
    expect(core.length).toBeLessThan(whole.length);
    expect(core.filter(({ type, name }) => !names.has(`${type} ${name}`))).toEqual([]);
    // A server at the end of more flows listens at more addresses: it is made anew, its data is not.
    const kept = holders(core);
    expect(Object.keys(kept).length).toBeGreaterThan(20);
    expect(holders(whole)).toMatchObject(kept);
  });

  it("leaves nothing of itself behind when it is not chosen", () => {
    expect(whole.some(({ name }) => name.startsWith("search-store"))).toBe(true);
    expect(core.filter(({ name }) => name.includes("search-store"))).toEqual([]);
  });
});

/** Passwords of example users go with their users. */
const examplePassword =
  /(-access|^superset|^directory)-(admin|data-engineer|analyst|viewer|guest)(-login)?-password$/;
