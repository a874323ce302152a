import { inputs, set, type Change, type PolicyCases } from "../cases";

/** Settings of an oauth2-proxy with which nothing is wrong. */
const settings: Record<string, unknown> = {
  http_address: "127.0.0.1:4180",
  https_address: "10.214.0.3:8443",
  tls_cert_file: "/etc/access/server.crt",
  tls_key_file: "/etc/access/server.key",
  tls_min_version: "TLS1.3",
  reverse_proxy: true,
  trusted_proxy_ips: ["10.214.0.0/29"],
  upstreams: ["https://warehouse:9047"],
  provider_ca_files: ["/etc/access/ca.crt"],
  oidc_issuer_url: "https://login.localhost/dex",
  redeem_url: "https://identity:5556/dex/token",
  code_challenge_method: "S256",
  insecure_oidc_skip_nonce: false,
  client_secret_file: "/etc/access/client-secret",
  allowed_groups: ["admin", "data-engineer"],
  skip_auth_routes: ["GET=^/apiv2/server_status$"],
  cookie_name: "__Host-access",
  cookie_secret_file: "/etc/access/cookie-secret",
  cookie_expire: "8h",
  cookie_secure: true,
  cookie_httponly: true,
  cookie_samesite: "lax",
  session_cookie_minimal: true,
  pass_basic_auth: false,
  pass_user_headers: false,
  request_logging_format: "{{.StatusCode}}",
};

