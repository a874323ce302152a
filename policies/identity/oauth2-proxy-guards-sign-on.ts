import { oauth2ProxyPolicy } from "../lib/oauth2-proxy";

export default oauth2ProxyPolicy({
  name: "oauth2-proxy-guards-sign-on",
  severity: "high",
  reason: "A stolen cookie or code is a stolen session.",
  remedy:
    "Name the cookie `__Host-…`, keep it `cookie_secure`, `cookie_httponly` and `cookie_samesite` lax or strict for a day at most; use PKCE with S256 and the nonce; read secrets from files; hand no tokens on.",
  judge(proxy, report) {
    if (!proxy.text("cookie_name").startsWith("__Host-")) report("its cookie may be set by other names");
    for (const name of ["cookie_secure", "cookie_httponly", "session_cookie_minimal"])
      if (!proxy.is(name)) report(`${name} is not on`);
    if (!["lax", "strict"].includes(proxy.text("cookie_samesite")))
      report("its cookie goes along with requests that other sites make");
    if (proxy.list("cookie_domains").length > 0) report("its cookie is sent to other names");
    const [, hours] = /^(\d+)h$/.exec(proxy.text("cookie_expire")) ?? [];
    if (hours === undefined || Number(hours) > 24) report("its sessions last more than a day");
    if (proxy.text("code_challenge_method") !== "S256") report("uses no PKCE with S256");
    // Their default is the unsafe one.
    if (proxy.settings["insecure_oidc_skip_nonce"] !== false) report("does not look at the nonce");
    for (const name of [
      "insecure_oidc_allow_unverified_email",
      "insecure_oidc_skip_issuer_verification",
      "show_debug_on_error",
    ])
      if (proxy.is(name)) report(`${name} is on`);
    for (const name of ["pass_access_token", "pass_authorization_header", "set_authorization_header"])
      if (proxy.is(name)) report(`${name} hands tokens on`);
    for (const name of ["cookie_secret", "client_secret"])
      if (name in proxy.settings) report(`${name} stands in a file that all may read`);
    for (const name of ["cookie_secret_file", "client_secret_file"])
      if (!proxy.text(name)) report(`${name} is not set`);
    if (/RequestURI/.test(proxy.text("request_logging_format") || "RequestURI"))
      report("logs the addresses of requests, which hold codes");
  },
});
