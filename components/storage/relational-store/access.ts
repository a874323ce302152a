import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { durable, inServer, type Platform } from "../../platform/platform";
import { Credential } from "../../security/credential";
import {
  databaseService,
  databases,
  exampleLogin,
  liveSchemas,
  postgresqlName,
  postgresqlServices,
  roles,
  schemaGrants,
  type Database,
  type Principal,
  type Role,
} from "../../security/roles";
import { defaultPrivileges, grantees, tablePrivileges } from "./grants";

/** A PostgreSQL login. */
export interface DatabaseLogin {
  user: string;
  password: pulumi.Output<string>;
}

/**
 * The role catalogue inside PostgreSQL: four group roles that cannot log in, a login for each service, databases
 * with their owners, and grants. Nothing is left to PUBLIC.
 *
 * Names are literals, with `dependsOn` for the order: a preview knows them all, so policies can judge every grant.
 */
export class RelationalStoreAccess extends pulumi.ComponentResource {
  /** By role or service. */
  readonly logins: Record<string, DatabaseLogin> = {};
  private readonly principals: postgresql.Role[] = [];
  private readonly within: pulumi.CustomResourceOptions;

  constructor(
    private readonly name: string,
    private readonly args: {
      platform: Platform;
      exampleUsers: boolean;
      maxConnections: number;
      rotation?: string | undefined;
    },
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:storage:RelationalStoreAccess", name, {}, opts);
    this.within = { parent: this, ...inServer(args.platform) };
    const groups = roles.filter((role) => role !== "admin").map((role) => this.group(role));
    const logins = postgresqlServices.map((service) => this.login(service, postgresqlName(service)));
    this.principals.push(...groups, ...logins);
    this.principals.push(this.administrators());
    const created = new Map(databases.map((database) => [database, this.database(database)]));
    this.live(created.get("live")!);
    for (const database of ["postgres", "template1"]) {
      this.grant(`${database}-public`, undefined, {
        database,
        role: "public",
        objectType: "database",
        privileges: [],
      });
    }
    this.registerOutputs();
  }

  private group(
    role: Role,
    more: postgresql.RoleArgs = {},
    dependsOn: pulumi.Resource[] = [],
  ): postgresql.Role {
    const group = new postgresql.Role(
      `${this.name}-${role}`,
      {
        name: postgresqlName(role),
        login: false,
        superuser: false,
        createDatabase: false,
        createRole: false,
        ...more,
      },
      { ...this.within, dependsOn },
    );
    if (this.args.exampleUsers) {
      // Acting as the group lets colleagues change each other's tables, and default privileges apply to them.
      const membership = { roles: [postgresqlName(role)], assumeRole: postgresqlName(role) };
      this.login(role, exampleLogin(role), membership, [group]);
    }
    return group;
  }

  /** Administrators make databases and roles, act for every other principal and admit people to the other roles. */
  private administrators(): postgresql.Role {
    const others = roles.filter((role) => role !== "admin").map(postgresqlName);
    const memberships = ["pg_monitor", ...others, ...postgresqlServices.map(postgresqlName)].sort();
    const more = { createDatabase: true, createRole: true, roles: memberships };
    const group = this.group("admin", more, this.principals);
    for (const role of others) {
      new postgresql.GrantRole(
        `${this.name}-admin-of-${role}`,
        { role: postgresqlName("admin"), grantRole: role, withAdminOption: true },
        { ...this.within, dependsOn: [group] },
      );
    }
    return group;
  }

  private login(
    principal: Principal,
    user: string,
    more: postgresql.RoleArgs = {},
    dependsOn: pulumi.Resource[] = [],
  ): postgresql.Role {
    const id = `${this.name}-${principal}-login`;
    const credential = new Credential(id, { user, rotation: this.args.rotation }, { parent: this });
    this.logins[principal] = { user, password: credential.password };
    return new postgresql.Role(
      `${id}-role`,
      {
        name: user,
        login: true,
        superuser: false,
        password: credential.password,
        // A fifth for each: no single login takes the connections of all others.
        connectionLimit: Math.floor(this.args.maxConnections / 5),
        ...more,
      },
      { ...this.within, dependsOn, additionalSecretOutputs: ["password"] },
    );
  }

