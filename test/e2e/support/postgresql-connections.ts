import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { Client } from "pg";
import { postgresqlConfig, type Login, type Target } from "../../../tools/sample-data/clients";
import { authenticationRequest, sslRequest, startupMessage } from "./postgresql-messages";

/** Connections of one login, one per database; a connection that was refused stays refused. */
export class Connections {
  private readonly opened = new Map<string, Promise<Client>>();

  constructor(
    private readonly target: Target,
    private readonly login: Login,
  ) {}

  /** @throws DatabaseError with the server's SQLSTATE when it refuses */
  to(database: string): Promise<Client> {
    let client = this.opened.get(database);
    if (!client) {
      client = this.open(database);
      this.opened.set(database, client);
    }
    return client;
  }

  private async open(database: string): Promise<Client> {
    const client = new Client(postgresqlConfig(this.target, this.login, database));
    client.on("error", () => undefined);
    await client.connect();
    return client;
  }

  /** Runs statements in a transaction that is always rolled back. */
  async rollingBack(database: string, ...statements: string[]): Promise<void> {
    const client = await this.to(database);
    await client.query("BEGIN");
    try {
      await client.query("SET LOCAL lock_timeout = '5s'");
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.query("ROLLBACK");
    }
  }

  async close(): Promise<void> {
    for (const opened of this.opened.values()) {
      // One that was refused has nothing to close.
      const client = await opened.catch(() => undefined);
      await client?.end();
    }
  }
}

const timeout = 5_000;

function firstAnswer(socket: Socket, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(timeout, () => reject(new Error(`no answer within ${timeout / 1000} s`)));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed without an answer")));
    socket.once("data", resolve);
    socket.write(message);
  });
}

/**
 * Signs on over TLS without offering any password.
 * @returns what the server asks for: `none` when it asks for nothing and lets the user in
 */
export async function askedFor(target: Target, user: string, database: string): Promise<string> {
  const socket = connectTcp({ host: target.host, port: target.port });
  try {
    const answer = await firstAnswer(socket, sslRequest);
    if (answer.toString("latin1", 0, 1) !== "S") throw new Error("PostgreSQL offers no TLS");
    socket.removeAllListeners("close");
    const { ca, servername } = target;
    const secure = connectTls({ socket, ca, servername, minVersion: "TLSv1.3", rejectUnauthorized: true });
    return authenticationRequest(await firstAnswer(secure, startupMessage(user, database)));
  } finally {
    socket.destroy();
  }
}
