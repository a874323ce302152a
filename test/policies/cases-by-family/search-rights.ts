import { asSecret, unknownText } from "../../../policies/evaluate";
import { env, inputs, remove, type PolicyCases } from "../cases";
import { searchRole, searchUser } from "../fixture-files";
import { canary } from "../fixtures";
import { added, content, without, yml } from "./search-changes";

const http = "xpack.security.http.ssl.";
const role = (name: string, text: string) =>
  content("access-files", `/etc/access/role-lakehouse_${name}.json`, text);
const user = (login: string, text: unknown) =>
  content("access-files", `/etc/access/user-${login}.json`, text);

/** Who may do what in the search store; part of the identity family. */
export const searchIdentity: Record<string, PolicyCases> = {
  "elasticsearch-requires-a-login": {
    fail: {
      off: yml("  enabled: true", "  enabled: false"),
      "not said": yml("  enabled: true\n", ""),
      "off by variable": env("elasticsearch", "xpack.security.enabled", "false"),
      "an anonymous user": added("xpack.security.authc.anonymous.roles: [lakehouse_viewer]"),
      "an anonymous user by variable": env(
        "elasticsearch",
        "ES_SETTING_XPACK_SECURITY_AUTHC_ANONYMOUS_ROLES",
        "superuser",
      ),
      "built-in users": yml("  authc.reserved_realm.enabled: false\n", ""),
      enrollment: added("xpack.security.enrollment.enabled: true"),
      "its own setup": yml("autoconfiguration.enabled: false", "autoconfiguration.enabled: true"),
    },
    pass: { "enrollment said to be off": added("xpack.security.enrollment.enabled: false") },
  },
  "elasticsearch-keeps-secrets-out-of-settings": {
    fail: {
      "a key store's": added(`${http}keystore.password: ${canary}`),
      "a key's": added(`${http}key_passphrase: ${canary}`),
      nested: added(`s3: { client: { default: { secret_key: ${canary} } } }`),
    },
    pass: { "a way to hash": added("xpack.security.authc.password_hashing.algorithm: bcrypt") },
  },
  "elasticsearch-has-one-superuser": {
    fail: {
      none: without("elasticsearch", "/etc/search/users_roles"),
      "no users": without("elasticsearch", "/etc/search/users"),
      "nobody named": content("elasticsearch", "/etc/search/users_roles", "superuser:\n"),
      two: content("elasticsearch", "/etc/search/users_roles", "superuser:administrator,example_analyst\n"),
      "two lines": content(
        "elasticsearch",
        "/etc/search/users_roles",
        "superuser:administrator\nsuperuser:x\n",
      ),
      "another role": content(
        "elasticsearch",
        "/etc/search/users_roles",
        "superuser:administrator\nlakehouse_admin:x\n",
      ),
      "another user": content("elasticsearch", "/etc/search/users", asSecret(`root:$2a$10$${canary}\n`)),
      "a second user": content(
        "elasticsearch",
        "/etc/search/users",
        asSecret(`administrator:$2a$10$${canary}\nroot:$2a$10$${canary}\n`),
      ),
      "roles in a file": inputs("elasticsearch", (given) =>
        given["uploads"].push({ file: "/etc/search/roles.yml", content: "x:\n", permissions: "0444" }),
      ),
    },
    pass: {
      "another name": (graph) => {
        content("elasticsearch", "/etc/search/users_roles", "superuser:root\n")(graph);
        content("elasticsearch", "/etc/search/users", asSecret(`root:$2a$10$${canary}\n`))(graph);
      },
      "whose password is not made yet": content("elasticsearch", "/etc/search/users", asSecret(unknownText)),
    },
  },
  "elasticsearch-roles-are-complete": {
    fail: {
      "no viewer": without("access-files", "/etc/access/role-lakehouse_viewer.json"),
      "two analysts": inputs("access-files", (given) =>
        given["uploads"].push({
          file: "/etc/access/role-analyst.json",
          content: searchRole(["lake-*"], ["read"]),
          permissions: "0444",
        }),
      ),
      "no job": remove("access-job"),
      "nobody brings them": inputs("access-files", (given) => (given["uploads"] = [given["uploads"][0]])),
    },
    pass: {
      "no search store": (graph) =>
        ["elasticsearch", "access-files", "access-job"].forEach((name) => remove(name)(graph)),
    },
    also: ["postgresql-clients-verify-tls", "elasticsearch-users-follow-roles"],
  },
  "elasticsearch-viewer-has-no-data": {
    fail: {
      reads: role("viewer", searchRole(["lake-*"], ["read"])),
      "looks at the cluster": role("viewer", searchRole([], [], { cluster: ["monitor"] })),
      "reads elsewhere": role(
        "viewer",
        searchRole([], [], {
          remote_indices: [{ names: ["lake-*"], privileges: ["read"], clusters: ["x"] }],
        }),
      ),
      "acts for another": role("viewer", searchRole([], [], { run_as: ["example_analyst"] })),
      "not JSON": role("viewer", `{ ${canary}`),
    },
    pass: { "a description": role("viewer", searchRole([], [], { description: "sees dashboards" })) },
    also: [
      "elasticsearch-only-admin-administers",
      // Nobody can judge the other rules either.
      "elasticsearch-analyst-only-reads",
      "elasticsearch-roles-have-no-wildcard",
    ],
  },
  "elasticsearch-analyst-only-reads": {
    fail: {
      writes: role("analyst", searchRole(["lake-*"], ["read", "write"])),
      deletes: role("analyst", searchRole(["lake-*"], ["delete_index"])),
      "in other letters": role("analyst", searchRole(["lake-*"], ["Write"])),
    },
    pass: { "sees settings": role("analyst", searchRole(["lake-*"], ["read", "view_index_metadata"])) },
  },
  "elasticsearch-only-admin-administers": {
    fail: {
      "a cluster's": role(
        "data_engineer",
        searchRole(["lake-*"], ["read"], { cluster: ["manage_security"] }),
      ),
      everything: role("data_engineer", searchRole(["lake-*"], ["all"])),
      "a service": role("logs", searchRole(["logs-*"], ["create_doc", "manage"])),
      "acts for others": role("data_engineer", searchRole(["lake-*"], ["read"], { run_as: ["*"] })),
      "an application's": role(
        "logs",
        searchRole([], [], {
          applications: [{ application: "kibana", privileges: ["all"], resources: ["*"] }],
        }),
      ),
      global: role("logs", searchRole([], [], { global: { profile: {} } })),
      "looks at everything": role(
        "logs",
        searchRole(["lake-*"], ["read"], { cluster: ["cluster:monitor/*"] }),
      ),
      "a person who looks": role(
        "analyst",
        searchRole(["lake-*"], ["read"], { cluster: ["cluster:monitor/state"] }),
      ),
      "another cluster's": role(
        "logs",
        searchRole([], [], { remote_cluster: [{ clusters: ["x"], privileges: ["monitor_stats"] }] }),
      ),
      "the server's own indices": role(
        "logs",
        JSON.stringify({
          indices: [{ names: ["logs-*"], privileges: ["read"], allow_restricted_indices: true }],
        }),
      ),
    },
    pass: {
      maintains: role("data_engineer", searchRole(["lake-*"], ["maintenance", "create_index"])),
      "a service that looks": role(
        "logs",
        searchRole(["logs-*"], ["read"], { cluster: ["cluster:monitor/health", "cluster:monitor/state"] }),
      ),
    },
  },
  "elasticsearch-roles-have-no-wildcard": {
    fail: {
      "every index": role("data_engineer", searchRole(["*"], ["read"])),
      "every index and more": role("analyst", searchRole(["lake-*", "*"], ["read"])),
      "an expression": role("data_engineer", searchRole(["/.*/"], ["read"])),
      "all that ends so": role("logs", searchRole(["*-2026"], ["read"])),
      "the server's own": role("logs", searchRole([".security*"], ["read"])),
      "no name": role("logs", JSON.stringify({ indices: [{ privileges: ["read"] }] })),
    },
    pass: { "a whole name": role("logs", searchRole(["logs"], ["create_doc"])) },
  },
  "elasticsearch-users-follow-roles": {
    fail: {
      superuser: user("logs", asSecret(searchUser(["superuser"], canary))),
      "two roles": user("logs", asSecret(searchUser(["lakehouse_logs", "lakehouse_analyst"], canary))),
      "no role": user("logs", asSecret(searchUser([], canary))),
      "another's": user("example_analyst", asSecret(searchUser(["lakehouse_admin"], canary))),
      "a short password": user("logs", asSecret(searchUser(["lakehouse_logs"], "hunter2"))),
      "a hash": user("logs", asSecret(JSON.stringify({ roles: ["lakehouse_logs"], password_hash: canary }))),
      "not JSON": user("logs", asSecret(`{ ${canary}`)),
    },
    pass: { "not made yet": user("logs", asSecret(unknownText)) },
  },
};
