/** A way from a port of this machine to somewhere else, which passes bytes on. */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export interface Destination {
  host: string;
  port: number;
}

export class Relay {
  private constructor(
    private readonly server: Server,
    private readonly open: Set<Socket>,
  ) {}

  /** @param find is asked anew for each connection */
  static async start(port: number, find: () => Promise<Destination>): Promise<Relay> {
    const open = new Set<Socket>();
    const server = createServer((client) => {
      open.add(client.on("close", () => open.delete(client)));
      const end = () => client.destroy();
      client.on("error", end);
      find().then((destination) => {
        const there = connect(destination);
        there.on("error", end).on("close", end);
        client.on("close", () => there.destroy());
        client.pipe(there).pipe(client);
      }, end);
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return new Relay(server, open);
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const socket of this.open) socket.destroy();
    await once(this.server, "close");
  }
}
