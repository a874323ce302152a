import { statementsOf } from "../lib/iam";
import { resourcePolicy } from "../lib/policy";
import { roleOf, serverName } from "../lib/roles";

/** What the server lets every user do for itself unless it is denied. */
const granted = ["admin:CreateServiceAccount", "admin:CreateUser", "admin:UpdateServiceAccount"];

export default resourcePolicy({
  name: "object-store-users-make-no-credentials",
  severity: "high",
  types: ["minio:index/iamPolicy:IamPolicy"],
  reason:
    "A service account that a user makes, or a password it sets, lives on when the user's own credential is changed.",
  remedy: `Deny ${granted.join(", ")} in each policy but the administrator's.`,
  judge(subject, report) {
    if (roleOf(serverName(subject)) === "admin") return;
    const denied = (statementsOf(subject.props["policy"]) ?? [])
      .filter(({ allows }) => !allows)
      .flatMap(({ actions }) => actions);
    const open = granted.filter((action) => !denied.includes(action));
    if (open.length > 0) report(`does not deny ${open.join(", ")}`);
  },
});
