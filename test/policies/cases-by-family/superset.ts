import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessDocument } from "../../../components/presentation/superset/access-document";
import { assets } from "../../../components/presentation/superset/assets";
import { catalogDocument } from "../../../components/processing/dremio/catalog";
import { asSecret } from "../../../policies/evaluate";
import { inputs, type Change, type PolicyCases } from "../cases";

/** The job with a file of Superset's, in which one text is another. */
const file =
  (name: string, text: string) =>
  (from = "", to = ""): Change => {
    if (!text.includes(from)) throw new Error(`${name} does not hold: ${from}`);
    return inputs("access-files", (given) =>
      given["uploads"].push({
        ...{ file: `/etc/lakehouse/superset/${name}`, permissions: "0400" },
        content: asSecret(text.replace(from, to)),
      }),
    );
  };

const of = (path: string) =>
  readFileSync(join(__dirname, "../../../components/presentation/superset", path), "utf8");
const settings = of("server/superset_config.py");
const groups = {
  issuer: "https://login.localhost/dex",
  roles: { admin: ["Admin"], "data-engineer": ["DataEngineer"], analyst: ["Analyst"], viewer: ["Viewer"] },
};
const signOn = file("sign-on.json", JSON.stringify(groups));
const access = file("access.json", JSON.stringify(accessDocument()));
const config = file("superset_config.py", settings);
const shown = assets("/", { dremio: "dremio", postgresql: "postgresql" });
const database = (name: string) => {
  const asset = shown.find(({ path }) => path.endsWith(name))!;
  return file(name, asset.content as string);
};
const live = database("asset.databases.live.yaml");
const dremio = database("asset.databases.dremio.yaml");

/** Dremio's bootstrap document, as its component makes it. */
const login = (port: number) => ({ host: "server", port, user: "dremio" });
const catalog = file(
  "catalog.json",
  JSON.stringify(
    catalogDocument({
      ...{ url: "https://dremio:9047", administrator: "administrator", users: ["superset"] },
      ...{ objectStore: login(9000), postgresql: login(5432), searchStore: login(9200) },
    }),
  ),
);

