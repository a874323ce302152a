/** Every address of a machine or a pod. */
export const everywhere = "0.0.0.0";

/** Where a process listens: at the addresses where its flows arrive, and on loopback, where its health is asked for. */
export const withLoopback = (addresses: readonly string[]): string[] =>
  addresses.includes(everywhere) ? [everywhere] : ["127.0.0.1", ...addresses];
