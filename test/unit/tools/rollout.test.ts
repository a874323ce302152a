import { describe, expect, it } from "vitest";
import { isRolledOut } from "../../../tools/rollout";

const done = {
  metadata: { generation: 3 },
  spec: { replicas: 2 },
  status: { observedGeneration: 3, updatedReplicas: 2, availableReplicas: 2, replicas: 2 },
};

describe("a rollout", () => {
  it("is over when every replica is of the newest version and ready", () => {
    expect(isRolledOut(done)).toBe(true);
    expect(isRolledOut({ ...done, spec: { replicas: 0 }, status: { observedGeneration: 3 } })).toBe(true);
  });

  it.each([
    ["its controller has not seen the change", { observedGeneration: 2 }],
    ["a replica is of the version before", { updatedReplicas: 1 }],
    ["a replica is not ready, or not for long enough", { availableReplicas: 1 }],
    ["a replica of the version before is still there", { replicas: 3 }],
  ])("goes on while %s", (_, more) => {
    expect(isRolledOut({ ...done, status: { ...done.status, ...more } })).toBe(false);
  });

  it("goes on while nothing is said", () => {
    expect(isRolledOut({ metadata: { generation: 1 }, spec: {} })).toBe(false);
  });
});
