import { describe, expect, it } from "vitest";
import { parseEvents, resourceChanges } from "../../../tools/pulumi/events";

describe("parseEvents", () => {
  it("leaves out a line that an interrupt has cut off", () => {
    const text = `{"summaryEvent":{"resourceChanges":{"create":2}}}\n\n{"summaryEv`;
    expect(resourceChanges(parseEvents(text))).toBe(2);
  });
});

describe("resourceChanges", () => {
  it("counts what the last operation changed, not what it left", () => {
    const preview = { summaryEvent: { resourceChanges: { create: 5 } } };
    const update = { summaryEvent: { resourceChanges: { same: 9, read: 1, update: 1, replace: 2 } } };
    expect(resourceChanges([preview, update])).toBe(3);
    expect(resourceChanges([preview, { summaryEvent: { resourceChanges: { same: 9 } } }])).toBe(0);
  });
});
