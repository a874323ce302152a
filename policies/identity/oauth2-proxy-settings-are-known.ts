import * as ipaddr from "ipaddr.js";
import { oauth2ProxyPolicy } from "../lib/oauth2-proxy";

/**
 * Settings that somebody has looked at; another policy judges those that can open a door and have no value below. Others
 * lead round the sign-on (`authenticated_emails_file`, `htpasswd_file`), send people elsewhere (`whitelist_domains`), or keep
 * sessions in another place. Source: oauth2-proxy 7.15, docs/configuration/overview.md.
 */
const settings = new Set([
  ...["http_address", "https_address", "metrics_address"],
  ...["tls_cert_file", "tls_key_file", "tls_min_version"],
  ...["reverse_proxy", "trusted_proxy_ips", "real_client_ip_header"],
  ...["upstreams", "proxy_websockets", "ssl_upstream_insecure_skip_verify"],
  ...["provider", "provider_ca_files", "use_system_trust_store", "oidc_issuer_url", "skip_oidc_discovery"],
  ...["login_url", "redeem_url", "oidc_jwks_url", "redirect_url", "scope", "code_challenge_method"],
  ...["insecure_oidc_skip_nonce", "insecure_oidc_allow_unverified_email"],
  ...["insecure_oidc_skip_issuer_verification", "client_id", "client_secret_file", "skip_provider_button"],
  ...["email_domains", "oidc_groups_claim", "allowed_groups", "api_routes", "skip_auth_routes"],
  ...["cookie_name", "cookie_secret_file", "cookie_expire", "cookie_refresh", "cookie_secure"],
  ...["cookie_httponly", "cookie_samesite", "cookie_csrf_expire", "session_cookie_minimal"],
  "session_store_type",
  ...["pass_access_token", "pass_authorization_header", "pass_basic_auth", "pass_user_headers"],
  ...["set_authorization_header", "set_xauthrequest", "show_debug_on_error", "footer"],
  ...["silence_ping_logging", "standard_logging_format", "auth_logging_format", "request_logging_format"],
]);

/** The only value of some, where they are set. */
const values: Record<string, string> = {
  provider: "oidc",
  real_client_ip_header: "X-Forwarded-For",
  oidc_groups_claim: "groups",
  session_store_type: "cookie",
};

/** What is on unless told. */
const off = ["pass_basic_auth", "pass_user_headers"];

/** Says whether the service is up, and no more. */
const open = ["GET=^/apiv2/server_status$"];

/** Bits of the network of a flow, on which there is nobody else. */
const flowBits = 29;
const isNarrow = (network: string) =>
  ipaddr.IPv4.isValidCIDR(network) && ipaddr.IPv4.parseCIDR(network)[1] >= flowBits;

export default oauth2ProxyPolicy({
  name: "oauth2-proxy-settings-are-known",
  severity: "critical",
  reason:
    "One line more lets people in whom no group does, believes anybody about who they are, or sends them and their session elsewhere.",
  remedy:
    "Leave the line away, or add it to the policy's list once somebody has looked at what it does; name the flow's network in `trusted_proxy_ips`, set `pass_basic_auth` and `pass_user_headers` to false, and keep `oidc_groups_claim = \"groups\"`.",
  judge(proxy, report) {
    for (const line of proxy.unread) report(`has a line that cannot be judged: line ${line}`);
    for (const name of Object.keys(proxy.settings))
      if (!settings.has(name)) report(`sets ${name}, which nobody has looked at`);
    for (const [name, value] of Object.entries(values))
      if (name in proxy.settings && proxy.settings[name] !== value) report(`${name} is not ${value}`);
    for (const name of off) if (proxy.settings[name] !== false) report(`${name} is not off`);
    for (const route of proxy.list("skip_auth_routes"))
      if (!open.includes(route)) report(`skip_auth_routes opens ${route}`);
    for (const network of proxy.list("trusted_proxy_ips"))
      if (!isNarrow(network)) report(`believes more than a flow's network: ${network}`);
  },
});
