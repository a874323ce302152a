import { describe, expect, it } from "vitest";
import * as store from "../../e2e/support/object-store-expectations";
import * as sql from "../../e2e/support/postgresql-expectations";
import { expectedAttributes } from "../../e2e/support/postgresql-role-attributes";

const place = (bucket: string, prefix = ""): store.Place => ({ bucket, prefix });
const on = (owner: "admin" | "data-engineer" | "airbyte", schema: string): sql.TablePlace =>
  schema === "public" ? { database: "airbyte", schema, owner } : { database: "live", schema, owner };

describe("what the catalogue says of the object store", () => {
  it.each([
    ["analyst", "get", place("datalake", "gold/"), "allowed"],
    ["analyst", "put", place("datalake", "gold/"), "denied"],
    ["analyst", "list", place("backups"), "denied"],
    ["viewer", "list", place("datalake"), "denied"],
    ["data-engineer", "delete", place("datalake", "bronze/"), "allowed"],
    ["data-engineer", "delete version", place("datalake", "bronze/"), "denied"],
    ["data-engineer", "put", place("datalake"), "denied"],
    ["dremio", "put", place("datalake", "bronze/"), "denied"],
    ["dremio", "put", place("datalake", "silver/"), "allowed"],
    ["logs", "put", place("logs"), "allowed"],
    ["logs", "get", place("logs"), "denied"],
    ["logs", "delete", place("logs"), "denied"],
    ["admin", "delete version", place("datalake", "bronze/"), "allowed"],
    ["anonymous", "get", place("datalake", "bronze/"), "denied"],
  ] as const)("%s: %s in %j is %s", (visitor, action, where, expected) => {
    expect(store.expectedOn(visitor, action, where)).toBe(expected);
  });
});

describe("what the catalogue says of PostgreSQL", () => {
  it.each([
    ["administrator", "postgres", "allowed"],
    ["admin", "superset", "allowed"],
    ["admin", "postgres", "denied"],
    ["analyst", "live", "allowed"],
    ["analyst", "superset", "denied"],
    ["viewer", "live", "denied"],
    ["superset", "superset", "allowed"],
    ["superset", "airbyte", "denied"],
    ["airbyte", "template1", "denied"],
  ] as const)("%s connects to %s: %s", (visitor, database, expected) => {
    expect(sql.mayConnect(visitor, database)).toBe(expected);
  });

  it.each([
    ["analyst", "select", on("data-engineer", "sample"), "allowed"],
    ["analyst", "insert", on("data-engineer", "sample"), "denied"],
    ["viewer", "select", on("data-engineer", "sample"), "denied"],
    ["data-engineer", "truncate", on("airbyte", "cdc"), "allowed"],
    ["data-engineer", "drop", on("airbyte", "cdc"), "denied"],
    ["data-engineer", "drop", on("data-engineer", "sample"), "allowed"],
    ["airbyte", "select", on("data-engineer", "sample"), "denied"],
    ["airbyte", "update", on("data-engineer", "cdc"), "allowed"],
    ["admin", "drop", on("data-engineer", "sample"), "allowed"],
    ["admin", "select", on("airbyte", "public"), "allowed"],
    ["admin", "truncate", on("airbyte", "public"), "allowed"],
    ["admin", "drop", on("airbyte", "cdc"), "allowed"],
    ["administrator", "drop", on("airbyte", "cdc"), "allowed"],
  ] as const)("%s: %s on %j is %s", (visitor, action, table, expected) => {
    expect(sql.mayOnTable(visitor, action, table)).toBe(expected);
  });

  it("lets writers alone make tables, and owners in their own database", () => {
    expect(sql.mayCreateTable("data-engineer", "live", "sample")).toBe("allowed");
    expect(sql.mayCreateTable("analyst", "live", "sample")).toBe("denied");
    expect(sql.mayCreateTable("data-engineer", "live", "public")).toBe("denied");
    expect(sql.mayCreateTable("superset", "superset", "public")).toBe("allowed");
    expect(sql.mayCreateTable("admin", "superset", "public")).toBe("allowed");
    expect(sql.mayCreateTable("airbyte", "superset", "public")).toBe("denied");
  });

  it("lets administrators act for every principal, never for the superuser", () => {
    expect(sql.maySetRole("admin", "analyst")).toBe("allowed");
    expect(sql.maySetRole("admin", "airbyte")).toBe("allowed");
    expect(sql.maySetRole("airbyte", "admin")).toBe("denied");
    expect(sql.maySetRole("admin", "postgres")).toBe("denied");
    expect(sql.maySetRole("analyst", "data-engineer")).toBe("denied");
  });

  it("gives a role nobody knows no attribute at all", () => {
    expect(expectedAttributes("stray", "postgres")).toEqual([]);
    expect(expectedAttributes("analyst", "postgres")).toEqual([]);
    expect(expectedAttributes("example_analyst", "postgres")).toEqual(["LOGIN"]);
    expect(expectedAttributes("admin", "postgres")).toEqual(["CREATEROLE", "CREATEDB"]);
    expect(expectedAttributes("postgres", "postgres")).toContain("SUPERUSER");
  });

  it("tries tables of every writer that has a login", () => {
    const all = sql.tablePlaces(() => true);
    expect(all.map(({ database, schema, owner }) => `${database}.${schema} ${owner}`)).toEqual([
      "live.sample admin",
      "live.sample data-engineer",
      "live.cdc admin",
      "live.cdc data-engineer",
      "live.cdc airbyte",
      "live.ops admin",
      "live.ops dbt",
      "airbyte.public airbyte",
      "superset.public superset",
    ]);
    expect(sql.tablePlaces((owner) => owner === "airbyte")).toHaveLength(2);
  });
});
