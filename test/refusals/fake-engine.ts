import { chmodSync, chownSync } from "node:fs";
import { createServer, request, type Server } from "node:http";

/** What an engine says otherwise than the real one behind it. */
export interface Differences {
  /** Fields of an answer, by path, such as `/info`. */
  answers?: Record<string, Record<string, unknown>>;
  /** Paths of what it does not have. */
  missing?: RegExp;
  /** Whom its socket belongs to, for nobody else to use. @default this user */
  owner?: number;
}

/**
 * An engine that passes everything on to the real one, and differs where it is told to.
 * @param socket where it listens
 * @param real socket of the real engine
 */
export async function fakeEngine(socket: string, real: string, differences: Differences): Promise<Server> {
  const server = createServer((asked, answer) => {
    const path = (asked.url ?? "").replace(/^\/v[\d.]+/, "").replace(/\?.*/, "");
    if (differences.missing?.test(path)) {
      answer.writeHead(404, { "content-type": "application/json" }).end('{"message":"no such thing"}');
      return;
    }
    const { "content-length": _, ...headers } = asked.headers;
    const passed = request({ socketPath: real, method: asked.method, path: asked.url, headers }, (given) => {
      const changes = differences.answers?.[path];
      const { "content-length": __, ...rest } = given.headers;
      answer.writeHead(given.statusCode ?? 500, rest);
      if (!changes) return void given.pipe(answer);
      const chunks: Buffer[] = [];
      given.on("data", (chunk: Buffer) => chunks.push(chunk));
      given.on("end", () => {
        const whole = JSON.parse(Buffer.concat(chunks).toString()) as object;
        answer.end(JSON.stringify({ ...whole, ...changes }));
      });
    });
    asked.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  if (differences.owner !== undefined) {
    chownSync(socket, differences.owner, differences.owner);
    chmodSync(socket, 0o600);
  }
  return server;
}
