import { compareSync } from "bcryptjs";
import { expect, test } from "vitest";
import { random } from "../../providers/random/provider";
import type { Values } from "../../providers/runtime";
import { Operations } from "../../providers/runtime/operations";
import { plain, secret } from "../../providers/runtime/wire";

const operations = new Operations(random);

function urn(type: string): string {
  return `urn:pulumi:s::p::random:index/${type[0]?.toLowerCase() ?? ""}${type.slice(1)}:${type}::x`;
}

async function make(type: string, args: Values): Promise<{ id: string; state: Values; inputs: Values }> {
  const { inputs, failures } = operations.check(urn(type), {}, args);
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  return { ...(await operations.create(urn(type), inputs, false)), inputs };
}

test("a password has its length and at least the minimum of each kind", async () => {
  for (let round = 0; round < 20; round++) {
    const { id, state } = await make("RandomString", {
      length: 12,
      minUpper: 3,
      minLower: 3,
      minNumeric: 3,
      minSpecial: 3,
      overrideSpecial: "_-",
    });
    const result = String(state.result);
    expect(id).toBe(result);
    expect(result).toHaveLength(12);
    for (const kind of [/[A-Z]/g, /[a-z]/g, /[0-9]/g, /[_-]/g]) expect(result.match(kind)).toHaveLength(3);
  }
});

test("kinds switched off do not occur, and no two results are alike", async () => {
  const args = { length: 40, special: false, upper: false };
  const results = await Promise.all(Array.from({ length: 20 }, () => make("RandomString", args)));
  for (const { state } of results) expect(String(state.result)).toMatch(/^[a-z0-9]{40}$/);
  expect(new Set(results.map(({ id }) => id)).size).toBe(20);
});

test("a password and its hash are secret and belong together", async () => {
  const { id, state } = await make("RandomPassword", { length: 20 });
  const { result, bcryptHash } = plain(state);
  expect(id).toBe("none");
  expect(state).toMatchObject({ result: secret(result), bcryptHash: secret(bcryptHash), special: true });
  expect(compareSync(String(result), String(bcryptHash))).toBe(true);
});

test("bytes are secret and the same in both notations", async () => {
  const { state } = await make("RandomBytes", { length: 32 });
  const { base64, hex } = plain(state);
  expect(state).toMatchObject({ base64: secret(base64), hex: secret(hex) });
  expect(Buffer.from(String(base64), "base64").toString("hex")).toBe(hex);
  expect(String(hex)).toHaveLength(64);
});

test("an id is one number in four notations, with its prefix", async () => {
  const { id, state } = await make("RandomId", { byteLength: 8, prefix: "p-" });
  expect(state.b64Url).toBe(`p-${id}`);
  const hex = Buffer.from(id, "base64url").toString("hex");
  expect(state).toMatchObject({ hex: `p-${hex}`, dec: `p-${BigInt(`0x${hex}`).toString()}` });
});

test("keepers and every other change replace", async () => {
  const { state, inputs } = await make("RandomPassword", { length: 20, keepers: { rotate: "1" } });
  const diff = (news: Values): string[] =>
    operations.diff(urn("RandomPassword"), state, inputs, news, []).replaces;
  expect(diff(inputs)).toEqual([]);
  expect(diff({ ...inputs, keepers: { rotate: "2" } })).toEqual(["keepers"]);
  expect(diff({ ...inputs, length: 21 })).toEqual(["length"]);
});

test("impossible lengths are refused with what is allowed", () => {
  const failures = (type: string, args: Values): string[] =>
    operations.check(urn(type), {}, args).failures.map(({ property, reason }) => `${property} ${reason}`);
  expect(failures("RandomPassword", { length: 3, minUpper: 4 })).toEqual([
    "length is 3; allowed: at least 4",
  ]);
  expect(failures("RandomBytes", { length: 0 })).toEqual([
    "length is 0; allowed: a whole number of at least 1",
  ]);
  const none = { length: 3, upper: false, lower: false, numeric: false, special: false };
  expect(failures("RandomPassword", none)[0]).toMatch(/at least one of upper, lower, numeric, special/);
});
