import { connect as connectHttp2 } from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Probe } from "./operate";

/** Milliseconds a service on this machine or network has to answer. */
const TIMEOUT = 5_000;
/** PostgreSQL's SSLRequest: length 8, code 80877103 (PostgreSQL protocol, "Message Formats"). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * Connects to a service the way a careful client does: TLS 1.3 or nothing, certificate verified.
 * @param trustBundle PEM of the authorities that may have signed it
 * @returns what the service is: "ready (TLS 1.3)", or why it is not
 */
export async function probe(target: Probe, trustBundle: string): Promise<{ ready: boolean; state: string }> {
  let socket: Socket | undefined;
  try {
    socket = await open(target);
    if (target.starttls === "postgresql") await startPostgresqlTls(socket);
    const secure = await handshake(socket, target, trustBundle);
    const protocol = secure.getProtocol() ?? "TLS";
    if (target.path !== undefined) await requireAnswer(secure, target.servername, target.path);
    return { ready: true, state: `ready (${protocol.replace("TLSv", "TLS ")})` };
  } catch (error) {
    return { ready: false, state: `not ready: ${(error as Error).message}` };
  } finally {
    socket?.destroy();
  }
}

function within<T>(socket: Socket, what: string, body: (done: (value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(TIMEOUT, () => reject(new Error(`${what}: no answer within ${TIMEOUT / 1000} s`)));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error(`${what}: the connection was closed`)));
    body(resolve);
  });
}

function open({ host, port }: Probe): Promise<Socket> {
  const socket = connectTcp({ host, port });
  return within(socket, `${host}:${port}`, (done) => socket.once("connect", () => done(socket)));
}

function startPostgresqlTls(socket: Socket): Promise<void> {
  return within<string>(socket, "PostgreSQL", (done) => {
    socket.once("data", (answer) => done(answer.toString("latin1", 0, 1)));
    socket.write(SSL_REQUEST);
  }).then((answer) => {
    if (answer !== "S") throw new Error("PostgreSQL offers no TLS");
  });
}

function handshake(socket: Socket, { servername, path }: Probe, ca: string): Promise<TLSSocket> {
  const secure = connectTls({
    ...{ socket, servername, ca, minVersion: "TLSv1.3", rejectUnauthorized: true },
    // What is asked for a path is the edge, which speaks nothing else.
    ...(path === undefined ? {} : { ALPNProtocols: ["h2"] }),
  });
  return within(secure, "TLS handshake", (done) => secure.once("secureConnect", () => done(secure)));
}

/** Asks for a path; the service behind a proxy must answer, not the proxy alone. */
function requireAnswer(secure: TLSSocket, host: string, path: string): Promise<void> {
  if (secure.alpnProtocol !== "h2") throw new Error(`${path}: the server speaks no HTTP/2`);
  return within<number>(secure, path, (done) => {
    const session = connectHttp2(`https://${host}`, { createConnection: () => secure });
    session.once("error", (error: Error) => secure.destroy(error));
    const asked = session.request({ ":authority": host, ":path": path });
    asked.once("response", ({ ":status": status = 0 }) => done(status));
    asked.once("error", (error: Error) => secure.destroy(error));
    asked.end();
  }).then((status) => {
    if (status < 200 || status > 399) throw new Error(`${path} is answered with ${status}`);
  });
}
