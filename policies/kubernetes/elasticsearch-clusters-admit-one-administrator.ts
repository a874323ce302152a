import { searchClusterPolicy } from "../lib/elasticsearch-cluster";
import { isGiven, type Spec } from "../lib/pod";
import { list } from "../lib/values";

export default searchClusterPolicy({
  name: "elasticsearch-clusters-admit-one-administrator",
  severity: "critical",
  reason:
    "The operator makes a superuser whom everybody knows by name, and users and roles of any Secret it is told of.",
  remedy:
    "Set auth.disableElasticUser, name one Secret in auth.fileRealm, and leave roles to the access job.",
  judge({ spec }, report) {
    const auth: Spec = spec["auth"] ?? {};
    if (auth["disableElasticUser"] !== true) report("has the superuser elastic");
    const secrets = list<Spec>(auth["fileRealm"]);
    if (secrets.length !== 1 || !secrets.every((each) => isGiven(() => each["secretName"] as unknown)))
      report("takes its administrator from no Secret, or from several");
    if (list(auth["roles"]).length > 0) report("has roles beside those of the role catalogue");
  },
});
