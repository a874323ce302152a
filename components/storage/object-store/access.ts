import * as minio from "@pulumi/minio";
import * as pulumi from "@pulumi/pulumi";
import { inServer, type Platform } from "../../platform/platform";
import { Credential } from "../../security/credential";
import {
  exampleLogin,
  objectGrants,
  objectStoreServices,
  roles,
  type Principal,
  type Role,
} from "../../security/roles";
import { administratorPolicy, grantsPolicy } from "./policy";

/** Access key and secret key. */
export interface ObjectStoreLogin {
  user: pulumi.Input<string>;
  password: pulumi.Output<string>;
}

const policyName = (principal: Principal): string => `lakehouse-${principal}`;
const groupName = (role: Role): string => `lakehouse-${role}`;

/**
 * The role catalogue inside the object store: a policy for each role and each service, a group for each role,
 * a login for each service and, if wanted, an example login for each role.
 *
 * Names are literals, with `dependsOn` for the order: a preview knows them all, so policies can judge every one.
 */
export class ObjectStoreAccess extends pulumi.ComponentResource {
  /** By role or service. */
  readonly logins: Record<string, ObjectStoreLogin> = {};
  private readonly within: pulumi.CustomResourceOptions;

  constructor(
    private readonly name: string,
    private readonly args: {
      platform: Platform;
      exampleUsers: boolean;
      rotation?: string | undefined;
      /** Groups of people who sign on elsewhere, by role. @default none */
      signOnGroups?: Readonly<Record<Role, readonly string[]>> | undefined;
    },
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super("lakehouse:storage:ObjectStoreAccess", name, {}, opts);
    this.within = { parent: this, ...inServer(args.platform) };
    for (const role of roles) {
      const group = this.group(role);
      if (args.exampleUsers) this.member(role, group);
      // The server takes a token's groups for names of policies.
      for (const known of args.signOnGroups?.[role] ?? [])
        this.policy(role, known, `${role}-sign-on-policy${known === role ? "" : `-${known}`}`);
    }
    for (const service of objectStoreServices) {
      const dependsOn = [this.user(service, service), this.policy(service)];
      new minio.IamUserPolicyAttachment(
        `${name}-${service}-policy-attachment`,
        { userName: service, policyName: policyName(service) },
        { ...this.within, dependsOn },
      );
    }
    this.registerOutputs();
  }

  private policy(
    principal: Principal,
    called = policyName(principal),
    id = `${principal}-policy`,
  ): minio.IamPolicy {
    const document = principal === "admin" ? administratorPolicy() : grantsPolicy(objectGrants[principal]);
    return new minio.IamPolicy(`${this.name}-${id}`, { name: called, policy: document }, this.within);
  }

  private group(role: Role): minio.IamGroup {
    const group = new minio.IamGroup(`${this.name}-${role}-group`, { name: groupName(role) }, this.within);
    new minio.IamGroupPolicyAttachment(
      `${this.name}-${role}-group-policy`,
      { groupName: groupName(role), policyName: policyName(role) },
      { ...this.within, dependsOn: [group, this.policy(role)] },
    );
    return group;
  }

  private member(role: Role, group: minio.IamGroup): void {
    const user = this.user(role, exampleLogin(role));
    new minio.IamGroupMembership(
      `${this.name}-${role}-membership`,
      { name: `${groupName(role)}-examples`, group: groupName(role), users: [exampleLogin(role)] },
      { ...this.within, dependsOn: [group, user] },
    );
  }

  private user(principal: Principal, login: string): minio.IamUser {
    const credential = new Credential(
      `${this.name}-${principal}`,
      { user: login, rotation: this.args.rotation },
      { parent: this },
    );
    const user = new minio.IamUser(
      `${this.name}-${principal}-user`,
      { name: login, secret: credential.password },
      { ...this.within, additionalSecretOutputs: ["secret"] },
    );
    this.logins[principal] = { user: login, password: credential.password };
    return user;
  }
}
