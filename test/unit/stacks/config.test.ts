import { expect, it } from "vitest";
import { parseConfig } from "../../../stacks/config";

it("has a default for every key", () => {
  expect(parseConfig({}, "dev")).toMatchObject({
    name: "lakehouse-dev",
    images: "registry",
    lifecycle: "running",
  });
});
