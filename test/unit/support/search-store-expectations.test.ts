import { describe, expect, it } from "vitest";
import { expectedOfCluster, expectedOn } from "../../e2e/support/search-store-expectations";

describe("what the catalogue says of the search store", () => {
  it.each([
    ["data-engineer", "remove an index", "lake", "allowed"],
    ["data-engineer", "search", "logs", "allowed"],
    ["data-engineer", "add a document", "logs", "denied"],
    ["data-engineer", "read a document", "other", "denied"],
    ["analyst", "find it by searching everything", "lake", "allowed"],
    ["analyst", "find it by searching everything", "logs", "denied"],
    ["analyst", "overwrite a document", "lake", "denied"],
    ["viewer", "count", "lake", "denied"],
    ["dremio", "read the mapping", "lake", "allowed"],
    ["dremio", "refresh", "lake", "denied"],
    ["logs", "add a document in bulk", "logs", "allowed"],
    ["logs", "overwrite a document in bulk", "logs", "denied"],
    ["logs", "search", "logs", "denied"],
    ["logs", "make an index", "logs", "denied"],
    ["logs", "make an index by its first document", "logs", "allowed"],
    ["admin", "remove an index", "other", "allowed"],
    ["admin", "make an index by its first document", "other", "denied"],
    ["anonymous", "search", "lake", "denied"],
  ] as const)("%s: %s (%s) is %s", (visitor, action, place, expected) => {
    expect(expectedOn(visitor, action, place)).toBe(expected);
  });

  it("nobody but administrators administers", () => {
    expect(expectedOfCluster("administrator")).toBe("allowed");
    expect(expectedOfCluster("admin")).toBe("allowed");
    expect(expectedOfCluster("data-engineer")).toBe("denied");
    expect(expectedOfCluster("anonymous")).toBe("denied");
  });
});
