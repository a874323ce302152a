import { dexPolicy, type DexConnector } from "../lib/dex";
import { hostOf, isAnyHost, isLoopbackHost } from "../lib/values";

/** Where Dex asks another provider: by its name, and where it is told otherwise. */
const addressesOf = ({ issuer, providerDiscoveryOverrides }: DexConnector["config"]): string[] =>
  [issuer, ...Object.values(providerDiscoveryOverrides ?? {})].map(String);

export default dexPolicy({
  name: "dex-verifies-tls",
  severity: "critical",
  reason:
    "Passwords pass there, and tokens that open everything: who reads or changes them signs on as anybody.",
  remedy:
    "Give Dex an `issuer` of https; let it listen on loopback behind a terminator, or at a named `web.https` with certificate, key and `tlsMinVersion: '1.3'`; give the LDAP connector a `rootCA`, an OIDC connector `rootCAs` and addresses of https, and neither `insecureNoSSL`, `startTLS` nor `insecureSkipVerify`.",
  judge(dex, report) {
    if (!dex.issuer.startsWith("https://")) report("its issuer is not https");
    const plain = dex.text("web", "http");
    if (plain && !isLoopbackHost(hostOf(plain))) report("listens in plain");
    const https = dex.text("web", "https");
    if (https) {
      if (isAnyHost(hostOf(https))) report("listens on every address");
      if (!dex.text("web", "tlsCert") || !dex.text("web", "tlsKey")) report("has no certificate and key");
      if (dex.text("web", "tlsMinVersion") !== "1.3") report("does not insist on TLS 1.3");
      if (!["", "1.3"].includes(dex.text("web", "tlsMaxVersion"))) report("goes no further than TLS 1.2");
    }
    const metrics = dex.text("telemetry", "http");
    if (metrics && !isLoopbackHost(hostOf(metrics))) report("shows its metrics in plain");
    if (dex.is("telemetry", "enableProfiling")) report("lets its memory be looked at");
    if (dex.text("grpc", "addr")) report("opens the interface by which it is administered");
    for (const { type, id, config } of dex.connectors) {
      for (const name of ["insecureNoSSL", "insecureSkipVerify", "startTLS"])
        if (config[name] === true) report(`connector ${id}: ${name} is on`);
      if (type === "ldap" && !config["rootCA"] && !config["rootCAData"])
        report(`connector ${id} believes others than the platform's authority about the directory`);
      if (type === "ldap" && /^ldap:|:389$/.test(String(config["host"])))
        report(`connector ${id} asks the directory in plain`);
      if (type !== "oidc") continue;
      if (addressesOf(config).some((address) => !address.startsWith("https://")))
        report(`connector ${id} asks another provider in plain`);
      if (!Array.isArray(config["rootCAs"]) || config["rootCAs"].length === 0)
        report(`connector ${id} believes any authority about another provider`);
    }
  },
});
