import type * as k8s from "@pulumi/kubernetes";
import { healthPort } from "../terminator/configuration";
import type { Health } from "../workload";

type Container = k8s.types.input.core.v1.Container;
type Probe = k8s.types.input.core.v1.Probe;
export type Probes = Pick<Container, "startupProbe" | "readinessProbe" | "livenessProbe">;

/** Seconds a workload may take until it answers first; a first start initialises its data directory. */
const startSeconds = 300;
/** The same of one that waits for its peers, whom a restart brings no sooner. */
const startWithPeersSeconds = 1800;

/** Seconds between two questions. */
const period = { start: 3, ready: 5, alive: 20 };

/**
 * What the kubelet asks of the terminator, over TLS: whether the workload answers, whether its process lives, or whether
 * HAProxy itself does.
 */
const terminatorAnswers = (path: "/health" | "/alive" | "/process"): Probe => ({
  httpGet: { scheme: "HTTPS", port: healthPort, path },
});

/** What is asked until it has started, then whether it may be asked, and whether it lives. */
interface Questions {
  start: Probe;
  ready: Probe;
  alive: Probe;
}

/** By its own command, or by what its terminator says of it. */
function questions(health: Health): Questions {
  if (health.kind === "command") {
    const command = { exec: { command: health.command } };
    return { start: command, ready: command, alive: command };
  }
  const answers = terminatorAnswers("/health");
  if (health.kind === "tcp") return { start: answers, ready: answers, alive: answers };
  const lives = terminatorAnswers("/process");
  // What peers have to do with is asked once: one that hangs would take all the others out of their service.
  return { start: answers, ready: health.alive === undefined ? answers : lives, alive: lives };
}

/**
 * Probes of the process. They differ: it may take long to start, it is left out of its service soon, and it is restarted late,
 * so that a busy process is not taken for a dead one.
 * @param settleSeconds how long it is left out after its start; the budget of disruptions counts that as not there, too
 */
export function processProbes(health: Health, settleSeconds = 0): Probes {
  const { start, ready, alive } = questions(health);
  const waits = health.kind === "http" && health.alive !== undefined;
  const patience = waits ? startWithPeersSeconds : startSeconds;
  return {
    startupProbe: {
      ...start,
      periodSeconds: period.start,
      timeoutSeconds: 5,
      failureThreshold: patience / period.start,
    },
    readinessProbe: {
      ...ready,
      periodSeconds: period.ready,
      timeoutSeconds: 5,
      failureThreshold: 3,
      ...(settleSeconds > 0 ? { successThreshold: 1 + Math.ceil(settleSeconds / period.ready) } : {}),
    },
    livenessProbe: { ...alive, periodSeconds: period.alive, timeoutSeconds: 10, failureThreshold: 6 },
  };
}

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
