import { containerPolicy } from "../lib/container";

export default containerPolicy({
  name: "jobs-accept-no-connections",
  severity: "high",
  reason: "A job holds an administrator's login while it runs, and has nothing to offer to anybody.",
  remedy: "Publish no port of a one-shot job, and give it no name on its networks.",
  judge(container, report) {
    if (!container.isOneShot) return;
    if (container.publishedPorts.length > 0) report("is a job and publishes a port");
    if (container.networkAliases.length > 0) report("is a job and can be found by name");
  },
});
