import * as pulumi from "@pulumi/pulumi";
import { join } from "node:path";
import { text } from "../../platform/template";
import type { Platform } from "../../platform/platform";
import type { File } from "../../platform/workload";
import { Credential } from "../../security/credential";
import {
  exampleLogin,
  roles,
  searchStoreRole,
  searchStoreServices,
  type Principal,
} from "../../security/roles";
import { indexTemplate, templateName, type Sharding } from "./index-template";
import { roleDocument } from "./role-document";

const directory = "/etc/lakehouse/search-store-access";

/** Memory limit of the job. */
export const accessJobMemory = "64Mi";

/** A login of the search store. */
export interface SearchStoreLogin {
  user: string;
  password: pulumi.Output<string>;
}

export interface SearchStoreAccessArgs {
  platform: Platform;
  /** Where the job reaches the server. */
  url: string;
  administrator: SearchStoreLogin;
  /** PEM of the authority the server's certificate is checked against. */
  authorityPem: pulumi.Input<string>;
  /** Of indices whose maker does not say. */
  sharding: Sharding;
  /** Seconds for which the server may not know the administrator's password yet. @default none */
  loginSeconds?: number;
  exampleUsers: boolean;
  rotation?: string | undefined;
}

/**
 * The role catalogue inside the search store: native roles and users, and how indices are cut up, made by a job through the
 * server's own interface. A user or role that leaves the catalogue is removed by the same job.
 */
export class SearchStoreAccess extends pulumi.ComponentResource {
  /** By role or service. */
  readonly logins: Record<string, SearchStoreLogin> = {};

  constructor(
    private readonly name: string,
    private readonly args: SearchStoreAccessArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:storage:SearchStoreAccess", name, {}, opts);
    const { platform, administrator } = args;
    const principals: Principal[] = [...roles, ...searchStoreServices];
    const users = [
      ...(args.exampleUsers ? roles.map((role) => this.user(role, exampleLogin(role))) : []),
      ...searchStoreServices.map((service) => this.user(service, service)),
    ];
    platform.runJob(
      name,
      {
        image: "elasticsearch",
        command: ["bash", `${directory}/apply-access.sh`],
        environment: {
          SEARCH_STORE_URL: args.url,
          ...(args.loginSeconds === undefined
            ? {}
            : { SEARCH_STORE_LOGIN_PATIENCE: String(args.loginSeconds) }),
        },
        files: [
          { path: `${directory}/apply-access.sh`, content: text(join(__dirname, "apply-access.sh")) },
          { path: `${directory}/ca.crt`, content: args.authorityPem },
          { path: `${directory}/template-${templateName}.json`, content: indexTemplate(args.sharding) },
          ...principals.map((principal) => ({
            path: `${directory}/role-${searchStoreRole(principal)}.json`,
            content: roleDocument(principal),
          })),
        ],
        secrets: [
          {
            path: `${directory}/administrator.curl`,
            content: pulumi.interpolate`user = "${administrator.user}:${administrator.password}"\n`,
          },
          ...users,
        ],
        resources: { memory: accessJobMemory, cpus: 0.5 },
      },
      { parent: this },
    );
    this.registerOutputs();
  }

  /** A user's document; the job sends it as it is. */
  private user(principal: Principal, login: string): File {
    const { user, password } = new Credential(
      `${this.name}-${principal}`,
      { user: login, rotation: this.args.rotation },
      { parent: this },
    );
    this.logins[principal] = { user, password };
    const document = password.apply((secret) =>
      JSON.stringify({
        full_name: `${principal} of this stack`,
        metadata: { lakehouse: true },
        password: secret,
        roles: [searchStoreRole(principal)],
      }),
    );
    return { path: `${directory}/user-${login}.json`, content: document };
  }
}
