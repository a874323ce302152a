import { z } from "zod";
import { authority } from "./authority-setting";
import { groupsSetting } from "./groups-setting";
import { isLdapFilter } from "./ldap-filter";
import { isReachable } from "./publish-settings";
import { isOwnMachine, visible } from "./settings";

/** A name by which a server is found, and which its certificate carries; an address is no name. */
const hostName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?$/i;

/** An address of one scheme with a host by its name, and nothing in it that leads astray or tells a password. */
const address = (scheme: "https" | "ldaps", example: string, withPath: boolean) =>
  z.string().refine(
    (text) => {
      if (!URL.canParse(text)) return false;
      const { protocol, hostname, port, username, password, search, hash, pathname } = new URL(text);
      return (
        protocol === `${scheme}:` &&
        hostName.test(hostname) &&
        // The way out would lead to itself.
        !isOwnMachine(hostname) &&
        port !== "0" &&
        [username, password, search, hash].every((part) => part === "") &&
        (withPath ? /^[\w./~%-]*$/ : /^\/?$/).test(pathname)
      );
    },
    `${scheme}:// with a host${withPath ? "" : ", and a port at most"}, without user, password, query or fragment, and the host by its name, such as ${example}`,
  );

const distinguishedName = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9.-]*=(\\.|[^,\\\n])+(,\s*[A-Za-z][A-Za-z0-9.-]*=(\\.|[^,\\\n])+)*$/,
    "a distinguished name, such as dc=example,dc=org",
  );

const filter = (fallback: string) =>
  z
    .string()
    .refine(isLdapFilter, `one filter in parentheses (RFC 4515), such as ${fallback}`)
    .default(fallback);
const attribute = (fallback: string) =>
  z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, `the name of an attribute, such as ${fallback}`)
    .default(fallback);

const pinned = z
  .string()
  .refine(isReachable, "an IPv4 address, such as 192.0.2.10")
  .optional()
  .describe("Its IPv4 address, where the host's name service does not know the name. Unset: as that says.");

/** Undefined for what is no address with TLS, of which something is said already. */
const originOf = (url: string) =>
  URL.canParse(url) && url.startsWith("https:") ? new URL(url).origin : undefined;

/** Who knows people, and how a stack asks. */
export const signOnSettings = z
  .strictObject({
    by: z
      .enum(["embedded", "oidc", "ldap"])
      .default("embedded")
      .describe(
        "`embedded`: a directory and an identity provider of the stack's own; else one that is there, by `signOn.oidc` or `signOn.ldap`.",
      ),
    oidc: z
      .strictObject({
        issuer: address("https", "https://login.example.org/realms/data", true).describe(
          "Issuer of the tokens.",
        ),
        tokenUrl: address("https", "https://login.example.org/realms/data/token", true).describe(
          "Where a code is changed for a token, on the issuer's host.",
        ),
        keysUrl: address("https", "https://login.example.org/realms/data/keys", true).describe(
          "Where the keys are that sign tokens, on the issuer's host.",
        ),
        address: pinned,
        clientId: visible.describe("Name of this stack there; its secret is `signOnSecret`."),
        groupsClaim: visible.default("groups").describe("Claim that lists groups."),
        authority,
      })
      .superRefine((settings, context) => {
        const origin = originOf(settings.issuer);
        for (const key of ["tokenUrl", "keysUrl"] as const) {
          const own = originOf(settings[key]);
          if (origin !== undefined && own !== undefined && own !== origin)
            context.addIssue({
              code: "custom",
              path: [key],
              message: `an address on the issuer's host, ${origin}: the way out leads there alone`,
            });
        }
      })
      .optional(),
    ldap: z
      .strictObject({
        url: address("ldaps", "ldaps://directory.example.org:636", false).describe(
          "The directory; TLS from the first byte.",
        ),
        address: pinned,
        bindDn: distinguishedName.describe(
          "Entry by which people are looked up; its password is `signOnSecret`.",
        ),
        baseDn: distinguishedName.describe("Entry below which people are."),
        userFilter: filter("(objectClass=person)").describe("Which entries are people."),
        userAttribute: attribute("uid").describe("Attribute with the name that people sign on by."),
        mailAttribute: attribute("mail").describe(
          "Attribute with the mail address, which everybody must have.",
        ),
        nameAttribute: attribute("cn").describe("Attribute with the name that is shown."),
        groupBaseDn: distinguishedName.optional().describe("Entry below which groups are. Unset: `baseDn`."),
        groupFilter: filter("(objectClass=groupOfNames)").describe("Which entries are groups."),
        groupAttribute: attribute("member").describe(
          "Attribute of a group that lists its members by their entries.",
        ),
        groupNameAttribute: attribute("cn").describe("Attribute with a group's name, as in `signOn.groups`."),
        authority,
      })
      .optional(),
    groups: groupsSetting.optional(),
  })
  .superRefine((settings, context) => {
    if (settings.by === "embedded" && settings.groups)
      context.addIssue({
        code: "custom",
        path: ["groups"],
        message:
          "nothing: in the stack's own directory groups have the roles' names. Take it away, or set signOn.by",
      });
    for (const kind of ["oidc", "ldap"] as const) {
      if (settings.by === kind && !settings[kind])
        context.addIssue({
          code: "custom",
          path: [kind],
          message: `what signOn.by: ${kind} asks; set its keys`,
        });
      if (settings.by !== kind && settings[kind])
        context.addIssue({
          code: "custom",
          path: ["by"],
          message: `${kind}, or take signOn.${kind} away, which would have no effect`,
        });
    }
  })
  .prefault({});