  private database(name: Database): postgresql.Database {
    const service = databaseService[name];
    const database = new postgresql.Database(
      `${this.name}-${name}`,
      {
        name,
        // template1 carries the encryption extension, so every table of a new database is encrypted.
        template: "template1",
        encoding: "UTF8",
        lcCollate: "C",
        lcCtype: "C",
      },
      { ...this.within, ...durable(this.args.platform), dependsOn: this.principals },
    );
    this.grant(`${name}-public`, database, {
      database: name,
      role: "public",
      objectType: "database",
      privileges: [],
    });
    if (service) {
      // Not the owner: an owner sets the search path of everybody who connects, the administrator too.
      this.grant(`${name}-${service}`, database, {
        database: name,
        role: service,
        objectType: "database",
        privileges: ["CONNECT", "TEMPORARY"],
      });
      this.grant(`${name}-${service}-schema`, database, {
        database: name,
        role: service,
        schema: "public",
        objectType: "schema",
        privileges: ["CREATE", "USAGE"],
      });
    }
    const connecting = name === "live" ? grantees() : (["admin"] as const);
    for (const principal of connecting) {
      this.grant(`${name}-connect-${principal}`, database, {
        database: name,
        role: postgresqlName(principal),
        objectType: "database",
        privileges: ["CONNECT"],
      });
    }
    return database;
  }

  private live(database: postgresql.Database): void {
    this.grant("live-public-schema", database, {
      database: "live",
      role: "public",
      schema: "public",
      objectType: "schema",
      privileges: [],
    });
    for (const schema of liveSchemas) {
      const created = new postgresql.Schema(
        `${this.name}-live-${schema}`,
        { database: "live", name: schema },
        { ...this.within, ...durable(this.args.platform), dependsOn: [database] },
      );
      for (const principal of grantees()) {
        const access = schemaGrants[principal].find((grant) => grant.schema === schema)?.access;
        if (!access) continue;
        this.grant(`live-${schema}-${principal}`, created, {
          database: "live",
          role: postgresqlName(principal),
          schema,
          objectType: "schema",
          privileges: access === "write" ? ["CREATE", "USAGE"] : ["USAGE"],
        });
        // Default privileges are for tables to come: a reader that is new to the catalogue reads what is there too. Who
        // writes has tables of its own, on which it holds more.
        if (access === "read")
          this.grant(`live-${schema}-${principal}-tables`, created, {
            database: "live",
            role: postgresqlName(principal),
            schema,
            objectType: "table",
            privileges: tablePrivileges.read.table,
          });
      }
      this.futureTables(schema, created);
    }
  }

  private futureTables(schema: (typeof liveSchemas)[number], created: postgresql.Schema): void {
    for (const { owner, grantee, access } of defaultPrivileges().filter((each) => each.schema === schema)) {
      for (const [objectType, privileges] of Object.entries(tablePrivileges[access])) {
        new postgresql.DefaultPrivileges(
          `${this.name}-live-${schema}-${objectType}s-of-${owner}-to-${grantee}`,
          {
            database: "live",
            schema,
            owner: postgresqlName(owner),
            role: postgresqlName(grantee),
            objectType,
            privileges,
          },
          { ...this.within, dependsOn: [created, ...this.principals] },
        );
      }
    }
  }

  private grant(id: string, on: pulumi.Resource | undefined, args: postgresql.GrantArgs): void {
    new postgresql.Grant(`${this.name}-grant-${id}`, args, {
      ...this.within,
      dependsOn: on ? [on, ...this.principals] : [],
    });
  }
}
