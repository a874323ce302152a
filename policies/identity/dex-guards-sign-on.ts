import { dexPolicy } from "../lib/dex";

/** Those who know people; the others are for tests, or for people of anywhere. */
const kinds = ["ldap", "oidc", "saml"];
/** Minutes that a token is good for, at most. */
const longest = 60;

/** One address of a command that waits on the machine of who signs on; a name, or no port, could be another's. */
const ownMachine = /^http:\/\/127\.0\.0\.1:\d+\/[^*\s]+$/;

/** Minutes of a duration as Go writes it, such as `10m` or `24h`; nothing for one that cannot be read. */
function minutes(text: string): number | undefined {
  const [, amount, unit] = /^(\d+)(m|h)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === "h" ? 60 : 1);
}

/** What follows a host's first name; nothing for what is no address. */
function domainOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).hostname.split(".").slice(1).join(".") : "";
}

export default dexPolicy({
  name: "dex-guards-sign-on",
  severity: "critical",
  reason: "Who signs on there is believed everywhere, with the groups it says.",
  remedy:
    "Leave people to one directory or provider, with groups, by the settings in `policies/lib/dex-settings.ts`: no `staticPasswords`, `enablePasswordDB`, `passwordConnector` or mock connector; `grantTypes: [authorization_code]`, `responseTypes: [code]` (no `refresh_token` where a connector has `insecureEnableGroups`; `pkceChallenge: S256` for another provider), `expiry.idTokens` of an hour at most; each client with a secret, and whole https addresses in the issuer's domain to lead back to (a command's is `http://127.0.0.1:<port>/<path>`, without a secret), since nobody is asked where `skipApprovalScreen` is on.",
  judge(dex, report) {
    for (const path of dex.unknown) report(`has ${path}, which is no setting that is known here`);
    if (dex.connectors.length > 1)
      report("believes more than one who knows people: groups of one could be named like those of another");
    if (dex.hasPasswords) report("knows people and passwords of its own");
    if (dex.text("oauth2", "passwordConnector")) report("takes passwords from services");
    const grants = dex.list("oauth2", "grantTypes");
    if (grants === undefined) report("gives tokens in every way it knows");
    for (const grant of grants ?? [])
      if (!["authorization_code", "refresh_token"].includes(grant)) report(`gives tokens by ${grant}`);
    for (const type of dex.list("oauth2", "responseTypes") ?? [])
      if (type !== "code") report(`hands tokens to browsers by ${type}`);
    const good = minutes(dex.text("expiry", "idTokens"));
    if (good === undefined || good > longest) report("its tokens are good for more than an hour");
    if ((dex.list("web", "allowedOrigins") ?? []).length > 0) report("answers pages of other sites");
    if (dex.connectors.length === 0) report("asks nobody who knows people");
    for (const { type, id, config } of dex.connectors) {
      if (!kinds.includes(type)) report(`connector ${id} is of type ${type}`);
      if (type === "ldap" && !config["groupSearch"]) report(`connector ${id} looks up no groups`);
      // A refreshed token would keep the groups of the last sign-on, which another provider may have changed since.
      if (config["insecureEnableGroups"] === true && grants?.includes("refresh_token"))
        report(`connector ${id} keeps groups for as long as tokens are refreshed`);
      if (type === "oidc" && config["pkceChallenge"] !== "S256")
        report(`connector ${id} takes codes that another asked for`);
      if (type === "ldap" && !config["bindDN"]) report(`connector ${id} asks the directory as nobody`);
    }
    const domain = domainOf(dex.issuer);
    for (const { id, redirectUris, secret, isPublic } of dex.clients) {
      if (redirectUris.length === 0) report(`client ${id} may be led back to anywhere on loopback`);
      // A command on a person's own machine can keep no secret and has no certificate (RFC 8252, section 7.3).
      if (isPublic && redirectUris.every((uri) => ownMachine.test(uri))) continue;
      if (redirectUris.some((uri) => !/^https:\/\/[^*\s]+$/.test(uri)))
        report(`client ${id} is led back in plain, or to more than one address`);
      if (redirectUris.some((uri) => domainOf(uri) !== domain))
        report(`client ${id} is led back outside of the issuer's domain`);
      if (isPublic && dex.is("oauth2", "skipApprovalScreen"))
        report(`client ${id} proves nothing, and people are not asked`);
      if (!isPublic && secret.length < 24) report(`client ${id} has a short secret`);
    }
  },
});
