import { oauth2ProxyPolicy } from "../lib/oauth2-proxy";
import { hostOf, isAnyHost, isLoopbackHost } from "../lib/values";

export default oauth2ProxyPolicy({
  name: "oauth2-proxy-verifies-tls",
  severity: "critical",
  reason: "Who can read or change what passes there can sign on as anybody.",
  remedy:
    'Set `tls_min_version = "TLS1.3"` with certificate and key, a named `https_address`, `http_address` and `metrics_address` on loopback or "-", `provider_ca_files`, addresses that begin with https, and nothing that skips a check.',
  judge(proxy, report) {
    if (proxy.text("tls_min_version") !== "TLS1.3") report("does not insist on TLS 1.3");
    if (!proxy.text("tls_cert_file") || !proxy.text("tls_key_file")) report("has no certificate and key");
    if (isAnyHost(hostOf(proxy.text("https_address") || ":443"))) report("listens on every address");
    const plain = proxy.text("http_address");
    if (plain !== "-" && !isLoopbackHost(hostOf(plain || "127.0.0.1:4180"))) report("listens in plain");
    const metrics = proxy.text("metrics_address");
    if (metrics && metrics !== "-" && !isLoopbackHost(hostOf(metrics))) report("shows its metrics in plain");
    if (proxy.list("provider_ca_files").length === 0 || proxy.is("use_system_trust_store"))
      report("believes others than the platform's authority about the identity provider");
    for (const name of ["ssl_insecure_skip_verify", "ssl_upstream_insecure_skip_verify"])
      if (proxy.is(name)) report(`${name} is on`);
    for (const name of [
      "upstreams",
      "oidc_issuer_url",
      "login_url",
      "redeem_url",
      "oidc_jwks_url",
      "redirect_url",
    ])
      if (proxy.list(name).some((address) => !address.startsWith("https://")))
        report(`${name} leads somewhere in plain`);
  },
});
