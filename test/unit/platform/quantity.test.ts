import { describe, expect, it } from "vitest";
import { mebibytes, quantity } from "../../../components/platform/quantity";

describe("quantities", () => {
  it("are binary", () => {
    expect(quantity("512Mi")).toBe(536_870_912);
    expect(quantity("2Gi")).toBe(2_147_483_648);
    expect(mebibytes("1536Ki")).toBe(1);
  });

  it.each(["512", "512MB", "1.5Gi", "-1Mi", ""])("refuse '%s', saying what is allowed", (text) => {
    expect(() => quantity(text)).toThrow(/whole number of Ki, Mi or Gi/);
  });
});
