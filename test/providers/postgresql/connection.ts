import { readFileSync } from "node:fs";
import { Client, type ClientConfig } from "pg";
import type { Configuration } from "./configuration";
import { describeFailure, errorCode } from "./errors";
import { Semaphore } from "./semaphore";

/** What resources need of an open connection. */
export type Session = Pick<Client, "query">;

/** Ends the connection when the server asks for a password in any form but SCRAM. */
class ScramClient extends Client {
  constructor(config: ClientConfig) {
    super(config);
    for (const event of ["authenticationCleartextPassword", "authenticationMD5Password"]) {
      this.connection.prependListener(event, () => {
        const reason =
          "the server asks for the password in another form than SCRAM-SHA-256; set scram-sha-256 in pg_hba.conf";
        this.connection.stream.destroy(new Error(reason));
      });
    }
  }
}

/** Opens a connection for each operation: none stays idle in a database that is to be dropped. */
export class Connection {
  private readonly slots: Semaphore;

  constructor(readonly configuration: Configuration) {
    this.slots = new Semaphore(configuration.maxConnections);
  }

  /** Runs statements of one operation; a failure names it and the server. */
  async session<T>(
    operation: string,
    task: (session: Session) => Promise<T>,
    database = this.configuration.database,
  ): Promise<T> {
    const { host, port, username } = this.configuration;
    return this.slots.run(async () => {
      const client = this.client(database);
      // A connection that breaks later fails the statement under way; without a listener it would end the process.
      client.on("error", () => undefined);
      try {
        await client.connect();
        return await task(client);
      } catch (error) {
        throw describeFailure(
          operation,
          `${host}:${port}, database "${database}", user "${username}"`,
          error,
        );
      } finally {
        await client.end().catch(() => undefined);
      }
    });
  }

  /** Like `session`, with all statements in one transaction. */
  async transaction<T>(
    operation: string,
    task: (session: Session) => Promise<T>,
    database = this.configuration.database,
  ): Promise<T> {
    return this.session(
      operation,
      async (session) => {
        await session.query("BEGIN");
        // An error leaves by the end of the connection, which rolls back.
        const result = await task(session);
        await session.query("COMMIT");
        return result;
      },
      database,
    );
  }

  private client(database: string): Client {
    const { host, port, username, password, connectTimeout } = this.configuration;
    return new ScramClient({
      host,
      port,
      user: username,
      password,
      database,
      connectionTimeoutMillis: Math.max(connectTimeout, 0) * 1000,
      ssl: { ca: this.authority(), minVersion: "TLSv1.3", rejectUnauthorized: true },
      application_name: "lakehouse test provider",
    });
  }

  private authority(): string {
    const { caFile } = this.configuration;
    try {
      return readFileSync(caFile, "utf8");
    } catch (error) {
      throw new Error(
        `sslrootcert ${caFile} cannot be read (${errorCode(error)}); give a PEM file that exists.`,
      );
    }
  }
}
