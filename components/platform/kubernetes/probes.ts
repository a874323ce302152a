import type * as k8s from "@pulumi/kubernetes";
import { healthPort } from "../terminator/configuration";
import type { Health } from "../workload";

type Container = k8s.types.input.core.v1.Container;
type Probe = k8s.types.input.core.v1.Probe;
export type Probes = Pick<Container, "startupProbe" | "readinessProbe" | "livenessProbe">;

/** Seconds a workload may take until it answers first; a first start initialises its data directory. */
const startSeconds = 300;

/**
 * What the kubelet asks of the terminator, over TLS: whether the workload answers, whether its process lives, or whether
 * HAProxy itself does.
 */
const terminatorAnswers = (path: "/health" | "/alive" | "/process"): Probe => ({
  httpGet: { scheme: "HTTPS", port: healthPort, path },
});

/**
 * Three questions that differ: it may take long to start, it is left out of its service soon, and it is restarted late, so
 * that a busy process is not taken for a dead one.
 */
const thrice = (question: Probe, ofLife: Probe = question): Probes => ({
  startupProbe: { ...question, periodSeconds: 3, timeoutSeconds: 5, failureThreshold: startSeconds / 3 },
  readinessProbe: { ...question, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
  livenessProbe: { ...ofLife, periodSeconds: 20, timeoutSeconds: 10, failureThreshold: 6 },
});

/** Probes of the process: by its own command, or by what its terminator says of it. */
export const processProbes = (health: Health): Probes => {
  if (health.kind === "command") return thrice({ exec: { command: health.command } });
  return thrice(
    terminatorAnswers("/health"),
    terminatorAnswers(health.kind === "http" ? "/process" : "/health"),
  );
};

/** Probes of the terminator, which is well without the process behind it: the process is started after it. */
export const terminatorProbes = (): Probes => ({
  startupProbe: { ...terminatorAnswers("/alive"), periodSeconds: 1, failureThreshold: 60 },
  livenessProbe: {
    ...terminatorAnswers("/alive"),
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
  },
});
