import { choice, less, limits, standard, type Survivors } from "./reasons";

/** Of roles, grants and databases in PostgreSQL. */
export const inDatabases: readonly Survivors[] = [
  { kind: /^Container \S+-process: without envs\[LAKEHOUSE_PROCESS_MEMORY=/, because: limits },
  // Where readers have theirs is looked at.
  {
    kind: /^(DefaultPrivileges|Grant|GrantRole) (?!\S+-public: )\S+: (is gone|without(?! database)|withAdminOption = false)/,
    because: less,
  },
  {
    kind: /^(DefaultPrivileges|Grant) (?!\S+-public: )(?!\S+-(analyst|superset-live|dremio)(-schema|-tables)?: )\S+: without database/,
    because: less,
  },
  { kind: /^Grant \S+-public: without privileges/, because: "None is the same as an empty list." },
  {
    kind: /^(DefaultPrivileges|Grant) \S+-(admin|airbyte|data-engineer|dbt|superset)(-schema|-tables)?: lets write/,
    because: choice,
  },
  { kind: /^Grant \S+-public-schema: is for the viewer/, because: "Whoever looks may create nothing there." },
  {
    kind: /^(DefaultPrivileges|Grant) \S+-admin: may be passed on/,
    because: "An administrator may do anything.",
  },
  { kind: /^Role \S+-login-role: is gone$/, because: less },
  {
    kind: /^Role \S+: (without (roles|login|superuser|createDatabase|createRole)|(login|createDatabase|createRole) = false)/,
    because: less,
  },
  { kind: /^Role \S+: without (assumeRole|connectionLimit)/, because: limits },
  { kind: /^Role \S+-(login-role|admin|data-engineer): is a member of data_engineer/, because: choice },
  {
    kind: /^Role \S+-admin: passes row security/,
    because: "An administrator may do anything; that is the role.",
  },
  { kind: /^(Database|Schema) \S+: without (encoding|lc|template|database)/, because: standard },
];
