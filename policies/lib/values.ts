import { UnknownValueError } from "@pulumi/policy";

/** The value, or undefined when a preview cannot know it yet. Only for what is judged elsewhere, or at the update. */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}

/** Reads something of each object once: what many policies ask, and some for every pair of resources. */
export function once<Of extends object, T>(read: (of: Of) => T): (of: Of) => T {
  const values = new WeakMap<Of, { value: T }>();
  return (of) => {
    const kept = values.get(of) ?? { value: read(of) };
    values.set(of, kept);
    return kept.value;
  };
}

/** A list property; empty when absent. */
export const list = <T>(value: readonly T[] | null | undefined): T[] => (value ? Array.from(value) : []);

/** Providers' properties arrive as text. */
export const isTrue = (value: unknown): boolean => value === true || value === "true";

/** Whether a bare IP address or host name cannot be reached from another host or network namespace. */
export const isLoopbackHost = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);

/** Whether a host part means every address there is. */
export const isAnyHost = (host: string): boolean => ["", "*", "0.0.0.0", "::"].includes(host);

/** Whether a network is the world, or halves of it: its prefix is shorter than a whole private network's, or missing. */
export const isWholeWorld = (cidr: string): boolean => Number(/\/(\d+)$/.exec(cidr)?.[1] ?? 0) < 8;

/** Expression for the host of a workload: its name, in a cluster with its namespace and domain or without. */
export const atWorkload = (name: string): string => `${name}${inCluster}`;
const inCluster = String.raw`(?:\.[\w-]+-[a-z]+\.svc\.[\w.-]+)?`;

/** Host part of `host:port`, `[v6]:port` or `:port`; empty means every address. */
export const hostOf = (address: string): string =>
  address.slice(0, Math.max(0, address.lastIndexOf(":"))).replace(/^\[(.*)\]$/, "$1");

export const decode = (base64: string | undefined): string | undefined =>
  base64 === undefined ? undefined : Buffer.from(base64, "base64").toString("utf8");
