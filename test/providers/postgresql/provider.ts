import type { TestProvider } from "../runtime/resource-type";
import { configurationProperties, readConfiguration, unsupportedConfiguration } from "./configuration";
import { Connection } from "./connection";
import { database } from "./resources/database";
import { defaultPrivileges } from "./resources/default-privileges";
import { extension } from "./resources/extension";
import { grant } from "./resources/grant";
import { grantRole } from "./resources/grant-role";
import { role } from "./resources/role";
import { schema } from "./resources/schema";

/**
 * Stands in for the plugin of `@pulumi/postgresql` 3.18.1 where it cannot be downloaded. Behaviour follows
 * that plugin's source, cyrilgdn/terraform-provider-postgresql at ff936b9.
 */
export const postgresqlProvider: TestProvider<Connection> = {
  name: "postgresql",
  version: "3.18.1",
  configuration: configurationProperties,
  unsupportedConfiguration,
  connect: (values) => new Connection(readConfiguration(values)),
  resources: {
    "postgresql:index/database:Database": database,
    "postgresql:index/role:Role": role,
    "postgresql:index/schema:Schema": schema,
    "postgresql:index/grant:Grant": grant,
    "postgresql:index/grantRole:GrantRole": grantRole,
    "postgresql:index/defaultPrivileges:DefaultPrivileges": defaultPrivileges,
    "postgresql:index/extension:Extension": extension,
  },
};
