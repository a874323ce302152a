import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessDocument } from "../../../components/presentation/superset/access-document";
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

const settings = readFileSync(
  join(__dirname, "../../../components/presentation/superset/server/superset_config.py"),
  "utf8",
);
const groups = {
  issuer: "https://login.localhost/dex",
  roles: { admin: ["Admin"], "data-engineer": ["DataEngineer"], analyst: ["Analyst"], viewer: ["Viewer"] },
};
const signOn = file("sign-on.json", JSON.stringify(groups));
const access = file("access.json", JSON.stringify(accessDocument()));
const config = file("superset_config.py", settings);

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
      "an analyst who reads bronze": access('"schema":"gold"', '"schema":"bronze"'),
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
    also: ["superset-permissions-are-known"],
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
};
