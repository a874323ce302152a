import { describe, expect, it } from "vitest";
import { catalogDocument } from "../../../components/processing/dremio/catalog";
import {
  databaseService,
  objectGrants,
  roles,
  schemaGrants,
  searchGrants,
  services,
} from "../../../components/security/roles";
import { supersetRoles } from "../../../components/security/superset-roles";
import { lakeBucket, serviceBuckets } from "../../../components/storage/object-store/layout";
import { grantsPolicy } from "../../../components/storage/object-store/policy";
import { defaultPrivileges } from "../../../components/storage/relational-store/grants";

interface Statement {
  Effect: string;
  Action: string[];
  Resource: string[];
}
const statements = (principal: keyof typeof objectGrants): Statement[] =>
  (JSON.parse(grantsPolicy(objectGrants[principal])) as { Statement: Statement[] }).Statement;

const allowed = (principal: keyof typeof objectGrants): string[] =>
  statements(principal).flatMap(({ Effect, Action }) => (Effect === "Allow" ? Action : []));
const denied = (principal: keyof typeof objectGrants): string[] =>
  statements(principal).flatMap(({ Effect, Action }) => (Effect === "Deny" ? Action : []));

describe("the role catalogue", () => {
  it("gives a viewer no data anywhere", () => {
    expect(schemaGrants.viewer).toEqual([]);
    expect(statements("viewer")[0]).toEqual({
      Effect: "Deny",
      Action: ["s3:*"],
      Resource: ["arn:aws:s3:::*"],
    });
    expect(allowed("viewer")).toEqual([]);
  });

  it("keeps Superset's metadata and what is asked of live data by two logins", () => {
    expect(schemaGrants.superset).toEqual([]);
    expect(schemaGrants["superset-live"].map(({ access }) => access)).toEqual(["read", "read", "read"]);
    expect(Object.values(databaseService)).toContain("superset");
    expect(Object.values(databaseService)).not.toContain("superset-live");
  });

  it("lets Superset's and Dremio's logins read no more than the analysts who send them queries", () => {
    for (const login of ["superset-live", "dremio"] as const) {
      expect(schemaGrants.analyst).toEqual(expect.arrayContaining([...schemaGrants[login]]));
      expect(searchGrants.analyst).toEqual(expect.arrayContaining([...searchGrants[login]]));
    }
    // Of the object store, Dremio's sources show the lake alone, which analysts read all of.
    const login = { host: "server", port: 1, user: "dremio" };
    const { sources } = catalogDocument({
      ...{ url: "", administrator: "", users: [], objectStore: login, postgresql: login, searchStore: login },
    });
    expect(sources).toHaveLength(3);
    expect(sources[0]).toMatchObject({ type: "S3", config: { whitelistedBuckets: [lakeBucket] } });
    expect(objectGrants.analyst).toContainEqual({ bucket: lakeBucket, access: "read" });
    expect(supersetRoles.analyst.databases).toEqual(["Dremio", "Live"]);
  });

  it("gives an analyst reading and nothing else", () => {
    expect(schemaGrants.analyst.map(({ access }) => access)).toEqual(["read", "read", "read"]);
    expect(allowed("analyst")).toEqual([
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:GetBucketLocation",
      "s3:ListBucket",
    ]);
  });

  it("lets nobody but an administrator change a bucket, delete a version or make credentials", () => {
    for (const principal of [...roles, ...services].filter((each) => each !== "admin")) {
      for (const action of allowed(principal)) {
        expect(action, principal).toMatch(
          /^s3:(GetObject|GetObjectVersion|PutObject|DeleteObject|AbortMultipartUpload|ListMultipartUploadParts|ListBucket|GetBucketLocation)$/,
        );
      }
      expect(denied(principal), principal).toContain("admin:CreateServiceAccount");
      if (allowed(principal).includes("s3:DeleteObject"))
        expect(denied(principal), principal).toContain("s3:DeleteObjectVersion");
    }
  });

  it("names only buckets that exist", () => {
    const buckets = new Set<string>([lakeBucket, ...serviceBuckets]);
    for (const grants of Object.values(objectGrants))
      for (const { bucket } of grants) expect(buckets).toContain(bucket);
  });

  it("keeps listing within a prefix where a grant has one", () => {
    const list = (
      JSON.parse(grantsPolicy([{ bucket: "b", prefix: "p/", access: "read" }])) as {
        Statement: { Action: string[]; Condition?: object }[];
      }
    ).Statement.find(({ Action }) => Action.includes("s3:ListBucket"));
    expect(list?.Condition).toEqual({ StringLike: { "s3:prefix": ["p/", "p/*"] } });
  });

  it("lets every reader of a schema read what any writer of it creates", () => {
    const readers = ["analyst", "dremio", "superset-live"] as const;
    const writers = {
      sample: ["admin", "data-engineer"],
      cdc: ["admin", "airbyte", "data-engineer"],
    } as const;
    for (const [schema, owners] of Object.entries(writers)) {
      for (const owner of owners) {
        for (const grantee of readers) {
          expect(defaultPrivileges()).toContainEqual({ schema, owner, grantee, access: "read" });
        }
      }
    }
    expect(defaultPrivileges().filter(({ grantee }) => grantee === "viewer")).toEqual([]);
  });
});
