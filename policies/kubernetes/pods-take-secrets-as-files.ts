import { podContainerPolicy, type Spec } from "../lib/pod";
import { list } from "../lib/values";

export default podContainerPolicy({
  name: "pods-take-secrets-as-files",
  severity: "high",
  reason: "Variables are inherited by every child of a process and written into its reports of crashes.",
  remedy: "Mount the Secret's keys as files, and set the variable's `_FILE` form.",
  judge({ spec }, report) {
    for (const { name, valueFrom } of list<{ name: string; valueFrom?: Spec }>(spec["env"]))
      if (valueFrom && "secretKeyRef" in valueFrom) report(`has a secret in variable ${name}`);
    for (const source of list<Spec>(spec["envFrom"]))
      if ("secretRef" in source) report("has every key of a Secret as a variable");
  },
});
