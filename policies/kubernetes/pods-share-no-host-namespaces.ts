import { podPolicy } from "../lib/pod";
import { list } from "../lib/values";

const shared = ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace"];

export default podPolicy({
  name: "pods-share-no-host-namespaces",
  severity: "critical",
  reason:
    "In its node's namespaces a process listens past every NetworkPolicy and sees what others run; in another container's it reads that one's memory.",
  remedy: "Leave hostNetwork, hostPID, hostIPC, shareProcessNamespace and hostPort away.",
  judge(pod, report) {
    for (const key of shared) if (pod.spec[key] === true) report(`has ${key}`);
    for (const { name, spec } of pod.containers)
      for (const port of list<{ hostPort?: number }>(spec["ports"]))
        if ((port.hostPort ?? 0) !== 0) report(`container ${name} takes port ${port.hostPort} of its node`);
  },
});
