/**
 * A network of two for a process that listens on every address it has, in plain: the process, which has no other
 * network, and the gateway through which all its flows go, each way.
 */
export interface Gateway {
  /** Out of the flows' numbers, for the same end. */
  number: number;
  /** Workload behind it. */
  workload: string;
  reason: string;
}

/** The only hops in plain between containers. What covers them: nothing else is on their network. */
export const gateways: readonly Gateway[] = [
  {
    number: 6,
    workload: "dremio",
    reason: "Dremio cannot be told where to listen, and its fabric and JDBC ports know no TLS.",
  },
];