/** Who may do what in Superset; part of the identity family. */
export const supersetIdentity: Record<string, PolicyCases> = {
  "superset-roles-follow-groups": {
    fail: {
      "a viewer who is administrator": signOn('"viewer":["Viewer"]', '"viewer":["Admin"]'),
      "a group with two roles": signOn('["Analyst"]', '["Analyst","DataEngineer"]'),
      "a group with a role that comes with Superset": signOn('["Analyst"]', '["Alpha"]'),
      "groups that cannot be read": signOn("{", "["),
      "a viewer who explores": access('"name":"Viewer","like":[]', '"name":"Viewer","like":["Gamma"]'),
      "a viewer with data": access(
        '"permissions":[["can_read","Dashboard"]',
        '"permissions":[["all_datasource_access","all_datasource_access"]',
      ),
      "an analyst who reads a database of others": access(
        '"databases":["Dremio"',
        '"databases":["Elsewhere"',
      ),
      "a viewer who reads a database": access(
        '"menu_access","Dashboards"]],"without":[],"databases":[',
        '"menu_access","Dashboards"]],"without":[],"databases":["Live"',
      ),
      "an analyst who reads all": access(
        '"name":"Analyst","like":["Gamma"',
        '"name":"Analyst","like":["Alpha"',
      ),
      "a role of nobody's": access('"name":"Analyst"', '"name":"Guest"'),
      "engineers who administer": access('"like":["Alpha"', '"like":["Admin"'),
      "passwords of its own": config("AUTH_TYPE = AUTH_OAUTH", "AUTH_TYPE = AUTH_DB"),
      "roles that stay": config("AUTH_ROLES_SYNC_AT_LOGIN = True", "AUTH_ROLES_SYNC_AT_LOGIN = False"),
      "a role for everybody": config('REGISTRATION_ROLE = "Public"', 'REGISTRATION_ROLE = "Gamma"'),
      "a role for strangers": config("PUBLIC_ROLE_LIKE = None", 'PUBLIC_ROLE_LIKE = "Gamma"'),
      "figures without bounds": config("CUSTOM_SECURITY_MANAGER", "# CUSTOM_SECURITY_MANAGER"),
      "charts of others": config("FLASK_APP_MUTATOR = bounds.install\n"),
      "templates in queries": config(
        '"ENABLE_TEMPLATE_PROCESSING": False',
        '"ENABLE_TEMPLATE_PROCESSING": True',
      ),
    },
    pass: {
      "groups as they are": signOn(),
      "groups of a company's": signOn('"viewer"', '"readers of dashboards"'),
      "roles as they are": access(),
      "settings as they are": config(),
    },
    also: ["superset-permissions-are-known", "superset-settings-are-known"],
  },
  "dremio-reads-what-analysts-read": {
    fail: {
      "every bucket": catalog('"whitelistedBuckets":["datalake"]', '"whitelistedBuckets":[]'),
      "a bucket more": catalog('["datalake"]', '["datalake","backups"]'),
      "another login of the object store": catalog('"accessKey":"dremio"', '"accessKey":"backup"'),
      "another login of PostgreSQL": catalog('"username":"dremio"', '"username":"postgres"'),
      "another database": catalog('"databaseName":"live"', '"databaseName":"superset"'),
      "hidden indices": catalog('"showHiddenIndices":false', '"showHiddenIndices":true'),
      "a source of another kind": catalog('"type":"POSTGRES"', '"type":"HIVE"'),
      "sources that cannot be read": catalog('"sources"', '"places"'),
    },
    pass: { "sources as they are": catalog() },
  },
  "superset-permissions-are-known": {
    fail: {
      "a viewer who reads databases": access(
        '["can_read","Dashboard"]',
        '["can_read","Dashboard"],["can_read","Database"]',
      ),
      ...Object.fromEntries(
        ["Database", "Dataset", "Role"].map((view) => [
          `an analyst who writes ${view}`,
          access('["can_samples","Datasource"]', `["can_samples","Datasource"],["can_write","${view}"]`),
        ]),
      ),
      "an analyst who lets guests in": access(
        '["can_samples","Datasource"]',
        '["can_grant_guest_token","SecurityRestApi"]',
      ),
      "an analyst who keeps what is taken away": access(',["can_write","Theme"]'),
      "engineers with a permission of their own": access(
        '"like":["Alpha","sql_lab"],"permissions":[',
        '"like":["Alpha","sql_lab"],"permissions":[["can_write","Role"]',
      ),
      "a viewer like another role": access('"name":"Viewer","like":[', '"name":"Viewer","like":["sql_lab"'),
      "a dashboard for strangers": access('"Analyst","Viewer"]', '"Analyst","Viewer","Public"]'),
      "another owner": access('"login":"lakehouse"', '"login":"example_viewer"'),
      "roles that cannot be read": access('"dashboards"', '"panels"'),
    },
    pass: {
      "roles as they are": access(),
      "an analyst with less": access('["can_samples","Datasource"],', ""),
      "a dashboard for fewer": access('"Analyst","Viewer"]', '"Analyst"]'),
    },
    also: ["superset-roles-follow-groups"],
  },
  "superset-settings-are-known": {
    fail: {
      "passwords of its own, later": config("ROW_LIMIT = ", "AUTH_TYPE = 1\nROW_LIMIT = "),
      "a role for strangers, later": config("ROW_LIMIT = ", 'PUBLIC_ROLE_LIKE = "Gamma"\nROW_LIMIT = '),
      "a role for strangers, by another name": config(
        "ROW_LIMIT = ",
        'AUTH_ROLE_PUBLIC = "Admin"\nROW_LIMIT = ',
      ),
      "said twice": config("ROW_LIMIT = ", "AUTH_TYPE = AUTH_OAUTH\nROW_LIMIT = "),
      "two in one line": config("ROW_LIMIT = 10_000", "ROW_LIMIT = 10_000; AUTH_TYPE = 1"),
      "within a condition": config("ROW_LIMIT = ", "if FILES:\n    AUTH_TYPE = 1\nROW_LIMIT = "),
      "where comments end": config("# Rows: ", "# Rows:\rAUTH_TYPE = 1 # "),
      "where its own words end": config("Where things are", '"""\nAUTH_TYPE = 1\n"""'),
      "in letters of another encoding": config('"""Settings', '# coding: utf-7\n"""Settings'),
      "names of another module": config("import os\n", "import os\nfrom settings import *\n"),
      "a flag, later": config("ROW_LIMIT = ", 'FEATURE_FLAGS["EMBEDDED_SUPERSET"] = True\nROW_LIMIT = '),
      "queries nobody looks at": config("def SQL_QUERY_MUTATOR(", "def _sql_query_mutator("),
      "queries looked at in vain": config(
        "refuse_unless_it_reads(sql, database.db_engine_spec.engine)",
        "pass",
      ),
      "dashboards without roles": config('"DASHBOARD_RBAC": True', '"DASHBOARD_RBAC": False'),
      "changes from other pages": config("WTF_CSRF_ENABLED = True", "WTF_CSRF_ENABLED = False"),
      "a cookie in plain": config("SESSION_COOKIE_SECURE = True", "SESSION_COOKIE_SECURE = False"),
      "databases that are files": config(
        "PREVENT_UNSAFE_DB_CONNECTIONS = True",
        "PREVENT_UNSAFE_DB_CONNECTIONS = False",
      ),
      "pages without a policy": config("TALISMAN_ENABLED = True\n"),
    },
    pass: {
      "settings as they are": config(),
      "other measures": config("SQLLAB_TIMEOUT = 60", "SQLLAB_TIMEOUT = 1_200"),
      "other words": config("# Rows: ", "# Of rows: "),
    },
    also: ["superset-roles-follow-groups"],
  },
  "superset-databases-are-only-read": {
    fail: {
      "another login": live("superset_live@", "superset@"),
      "the administrator": live("superset_live@", "postgres@"),
      "another server": live("?sslmode", "?host=10.9.9.9&sslmode"),
      "sessions that write": live("&options=-cdefault_transaction_read_only%3Don"),
      "queries that write": live("allow_dml: false", "allow_dml: true"),
      "queries that write in Dremio": dremio("allow_dml: false", "allow_dml: true"),
      "said again": dremio("version:", "allow_dml: true\nversion:"),
      "said in another way": dremio("version:", '"allow_dml": true\nversion:'),
      "tables of queries": live("allow_ctas: false\n"),
      "logins of whoever asks": dremio("impersonate_user: false", "impersonate_user: true"),
      "arguments for the driver": live("engine_params: {}", "engine_params: { connect_args: {} }"),
      "a database of nobody's": live("database_name: Live", "database_name: Other"),
    },
    pass: {
      "as it is": live(),
      "as Dremio's is": dremio(),
      "not in SQL Lab": live("expose_in_sqllab: true", "expose_in_sqllab: false"),
    },
  },
};
