import { PolicyPack } from "@pulumi/policy";
import { policies } from "./catalogue";
import { loadExemptions } from "./lib/exemptions";
import { toPulumiPolicy } from "./lib/adapt";

// The only place that constructs the pack: doing so starts a server that does not end by itself.
const exemptions = loadExemptions();
new PolicyPack("lakehouse", {
  description: "TLS 1.3, encryption at rest, role mapping and container hardening of the lakehouse.",
  policies: policies.map((policy) => toPulumiPolicy(policy, exemptions)),
});
