import { glauthPolicy } from "../lib/glauth";
import { hostOf, isLoopbackHost } from "../lib/values";

export default glauthPolicy({
  name: "glauth-listens-behind-tls",
  severity: "critical",
  reason:
    "Passwords pass there as they are; GLAuth's own LDAPS cannot be held to TLS 1.3, and StartTLS begins in plain.",
  remedy:
    'Let GLAuth listen on loopback alone (`ldap.listen = "127.0.0.1:…"`, `ldap.tls = false`, `ldaps`, `api` and `tracing` not enabled) behind a terminator that takes TLS 1.3 only.',
  judge(directory, report) {
    if (directory.is("ldap", "enabled") && !isLoopbackHost(hostOf(directory.text("ldap", "listen"))))
      report("listens in plain");
    if (directory.is("ldap", "tls")) report("waits in plain for StartTLS");
    if (directory.is("ldaps", "enabled") && !isLoopbackHost(hostOf(directory.text("ldaps", "listen"))))
      report("takes TLS 1.2");
    for (const section of ["ldap", "ldaps"])
      if (directory.is(section, "legacytls")) report(`${section} takes ciphers that are broken`);
    if (directory.is("api", "enabled")) report("opens its interface for administration");
    if (directory.is("tracing", "enabled")) report("tells another server who signs on");
    for (const { settings } of [...directory.all("backend"), ...directory.all("backends")]) {
      if (settings["insecure"] === true) report("does not check the certificate of who it asks");
      const servers = Array.isArray(settings["servers"]) ? settings["servers"] : [];
      if (servers.some((address) => !/^(ldaps|https):/.test(String(address))))
        report("asks another directory in plain");
    }
  },
});