/** The job as a proxy with other settings; undefined takes one away. */
const proxy =
  (changes: Record<string, unknown>, more: object = {}, further: readonly string[] = []): Change =>
  (graph) => {
    const lines = Object.entries({ ...settings, ...changes }).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name} = ${JSON.stringify(value)}`],
    );
    set("access-job", {
      entrypoints: ["/bin/oauth2-proxy"],
      command: ["--config", "/etc/access/oauth2-proxy.toml"],
      ...more,
    })(graph);
    inputs("access-files", (given) =>
      given["uploads"].push({
        ...{
          file: "/etc/access/oauth2-proxy.toml",
          content: [...lines, ...further].join("\n"),
          permissions: "0444",
        },
      }),
    )(graph);
  };
/** The same with further lines. */
const lines = (text: string) => proxy({}, {}, [text]);
/** The same with groups that have names of their own. */
const mapped =
  (groups: Record<string, string[]>, allowed: string[]): Change =>
  (graph) => {
    proxy({ allowed_groups: allowed })(graph);
    inputs("access-files", (given) =>
      given["uploads"].push({
        ...{ file: "/etc/access/groups.json", content: JSON.stringify(groups), permissions: "0444" },
      }),
    )(graph);
  };
const each = (list: Record<string, unknown>): Record<string, Change> =>
  Object.fromEntries(
    Object.entries(list).map(([name, value]) => [`${name} = ${String(value)}`, proxy({ [name]: value })]),
  );

/** What guards the sign-on in front of services without one; part of the identity family. */
export const webSignOn: Record<string, PolicyCases> = {
  "oauth2-proxy-asks-for-groups": {
    fail: {
      ...each({
        allowed_groups: undefined,
        trusted_ips: ["10.0.0.0/8"],
        skip_auth_regex: ["^/"],
        skip_jwt_bearer_tokens: true,
        trusted_proxy_ips: undefined,
      }),
      "a group of everybody": proxy({ allowed_groups: ["admin", "viewer"] }),
      "a group nobody knows": proxy({ allowed_groups: ["friends"] }),
      "all that begins like it": proxy({ skip_auth_routes: ["GET=^/apiv2/server_status"] }),
      "every method": proxy({ skip_auth_routes: ["^/apiv2/server_status$"] }),
      "a company's group of viewers": mapped({ admin: ["IT"], viewer: ["Staff"] }, ["IT", "Staff"]),
      "a group of admins and of viewers": mapped({ admin: ["IT"], viewer: ["IT"] }, ["IT"]),
      "a role's name that is another's group": mapped({ viewer: ["admin"] }, ["admin"]),
    },
    pass: {
      "admins alone": proxy({ allowed_groups: ["admin"], skip_auth_routes: undefined }),
      "a company's groups": mapped({ admin: ["IT"], "data-engineer": ["Data"], viewer: ["Staff"] }, [
        "IT",
        "Data",
      ]),
    },
    also: ["oauth2-proxy-settings-are-known"],
  },
  "oauth2-proxy-guards-sign-on": {
    fail: each({
      cookie_name: "session",
      cookie_secure: false,
      cookie_httponly: false,
      cookie_samesite: "none",
      cookie_domains: [".localhost"],
      cookie_expire: "168h",
      session_cookie_minimal: undefined,
      code_challenge_method: "plain",
      insecure_oidc_skip_nonce: undefined,
      insecure_oidc_allow_unverified_email: true,
      pass_access_token: true,
      cookie_secret_file: undefined,
      client_secret: "x",
      request_logging_format: undefined,
    }),
    pass: { "a shorter session": proxy({ cookie_expire: "1h", cookie_samesite: "strict" }) },
    also: ["oauth2-proxy-settings-are-known"],
  },
  "oauth2-proxy-settings-are-known": {
    fail: {
      ...each({
        whitelist_domains: ["*"],
        authenticated_emails_file: "/etc/access/emails",
        session_store_type: "redis",
        redis_connection_url: "rediss://cache:6379",
        set_basic_auth: true,
        oidc_groups_claim: "preferred_username",
        provider: "github",
        real_client_ip_header: "X-Real-IP",
        pass_basic_auth: true,
        pass_user_headers: undefined,
      }),
      "another name's letters": proxy({ SKIP_AUTH_REGEX: ["^/"] }),
      "a name in quotation marks": proxy({ '"skip_auth_regex"': ["^/"] }),
      "a table": proxy({ "[alpha]\nx": 1 }),
      "a value with a comment": lines("cookie_refresh = 1 # or true"),
      "a list of more lines": lines('api_routes = [\n"^/",\n]'),
      "said again": lines("pass_basic_auth = false"),
      "believes everybody": proxy({ trusted_proxy_ips: ["10.214.0.0/29", "0.0.0.0/0"] }),
      "believes everybody by IPv6": proxy({ trusted_proxy_ips: ["::/0"] }),
      "believes a wider network": proxy({ trusted_proxy_ips: ["10.214.0.0/16"] }),
      "one path more": proxy({ skip_auth_routes: ["GET=^/apiv2/server_status$", "GET=^/apiv2/catalog$"] }),
    },
    pass: {
      "its own cookie": proxy({ session_store_type: "cookie", oidc_groups_claim: "groups" }),
      "comments, and literal strings": lines("# as they are\n\nfooter = '-'"),
      "one address": proxy({ trusted_proxy_ips: ["10.214.0.2/32"] }),
    },
    also: ["oauth2-proxy-asks-for-groups"],
  },
};

/** How its connections are guarded; part of the transport family. */
export const webSignOnTransport: Record<string, PolicyCases> = {
  "oauth2-proxy-verifies-tls": {
    fail: {
      ...each({
        tls_min_version: "TLS1.2",
        tls_key_file: undefined,
        https_address: ":8443",
        http_address: "0.0.0.0:4180",
        metrics_address: "0.0.0.0:44180",
        provider_ca_files: undefined,
        use_system_trust_store: true,
        ssl_upstream_insecure_skip_verify: true,
        ssl_insecure_skip_verify: true,
        upstreams: ["http://warehouse:9047"],
        redeem_url: "http://identity:5556/dex/token",
      }),
      "settings elsewhere": proxy(
        {},
        {
          command: ["--config", "/etc/access/oauth2-proxy.toml", "--skip-auth-regex=."],
        },
      ),
      "settings in the environment": proxy({}, { envs: ["OAUTH2_PROXY_SKIP_AUTH_REGEX=."] }),
      "no settings": proxy({}, { command: [] }),
    },
    pass: {
      "as it is": proxy({}),
      "nothing in plain": proxy({ http_address: "-" }),
      "metrics on loopback": proxy({ metrics_address: "127.0.0.1:44180" }),
    },
    also: [
      ...["oauth2-proxy-asks-for-groups", "oauth2-proxy-guards-sign-on", "connection-files-verify-tls"],
      "oauth2-proxy-settings-are-known",
    ],
  },
};
