import { podPolicy, type PodContainer, type Spec } from "../lib/pod";

const asks = ["exec", "httpGet", "tcpSocket", "grpc"];
const needed: Record<PodContainer["role"], string[]> = {
  process: ["startupProbe", "readinessProbe", "livenessProbe"],
  sidecar: ["startupProbe", "livenessProbe"],
  init: [],
  ephemeral: [],
};

/** Seconds of silence until a probe has failed, with the API's own defaults. */
const patience = (probe: Spec) =>
  Number(probe["periodSeconds"] ?? 10) * Number(probe["failureThreshold"] ?? 3);

export default podPolicy({
  name: "pods-answer-three-probes",
  severity: "medium",
  reason:
    "A hung process otherwise counts as running, gets requests it cannot answer, or is restarted while it is only busy.",
  remedy:
    "Give a process startup, readiness and liveness probes, the last the more patient; give a sidecar startup and liveness.",
  judge(pod, report) {
    if (pod.ends) return;
    for (const { name, role, spec } of pod.containers) {
      const isAsked = (probe: string) => asks.some((key) => spec[probe]?.[key] !== undefined);
      for (const probe of needed[role].filter((each) => !isAsked(each)))
        report(`container ${name} has no ${probe}`);
      const { readinessProbe: ready, livenessProbe: alive } = spec;
      if (ready && alive && patience(alive) <= patience(ready))
        report(`container ${name} is restarted as soon as it is not ready`);
    }
  },
});
