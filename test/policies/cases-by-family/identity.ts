import { cacheIdentity } from "./cache";
import { add, inputs, remove, set, type PolicyCases } from "../cases";
import { canary, named } from "../fixtures";
import { allow, noCredentials } from "../fixture-files";
import { edgeIdentity } from "./edge";
import { rights } from "./rights";
import { searchIdentity } from "./search-rights";
import { signOnIdentity } from "./sign-on";
import { supersetIdentity } from "./superset";
import { storeSignOn } from "./store-sign-on";
import { webSignOn } from "./web-sign-on";

const document = (name: string, policy: string) => set(`policy-${name}`, { policy });
const lake = "arn:aws:s3:::datalake/*";

export const identity: Record<string, PolicyCases> = {
  ...rights,
  ...searchIdentity,
  ...cacheIdentity,
  ...webSignOn,
  ...signOnIdentity,
  ...supersetIdentity,
  ...storeSignOn,
  ...edgeIdentity,
  "object-store-roles-are-complete": {
    fail: {
      "no viewer": remove("policy-viewer"),
      "no analyst": remove("policy-analyst"),
      "two analysts": add({
        type: "minio:index/iamPolicy:IamPolicy",
        name: "again",
        inputs: { name: "analyst", policy: allow(["s3:GetObject"], [lake]) },
      }),
    },
    pass: {
      "one more of the same, for tokens": (graph) => {
        const first = graph.find(({ name }) => name === "policy-analyst")!;
        graph.push({ ...structuredClone(first), name: "analyst-sign-on" });
        graph.at(-1)!.inputs["name"] = "analyst";
      },
      "name from the resource": inputs("policy-analyst", (given) => (given["name"] = "analyst")),
      // A cluster's address comes from the configuration; those of servers in the stack are not known yet.
      "the first preview": (graph) => {
        for (const resource of graph) resource.unconfigured = !resource.type.startsWith("kubernetes:");
      },
    },
  },
  "object-store-policies-have-no-wildcard": {
    fail: {
      "every action": document("data-engineer", allow(["s3:*"], [lake])),
      "every action of all": document("data-engineer", allow(["*"], [lake])),
      "every bucket": document("data-engineer", allow(["s3:GetObject"], ["arn:aws:s3:::*"])),
      "every object of every bucket": document(
        "data-engineer",
        allow(["s3:GetObject"], ["arn:aws:s3:::*/*"]),
      ),
      "all but some": document(
        "data-engineer",
        JSON.stringify({ Statement: [{ Effect: "Allow", NotAction: ["admin:*"], Resource: [lake] }] }),
      ),
      "not JSON": document("data-engineer", `{ ${canary}`),
      "a service account's own": add({
        type: "minio:index/iamServiceAccount:IamServiceAccount",
        name: "account",
        inputs: { targetUser: "airbyte", policy: allow(["s3:*"], ["*"]) },
      }),
    },
    pass: {
      "listing buckets": document("data-engineer", allow(["s3:ListAllMyBuckets"], ["arn:aws:s3:::*"])),
      "a single statement": document("data-engineer", JSON.stringify({ Statement: noCredentials })),
      "a service account without one": add({
        type: "minio:index/iamServiceAccount:IamServiceAccount",
        name: "account",
        inputs: { targetUser: "airbyte" },
      }),
    },
    also: ["object-store-users-make-no-credentials"],
  },
  "object-store-viewer-has-no-data": {
    fail: {
      reads: document("viewer", allow(["s3:GetObject"], [lake])),
      lists: document("viewer", allow(["s3:ListBucket"], ["arn:aws:s3:::datalake"])),
    },
    pass: {
      "changes its own password": document("viewer", allow(["sts:AssumeRole"], ["arn:aws:s3:::none"])),
    },
    also: ["object-store-lists-what-it-reads"],
  },
  "object-store-analyst-only-reads": {
    fail: {
      writes: document("analyst", allow(["s3:GetObject", "s3:PutObject"], [lake])),
      deletes: document("analyst", allow(["s3:DeleteObject"], [lake])),
      "any get": document("analyst", allow(["s3:Get*"], [lake])),
    },
    also: ["object-store-versions-are-kept"],
  },
  "buckets-are-private": {
    fail: {
      "public list": set("lake", { acl: "public-read" }),
      "public policy": set("bucket-policy", {
        policy: JSON.stringify({
          Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: lake }],
        }),
      }),
      "public principal": set("bucket-policy", {
        policy: JSON.stringify({
          Statement: [
            { Effect: "Allow", Principal: { AWS: ["*"] }, Action: ["s3:GetObject"], Resource: [lake] },
          ],
        }),
      }),
    },
    pass: {
      "default list": set("lake", { acl: undefined }),
      "everybody is refused": set("bucket-policy", {
        policy: JSON.stringify({
          Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: lake }],
        }),
      }),
    },
  },
  "postgresql-roles-are-complete": {
    fail: {
      "no viewer": remove("role-viewer"),
      "no data engineer": remove("role-data_engineer"),
      "two admins": add({
        type: "postgresql:index/role:Role",
        name: "again",
        inputs: { name: "lakehouse_admin" },
      }),
    },
    pass: { "no database at all": (graph) => graph.splice(0, graph.length) },
  },
  "postgresql-groups-do-not-log-in": {
    fail: { login: set("role-analyst", { login: true, password: "x".repeat(32) }) },
    also: ["postgresql-logins-have-secret-passwords"],
  },
  "postgresql-databases-belong-to-the-administrator": {
    fail: { "a service": set("db", { owner: "airbyte" }) },
    pass: { "the administrator by name": set("db", { owner: "postgres" }) },
  },
  "postgresql-has-no-superusers": {
    fail: {
      admin: set("role-admin", { superuser: true }),
      login: set("role-example_analyst", { superuser: true }),
    },
  },
  "postgresql-roles-lack-cluster-rights": {
    fail: {
      "makes roles": set("role-data_engineer", { createRole: true }),
      "makes databases": set("role-example_analyst", { createDatabase: true }),
      "sees all rows": set("role-analyst", { bypassRowLevelSecurity: true }),
    },
  },
  "postgresql-replication-is-named": {
    fail: {
      "data engineer": set("role-data_engineer", { replication: true }),
      login: set("role-example_analyst", { replication: true }),
    },
    pass: {
      "a role for it": add({
        type: "postgresql:index/role:Role",
        name: "replicator",
        inputs: { name: "replicator", replication: true },
      }),
    },
  },
  "postgresql-logins-have-secret-passwords": {
    fail: {
      none: inputs("role-example_analyst", (given) => delete given["password"]),
      plain: set("role-example_analyst", { password: "a-long-enough-password-in-plain" }),
      short: (graph) => {
        named(graph, "role-example_analyst").options = { additionalSecretOutputs: ["password"] };
        set("role-example_analyst", { password: "short" })(graph);
      },
    },
  },
  "postgresql-grants-follow-roles": {
    fail: {
      viewer: add({
        type: "postgresql:index/grant:Grant",
        name: "g",
        inputs: { database: "live", objectType: "database", role: "viewer", privileges: ["CONNECT"] },
      }),
      "analyst writes": set("grant-analyst", { privileges: ["SELECT", "INSERT"] }),
      "analyst has all": set("grant-analyst", { privileges: ["ALL"] }),
      "analyst's defaults": add({
        type: "postgresql:index/defaultPrivileges:DefaultPrivileges",
        name: "d",
        inputs: {
          database: "live",
          owner: "admin",
          objectType: "table",
          role: "analyst",
          privileges: ["UPDATE"],
        },
      }),
      "what charts send writes": add({
        type: "postgresql:index/grant:Grant",
        name: "g",
        inputs: { database: "live", objectType: "table", role: "superset_live", privileges: ["INSERT"] },
      }),
      "what Dremio is asked writes": add({
        type: "postgresql:index/grant:Grant",
        name: "g",
        inputs: { database: "live", objectType: "table", role: "dremio", privileges: ["DELETE"] },
      }),
      "what Dremio is asked reads another database": add({
        type: "postgresql:index/grant:Grant",
        name: "g",
        inputs: { database: "superset", objectType: "database", role: "dremio", privileges: ["CONNECT"] },
      }),
      everybody: set("closed-live", { privileges: ["connect"] }),
      "passes it on": set("grant-data_engineer", { withGrantOption: true }),
    },
    pass: { "analyst uses a schema": set("grant-analyst", { objectType: "schema", privileges: ["usage"] }) },
    also: ["postgresql-public-has-nothing"],
  },
  "viewer-and-analyst-inherit-nothing-more": {
    fail: {
      "by membership": add({
        type: "postgresql:index/grantRole:GrantRole",
        name: "m",
        inputs: { role: "viewer", grantRole: "analyst" },
      }),
      "by its own list": set("role-analyst", { roles: ["pg_write_all_data"] }),
    },
    pass: {
      "admin inherits": add({
        type: "postgresql:index/grantRole:GrantRole",
        name: "m",
        inputs: { role: "admin", grantRole: "analyst" },
      }),
    },
  },
  "passwords-are-long": {
    fail: {
      short: set("password", { length: 19 }),
      "one class": set("password", { lower: false, upper: false, special: false }),
    },
    pass: { "just enough": set("password", { length: 20 }) },
  },
  "secrets-are-random-passwords": {
    fail: {
      "a random string": add({
        type: "random:index/randomString:RandomString",
        name: "s",
        inputs: { length: 32 },
      }),
    },
  },
};
