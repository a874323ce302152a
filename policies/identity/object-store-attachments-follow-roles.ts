import { resourcePolicy } from "../lib/policy";
import { roleOf } from "../lib/roles";
import { known } from "../lib/values";

const groupType = "minio:index/iamGroupPolicyAttachment:IamGroupPolicyAttachment";

export default resourcePolicy({
  name: "object-store-attachments-follow-roles",
  severity: "critical",
  types: [groupType, "minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment"],
  reason: "A role is what its policy says only as long as its group has that policy and nobody else has.",
  remedy:
    "Attach each role's policy to the role's group; a person joins the group, a service has a policy of its own.",
  judge({ type, props }, report) {
    const role = roleOf(known(() => props["policyName"]));
    const holder = type === groupType ? roleOf(known(() => props["groupName"])) : undefined;
    if (role !== holder)
      report(`gives the rights of ${role ?? "no role"} to ${holder ? `role ${holder}` : "others"}`);
  },
});
