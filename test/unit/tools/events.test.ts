import { describe, expect, it } from "vitest";
import { adviceFor, parseEvents, resourceChanges } from "../../../tools/pulumi/events";

const IMAGE =
  "urn:pulumi:dev::lakehouse::lakehouse:platform:Workload$docker:index/remoteImage:RemoteImage::x";
const error = (urn: string, message: string) => ({ diagnosticEvent: { urn, message, severity: "error" } });

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

describe("adviceFor", () => {
  it("names the remedy when an image cannot be pulled", () => {
    const events = [error(IMAGE, "error pulling image: dial tcp: lookup registry: no such host")];
    expect(adviceFor(events).join()).toMatch(/make images.*images: local/);
  });
  it("stays silent about other failures", () => {
    expect(
      adviceFor([error("urn:pulumi:dev::l::docker:index/container:Container::x", "pull failed")]),
    ).toEqual([]);
    expect(adviceFor([{ diagnosticEvent: { urn: IMAGE, message: "pull", severity: "warning" } }])).toEqual(
      [],
    );
  });
});
