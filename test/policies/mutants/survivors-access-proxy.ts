import { closes, less, standard, type Survivors } from "./reasons";

const files = String.raw`^Container access-proxy-files: `;
const settings = String.raw`${files}\S+oauth2-proxy\.toml `;

/** Of the proxy that looks at people's groups in front of Dremio. */
export const accessProxy: readonly Survivors[] = [
  {
    kind: new RegExp(String.raw`${files}without uploads\[\S+oauth2-proxy\.toml\]\.permissions$`),
    because: "It holds nothing secret.",
  },
  {
    kind: new RegExp(
      String.raw`${files}without uploads\[\S+\/(server\.(crt|key)|client-secret|cookie-secret)\](\.content)?$`,
    ),
    because: closes,
  },
  {
    kind: new RegExp(
      String.raw`${settings}without "(upstreams|provider|scope|email_domains|client_id|skip_oidc_discovery|(oidc_issuer|login|redeem|oidc_jwks|redirect)_url) = `,
    ),
    because: closes,
  },
  {
    kind: new RegExp(String.raw`${settings}"skip_oidc_discovery = true" = "skip_oidc_discovery = false"`),
    because: closes,
  },
  {
    kind: new RegExp(String.raw`${settings}(without )?"(reverse_proxy|real_client_ip_header) = `),
    because: "It then knows the edge's address in place of the visitor's, and believes no header about it.",
  },
  {
    kind: new RegExp(
      String.raw`${settings}without "(http_address|metrics_address|ssl_upstream_insecure_skip_verify|use_system_trust_store|insecure_oidc_allow_unverified_email|insecure_oidc_skip_issuer_verification|oidc_groups_claim|cookie_refresh|cookie_csrf_expire|pass_access_token|pass_authorization_header|set_authorization_header|set_xauthrequest|show_debug_on_error) = `,
    ),
    because: standard,
  },
  {
    kind: new RegExp(String.raw`${settings}(without )?"(set_xauthrequest|proxy_websockets) = `),
    because: "Dremio, or the visitor, is told the visitor's own name; no token goes with it.",
  },
  {
    kind: new RegExp(
      String.raw`${settings}(without )?"(skip_provider_button|api_routes|footer|silence_ping_logging|standard_logging_format|auth_logging_format) = `,
    ),
    because: "How it looks, and what it says of itself; who passes is the same.",
  },
  { kind: new RegExp(String.raw`${settings}without "skip_auth_routes = `), because: less },
  {
    kind: /^Container access-proxy-process: (without networksAdvanced\[[012]\](\.name)?|without ports)$/,
    because: less,
  },
  { kind: /^Container access-proxy-process: is gone$/, because: less },
  {
    kind: /^Container access-proxy-process: without (envs(\[SSL_CERT_\w+=\S+\])?$|entrypoints)/,
    because: closes,
  },
];
