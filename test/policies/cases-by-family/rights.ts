import type { GraphResource } from "../../../policies/evaluate";
import { add, edit, env, inputs, remove, set, type PolicyCases } from "../cases";
import { document } from "../fixture-files";
import { named } from "../fixtures";

const objects = ["arn:aws:s3:::datalake/silver/*"];
const bucket = ["arn:aws:s3:::datalake"];
const statements = (...list: object[]) => set("policy-data-engineer", { policy: document(list) });
const allow = (actions: string[], resources: string[], more: object = {}) => ({
  Effect: "Allow",
  Action: actions,
  Resource: resources,
  ...more,
});
const deny = (actions: string[], resources: string[]) => ({
  Effect: "Deny",
  Action: actions,
  Resource: resources,
});
const attachment = (of: "Group" | "User", holder: string, policyName: string): GraphResource => ({
  type: `minio:index/iam${of}PolicyAttachment:Iam${of}PolicyAttachment`,
  name: "attachment",
  inputs: { [of === "Group" ? "groupName" : "userName"]: holder, policyName },
});
const conf = (from: string, to: string) => edit("postgresql", "/etc/pg/postgresql.conf", from, to);
const user = (secretOutputs: string[]) =>
  add({
    type: "minio:index/iamUser:IamUser",
    name: "user",
    inputs: { name: "dremio", secret: "a-password-that-is-long-enough" },
    options: { additionalSecretOutputs: secretOutputs },
  });

/** Who may do what in the servers, and what they sign on with; part of the identity family. */
export const rights: Record<string, PolicyCases> = {
  "object-store-has-its-own-administrator": {
    fail: {
      "no name": env("object-store", "MINIO_ROOT_USER_FILE", undefined),
      "no password": env("object-store", "MINIO_ROOT_PASSWORD_FILE", undefined),
      "file that is not there": inputs("object-store", (given) => given["uploads"].pop()),
    },
  },
  "object-store-only-admin-administers": {
    fail: {
      users: statements(allow(["admin:CreateUser"], objects)),
      keys: statements(allow(["kms:CreateKey"], objects)),
      "a bucket's rules": statements(allow(["s3:PutBucketPolicy"], bucket)),
      "lifecycle rules": statements(allow(["s3:PutLifecycleConfiguration"], bucket)),
      "retention passed by": statements(allow(["s3:BypassGovernanceRetention"], objects)),
    },
    pass: {
      "where it is denied": statements(allow(["s3:GetObject"], objects), deny(["admin:CreateUser"], [])),
    },
  },
  "object-store-users-make-no-credentials": {
    fail: {
      "nothing denied": set("policy-data-engineer", {
        policy: JSON.stringify({ Statement: [allow(["s3:GetObject"], objects)] }),
      }),
      "not all of it": set("policy-data-engineer", {
        policy: JSON.stringify({ Statement: [deny(["admin:CreateServiceAccount"], [])] }),
      }),
    },
    pass: {
      "the administrator's": set("policy-admin", {
        policy: JSON.stringify({ Statement: [allow(["s3:*", "admin:*"], ["arn:aws:s3:::*"])] }),
      }),
    },
  },
  "object-store-versions-are-kept": {
    fail: {
      "deletion alone": statements(allow(["s3:DeleteObject"], objects)),
      "denied elsewhere": statements(
        allow(["s3:DeleteObject"], objects),
        deny(["s3:DeleteObjectVersion"], ["arn:aws:s3:::datalake/gold/*"]),
      ),
      allowed: statements(allow(["s3:DeleteObjectVersion"], objects)),
    },
    pass: {
      denied: statements(allow(["s3:DeleteObject"], objects), deny(["s3:DeleteObjectVersion"], objects)),
    },
  },
  "object-store-lists-what-it-reads": {
    fail: {
      "the whole bucket": statements(allow(["s3:GetObject"], objects), allow(["s3:ListBucket"], bucket)),
    },
    pass: {
      "by prefix": statements(
        allow(["s3:ListBucket"], bucket, { Condition: { StringLike: { "s3:prefix": ["silver/*"] } } }),
      ),
      "what it reads": statements(
        allow(["s3:GetObject"], ["arn:aws:s3:::datalake/*"]),
        allow(["s3:ListBucket"], bucket),
      ),
    },
  },
  "object-store-attachments-follow-roles": {
    fail: {
      "another role's": add(attachment("Group", "lakehouse-viewer", "lakehouse-admin")),
      "a role's to a group that is none": add(attachment("Group", "auditors", "lakehouse-admin")),
      "a role's to one user": add(attachment("User", "dremio", "lakehouse-admin")),
      "none of a role to its group": add(attachment("Group", "lakehouse-viewer", "lakehouse-dremio")),
    },
    pass: {
      "its own": add(attachment("Group", "lakehouse-viewer", "lakehouse-viewer")),
      "a service's": add(attachment("User", "dremio", "lakehouse-dremio")),
    },
  },
  "credentials-are-secret": {
    fail: {
      "a user's": user([]),
      "an authority's key": (graph) => {
        named(graph, "ca").inputs["privateKeyPem"] = "key";
      },
    },
    pass: { secret: user(["secret"]) },
  },
  "postgresql-public-has-nothing": {
    fail: {
      "one of ours": remove("closed-live"),
      "the server's": remove("closed-template1"),
      "only its schema": set("closed-live", { objectType: "schema" }),
      "another role": set("closed-live", { role: "viewer" }),
    },
  },
  "postgresql-logs-connections": {
    fail: {
      off: conf("log_connections = on", "log_connections = off"),
      "left out": conf("log_disconnections = on\n", ""),
    },
  },
  "postgresql-settings-are-known": {
    fail: {
      "a program for each part of the log": conf("ssl = on", "ssl = on\narchive_command = 'cp %p /tmp'"),
      "a library for each session": conf("ssl = on", "ssl = on\nsession_preload_libraries = 'x'"),
      "a library for the server": conf("pg_stat_statements, pg_tde", "pg_stat_statements, pg_tde, x"),
      "a further file": conf("ssl = on", "include_if_exists '/tmp/more.conf'\nssl = on"),
      "capital letters": conf("ssl = on", "Restore_Command='x'\nssl = on"),
      "a log in files": conf("ssl = on", "log_destination = 'csvlog'\nssl = on"),
      "a line that is none": conf("ssl = on", "'ssl' = on\nssl = on"),
      "on the command line": inputs("postgresql", (given) => given["command"].push("--archive_library=x")),
    },
    pass: {
      "encryption alone": conf("pg_stat_statements, pg_tde", "pg_tde"),
      "room for more": conf("ssl = on", "ssl = on\nmax_connections = 200 # for all"),
    },
  },
};
