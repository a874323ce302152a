import type * as pulumi from "@pulumi/pulumi";
import { directoryTree, type DirectoryLogin } from "../directory/directory";

/** A directory that is asked for passwords and groups. */
export interface LdapConnector {
  type: "ldap";
  /** Host and port, which speak LDAP over TLS by the stack's own authority. */
  host: string;
  /** Entry by which people and groups are looked up. */
  bindDn: string;
  bindPassword: pulumi.Input<string>;
  people: {
    /** Entry below which they are, and which entries they are. */
    base: string;
    filter: string;
    /** Attributes: the name that people sign on by, the mail address, the name that is shown. */
    login: string;
    mail: string;
    name: string;
  };
  groups: {
    base: string;
    filter: string;
    /** Attribute that lists members by their entries. */
    members: string;
    /** Attribute with the group's name. */
    name: string;
  };
}

/** An identity provider of somebody else's, to which people are led on. */
export interface OidcConnector {
  type: "oidc";
  /** Where it is asked, by the stack's own authority; paths below are its own. */
  issuer: string;
  /** What it calls itself in its tokens. */
  issuerName: string;
  tokenUrl: string;
  keysUrl: string;
  clientId: string;
  clientSecret: pulumi.Input<string>;
  /** Where it leads people back to. */
  redirectUri: string;
  /** Claim that lists groups. */
  groupsClaim: string;
}

/** Whom the identity provider asks. */
export type Connector = LdapConnector | OidcConnector;

/** The stack's own directory. */
export const embeddedDirectory = (login: pulumi.Unwrap<DirectoryLogin> | DirectoryLogin): LdapConnector => ({
  type: "ldap",
  ...{ host: "directory:3894", bindDn: login.user, bindPassword: login.password },
  people: {
    ...{ base: directoryTree.people, filter: "(objectClass=posixAccount)" },
    ...{ login: "uid", mail: "mail", name: "givenName" },
  },
  groups: {
    ...{ base: directoryTree.groups, filter: "(objectClass=groupOfUniqueNames)" },
    ...{ members: "uniqueMember", name: "cn" },
  },
});
