import { resourcePolicy } from "../lib/policy";
import { list } from "../lib/values";

export default resourcePolicy({
  name: "certificates-name-their-hosts",
  severity: "high",
  types: ["tls:index/certRequest:CertRequest"],
  reason:
    "Clients check the subject alternative names only; a wildcard speaks for hosts it has nothing to do with.",
  remedy: "List each host in `dnsNames` and each address in `ipAddresses`.",
  judge({ props }, report) {
    const names = [
      ...list<string>(props["dnsNames"]),
      ...list<string>(props["ipAddresses"]),
      ...list<string>(props["uris"]),
    ];
    if (names.length === 0) report("names no host");
    for (const name of names) if (name.includes("*")) report(`names the wildcard ${name}`);
  },
});
