import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { durable, inServer, type Platform } from "../../platform/platform";
import { Credential } from "../../security/credential";
import {
  databaseOwner,
  databases,
  exampleLogin,
  liveSchemas,
  postgresqlRole,
  postgresqlServices,
  roles,
  schemaGrants,
  type Principal,
  type Role,
} from "../../security/roles";
import { defaultPrivileges, grantees, tablePrivileges } from "./grants";

/** A PostgreSQL login. */
export interface DatabaseLogin {
  user: string;
  password: pulumi.Output<string>;
}

/** What an administrator may do beyond the catalogue's grants, without being superuser. */
const administratorRoles = ["pg_monitor", "pg_read_all_data", "pg_write_all_data"];

/**
 * The role catalogue inside PostgreSQL: four group roles that cannot log in, a login for each service, databases
 * with their owners, and grants. Nothing is left to PUBLIC.
 */
export class RelationalStoreAccess extends pulumi.ComponentResource {
  /** By role or service. */
  readonly logins: Record<string, DatabaseLogin> = {};
  private readonly principals = new Map<Principal, postgresql.Role>();
  private readonly databases = new Map<string, postgresql.Database>();
  private readonly within: pulumi.CustomResourceOptions;

  constructor(
    private readonly name: string,
    private readonly args: { platform: Platform; exampleUsers: boolean },
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:storage:RelationalStoreAccess", name, {}, opts);
    this.within = { parent: this, ...inServer(args.platform) };
    this.createGroupRoles();
    this.createServiceLogins();
    this.createDatabases();
    this.createSchemas();
    this.registerOutputs();
  }

  private createGroupRoles(): void {
    for (const role of roles) {
      const administrator = role === "admin";
      const group = new postgresql.Role(
        `${this.name}-${role}`,
        {
          name: postgresqlRole(role),
          login: false,
          superuser: false,
          createDatabase: administrator,
          createRole: administrator,
          roles: administrator ? administratorRoles : [],
        },
        this.within,
      );
      this.principals.set(role, group);
      if (this.args.exampleUsers) this.createExample(role, group);
    }
    for (const role of roles.filter((each) => each !== "admin")) {
      new postgresql.GrantRole(
        `${this.name}-admin-of-${role}`,
        {
          role: this.principals.get("admin")!.name,
          grantRole: this.principals.get(role)!.name,
          withAdminOption: true,
        },
        this.within,
      );
    }
  }

  private createExample(role: Role, group: postgresql.Role): void {
    // Acting as the group lets colleagues change each other's tables, and default privileges apply to them.
    this.login(role, exampleLogin(role), { roles: [group.name], assumeRole: group.name });
  }

  private createServiceLogins(): void {
    for (const service of postgresqlServices) this.principals.set(service, this.login(service, service, {}));
  }

  private login(principal: Principal, user: string, more: Partial<postgresql.RoleArgs>): postgresql.Role {
    const id = `${this.name}-${principal}-login`;
    const credential = new Credential(id, { user }, { parent: this });
    this.logins[principal] = { user, password: credential.password };
    return new postgresql.Role(
      `${id}-role`,
      { name: user, login: true, superuser: false, password: credential.password, ...more },
      { ...this.within, additionalSecretOutputs: ["password"] },
    );
  }

  private createDatabases(): void {
    for (const name of databases) {
      const owner = databaseOwner[name];
      const database = new postgresql.Database(
        `${this.name}-${name}`,
        {
          name,
          // template1 carries the encryption extension, so every table of a new database is encrypted.
          template: "template1",
          encoding: "UTF8",
          lcCollate: "C",
          lcCtype: "C",
          ...(owner ? { owner: this.principals.get(owner)!.name } : {}),
        },
        { ...this.within, ...durable(this.args.platform) },
      );
      this.databases.set(name, database);
      this.grant(`${name}-public`, {
        database: database.name,
        role: "public",
        objectType: "database",
        privileges: [],
      });
      this.connect(name, "admin");
    }
    this.grant("maintenance-public", {
      database: "postgres",
      role: "public",
      objectType: "database",
      privileges: [],
    });
  }

  private createSchemas(): void {
    const database = this.databases.get("live")!.name;
    for (const principal of grantees()) if (principal !== "admin") this.connect("live", principal);
    this.grant("live-public-schema", {
      database,
      role: "public",
      schema: "public",
      objectType: "schema",
      privileges: [],
    });
    const schemas = new Map(
      liveSchemas.map((schema) => [
        schema,
        new postgresql.Schema(
          `${this.name}-live-${schema}`,
          { database, name: schema },
          { ...this.within, ...durable(this.args.platform) },
        ).name,
      ]),
    );
    for (const principal of grantees()) {
      for (const { schema, access } of schemaGrants[principal]) {
        this.grant(`live-${schema}-${principal}`, {
          database,
          role: this.principals.get(principal)!.name,
          schema: schemas.get(schema)!,
          objectType: "schema",
          privileges: access === "write" ? ["CREATE", "USAGE"] : ["USAGE"],
        });
      }
    }
    for (const { schema, owner, grantee, access } of defaultPrivileges()) {
      for (const [objectType, privileges] of Object.entries(tablePrivileges[access])) {
        new postgresql.DefaultPrivileges(
          `${this.name}-live-${schema}-${objectType}s-of-${owner}-to-${grantee}`,
          {
            database,
            schema: schemas.get(schema)!,
            owner: this.principals.get(owner)!.name,
            role: this.principals.get(grantee)!.name,
            objectType,
            privileges,
          },
          this.within,
        );
      }
    }
  }

  private connect(database: string, principal: Principal): void {
    this.grant(`${database}-connect-${principal}`, {
      database: this.databases.get(database)!.name,
      role: this.principals.get(principal)!.name,
      objectType: "database",
      privileges: ["CONNECT"],
    });
  }

  private grant(id: string, args: postgresql.GrantArgs): void {
    new postgresql.Grant(`${this.name}-grant-${id}`, args, this.within);
  }
}
