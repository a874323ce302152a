import type { Property } from "../runtime";

export interface Label {
  label: string;
  value: string;
}

/** `labels` of every Docker resource: a set of name and value. */
export function labelsProperty(more: Partial<Property> = {}): Property {
  return {
    type: "array",
    forceNew: true,
    unordered: true,
    fields: {
      label: { type: "string", required: true },
      value: { type: "string", required: true },
    },
    ...more,
  };
}

export function labelMap(labels: unknown): Record<string, string> {
  return Object.fromEntries(((labels ?? []) as Label[]).map(({ label, value }) => [label, value]));
}

export function labelList(map: Record<string, string> | null | undefined): Label[] {
  return Object.entries(map ?? {}).map(([label, value]) => ({ label, value }));
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
};

/** Nanoseconds of a Go duration such as "1m30s"; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g))
    total += Number(amount) * (UNITS[unit ?? ""] ?? 0);
  return Math.round(total);
}

/** Go's way to write a duration: "1m" becomes "1m0s", which is what the official provider reads back. */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return "0s";
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${nanoseconds / 1e3}µs`;
  if (nanoseconds < 1e9) return `${nanoseconds / 1e6}ms`;
  const hours = Math.floor(nanoseconds / 3.6e12);
  const minutes = Math.floor((nanoseconds % 3.6e12) / 6e10);
  const seconds = `${(nanoseconds % 6e10) / 1e9}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** CPUs as the official provider reads them back: one whole CPU is "1.0". */
export function formatCpus(nanoCpus: number): string {
  const text = (nanoCpus / 1e9).toFixed(9);
  if (text.split("0").length - 1 === 9) return (nanoCpus / 1e9).toFixed(1);
  return text.replace(/0+$/, "");
}

/** MiB, the unit of the provider's memory arguments, to bytes; -1 means no limit. */
export function mebibytes(value: unknown): number {
  const amount = Number(value);
  return amount > 0 ? amount * 1024 * 1024 : amount;
}

export function fromBytes(bytes: number): number {
  return bytes > 0 ? Math.floor(bytes / 1024 / 1024) : bytes;
}
