import { describe, expect, it } from "vitest";
import { adopt, isAdoptable } from "../../../tools/recovery/adoption";
import type { PendingOperation, StateResource } from "../../../tools/recovery/state";

const resource = (type: string, name: string, inputs: Record<string, unknown>): StateResource => ({
  urn: `urn:pulumi:dev::app::${type}::${name}`,
  type,
  custom: true,
  inputs,
});
const role = resource("postgresql:index/role:Role", "analysts", {
  __defaults: ["inherit"],
  name: "analyst",
  password: { ciphertext: "v1:abc" },
});
const bucket = resource("minio:index/s3Bucket:S3Bucket", "logs", { bucket: "logs-bucket" });
const grant = resource("postgresql:index/grant:Grant", "grant", { role: "analyst" });
const creating = (each: StateResource): PendingOperation => ({ type: "creating", resource: each });

describe("isAdoptable", () => {
  it.each([
    [creating(role), true],
    [creating(bucket), true],
    [creating(grant), false],
    [{ type: "deleting", resource: role } as const, false],
    [creating(resource("postgresql:index/role:Role", "unnamed", {})), false],
  ])("%j: %s", (operation, expected) => expect(isAdoptable(operation)).toBe(expected));
});

describe("adopt", () => {
  it("puts what may exist among the resources under its provider's name, secrets still encrypted", () => {
    const deployment = { resources: [bucket], pending_operations: [creating(role), creating(grant)] };
    expect(adopt({ version: 3, deployment })).toEqual([role.urn]);
    const outputs = { name: "analyst", password: { ciphertext: "v1:abc" } };
    expect(deployment.resources).toEqual([bucket, { ...role, id: "analyst", outputs }]);
    expect(deployment).not.toHaveProperty("pending_operations");
  });

  it("leaves a resource alone that the state has already", () => {
    const known = { ...bucket, id: "logs-bucket" };
    const deployment = { resources: [known], pending_operations: [creating(bucket)] };
    expect(adopt({ version: 3, deployment })).toEqual([]);
    expect(deployment.resources).toEqual([known]);
  });
});
