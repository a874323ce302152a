import { once } from "node:events";
import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";

/**
 * Where ports are looked for: below those that Linux gives to connections (net.ipv4.ip_local_port_range, from 32768),
 * each of which holds its port for a minute after its end, so that a server that comes back could find its own taken.
 */
const [first, beyond] = [20_000, 32_768];

/** A loopback port for each name that nothing uses at this moment. They differ: all are held until the last is found. */
export async function freePorts<Name extends string>(...names: Name[]): Promise<Record<Name, number>> {
  const held: [Name, number, Server][] = [];
  for (const name of names) held.push([name, ...(await hold())]);
  await Promise.all(held.map(([, , server]) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(held.map(([name, port]) => [name, port])) as Record<Name, number>;
}

async function hold(): Promise<[number, Server]> {
  for (;;) {
    const port = randomInt(first, beyond);
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
      return [port, server];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}
