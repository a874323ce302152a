import { resourcePolicy } from "../lib/policy";
import { known, list } from "../lib/values";

interface Rule {
  filter?: string;
  expiration?: string;
  noncurrentExpiration?: unknown;
  noncurrentVersionExpirationDays?: number;
  status?: string;
}

export default resourcePolicy({
  name: "bronze-never-expires",
  severity: "high",
  types: ["minio:index/ilmPolicy:IlmPolicy"],
  reason: "Everything can be rebuilt from bronze, so no rule may delete from it.",
  remedy: "Give the lifecycle rule a `filter` that names silver, gold or another prefix.",
  judge({ props }, report) {
    if (known(() => props["bucket"]) !== "datalake") return;
    for (const rule of list<Rule>(props["rules"])) {
      const prefix = rule.filter ?? "";
      const isBronze = "bronze/".startsWith(prefix) || prefix.startsWith("bronze/");
      const expires = rule.expiration ?? rule.noncurrentExpiration ?? rule.noncurrentVersionExpirationDays;
      if (isBronze && expires !== undefined) report(`a lifecycle rule for "${prefix}" deletes from bronze`);
    }
  },
});
