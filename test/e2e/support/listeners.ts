/** One TCP socket that listens in a network namespace. */
export interface Listener {
  /** As written, for example `127.0.0.1`, `0.0.0.0` or `::`. */
  address: string;
  port: number;
}

/** TCP_LISTEN of the kernel's include/net/tcp_states.h. */
const listening = "0A";

/** An address as /proc/net/tcp writes it: 32-bit words in the machine's byte order, here little-endian. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => [...Buffer.from(word, "hex")].reverse());
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2]! << 8) | bytes[index * 2 + 1]!).toString(16),
  );
  const text = groups.join(":");
  if (text === "0:0:0:0:0:0:0:0") return "::";
  return text === "0:0:0:0:0:0:0:1" ? "::1" : text;
}

/** Listening sockets in the text of `/proc/<pid>/net/tcp` or `tcp6`. */
export function parseListeners(text: string): Listener[] {
  return text
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === listening)
    .map((fields) => {
      const [address, port] = fields[1]!.split(":") as [string, string];
      return { address: addressOf(address), port: Number.parseInt(port, 16) };
    });
}

/** Whether a socket takes connections that arrive at an IPv4 address of its namespace. */
export const listensAt = (listeners: readonly Listener[], address: string, port: number): boolean =>
  listeners.some((each) => each.port === port && ["0.0.0.0", "::", address].includes(each.address));
