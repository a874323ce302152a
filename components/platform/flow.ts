/** Someone outside the platform's networks, on the host or on the operator's machine. */
export const operator = "operator";
/** Where a company's own services are: neither this stack nor the engine's host. */
export const outside = "outside";

/** One permission to open connections. What is not listed has no route. */
export interface Flow {
  /** Fixed for ever and never reused: it numbers the flow's subnet, so adding a flow renumbers none. */
  number: number;
  /** Workload that opens connections, or `operator`. */
  from: string;
  /** Workload that accepts them, or `outside`: its network then has a way out, and the workload alone is on it. */
  to: string;
  /** Name of the port in the accepting workload. */
  port: string;
  reason: string;
}
