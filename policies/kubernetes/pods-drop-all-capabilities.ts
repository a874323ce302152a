import { podContainerPolicy } from "../lib/pod";
import { list } from "../lib/values";

export default podContainerPolicy({
  name: "pods-drop-all-capabilities",
  severity: "high",
  reason: "Capabilities are parts of root's power, which none of these processes needs.",
  remedy: "Set `capabilities.drop` to `[ALL]` in each container's securityContext, and add none.",
  judge({ spec }, report) {
    const { drop, add } = spec["securityContext"]?.["capabilities"] ?? {};
    if (!list<string>(drop).some((name) => name.toUpperCase() === "ALL"))
      report("does not drop all capabilities");
    if (list(add).length > 0) report("adds capabilities");
  },
});
