import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, rootCertificates, type ConnectionOptions } from "node:tls";
import type { Probe } from "../../../tools/operate";
import { authenticationRequest, sslRequest, startupMessage } from "./postgresql-messages";
import { tlsAlert } from "./tls-errors";

/** Milliseconds to connect, and for one answer. */
const timeout = 5_000;

/** What came of one attempt to talk to a port. */
export interface Trial {
  /**
   * - `accepted`: the other side spoke with us
   * - `refused`: it said no (a TLS alert, a PostgreSQL error), or our own check of its certificate did
   * - `closed`: something listens, and ended the connection without a word
   * - `unreachable`: nothing listens there
   * - `untried`: this machine's own OpenSSL does not offer it
   * - `unclear`: none of these
   */
  outcome: "accepted" | "refused" | "closed" | "unreachable" | "untried" | "unclear";
  /** Protocol and cipher suite agreed upon. */
  protocol?: string;
  cipher?: string;
  /** Who refused and why, or what was answered. */
  reason: string;
}

/** Every way in which a port is tried. */
export const trials = [
  "TLS 1.3, verified",
  "TLS 1.2",
  "TLS 1.1",
  "TLS 1.0",
  "plain",
  "TLS 1.3, another authority",
  "TLS 1.3, another name",
] as const;
export type TrialName = (typeof trials)[number];
export type TlsReport = Record<TrialName, Trial>;

class Unreachable extends Error {}
class Closed extends Error {}
class Silent extends Error {}

function settle<Value>(
  socket: Socket,
  what: string,
  body: (done: (value: Value) => void) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(timeout, () => reject(new Silent(`no ${what} within ${timeout / 1000} s`)));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ECONNRESET" ? new Closed("connection reset") : error),
    );
    socket.once("close", () => reject(new Closed("closed without an answer")));
    body(resolve);
  });
}

async function reach({ host, port }: Probe): Promise<Socket> {
  const socket = connectTcp({ host, port });
  try {
    await settle<void>(socket, "connection", (done) => socket.once("connect", done));
    return socket;
  } catch (error) {
    socket.destroy();
    throw new Unreachable((error as NodeJS.ErrnoException).code ?? (error as Error).message);
  }
}

const answerTo = (socket: Socket, message: Buffer | string): Promise<Buffer> =>
  settle<Buffer>(socket, "answer", (done) => {
    socket.once("data", done);
    socket.write(message);
  });

async function tryTls(target: Probe, options: ConnectionOptions): Promise<Trial> {
  const socket = await reach(target);
  try {
    if (target.starttls === "postgresql") {
      const answer = (await answerTo(socket, sslRequest)).toString("latin1", 0, 1);
      socket.removeAllListeners("close").removeAllListeners("error");
      if (answer !== "S") return { outcome: "refused", reason: `server: offers no TLS (answer '${answer}')` };
    }
    const secure = connectTls({ socket, servername: target.servername, ...options });
    await settle<void>(secure, "handshake", (done) => secure.once("secureConnect", done));
    const cipher = secure.getCipher().name;
    return { outcome: "accepted", protocol: secure.getProtocol() ?? "unknown", cipher, reason: "" };
  } finally {
    socket.destroy();
  }
}

const goRefusesPlain = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

/** Sends what a client without TLS would send first. */
async function tryPlain(target: Probe): Promise<Trial> {
  const socket = await reach(target);
  try {
    if (target.starttls === "postgresql") {
      const asked = authenticationRequest(await answerTo(socket, startupMessage("probe", "probe")));
      return { outcome: "accepted", reason: `server: goes on without TLS (asks for ${asked})` };
    }
    const answer = await answerTo(
      socket,
      `GET / HTTP/1.1\r\nHost: ${target.servername}\r\nConnection: close\r\n\r\n`,
    );
    const text = answer.toString("latin1");
    const line = text.split("\r\n")[0]!;
    // What Go's server says itself, before any program of it sees a request. Source: net/http, server.go.
    if (text === goRefusesPlain) return { outcome: "refused", reason: "server: says that it speaks HTTPS" };
    if (line.startsWith("HTTP/")) return { outcome: "accepted", reason: `server: ${line}` };
    // A TLS record of type alert: the server tells even a plain client in TLS.
    if (answer[0] === 0x15) return { outcome: "refused", reason: "server: answers with a TLS alert" };
    return { outcome: "unclear", reason: `server: answers 0x${answer.toString("hex", 0, 16)}` };
  } finally {
    socket.destroy();
  }
}

/** PostgreSQL refuses plain connections with invalid_authorization_specification. */
const plainRefused = "28000";

function explain(error: unknown): Trial {
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (error instanceof Unreachable) return { outcome: "unreachable", reason: message };
  if (error instanceof Closed) return { outcome: "closed", reason: `server: ${message}` };
  if (error instanceof Silent) return { outcome: "unclear", reason: message };
  const alert = tlsAlert(error);
  if (alert) return { outcome: "refused", reason: `server: TLS alert ${alert}` };
  if (code === plainRefused) return { outcome: "refused", reason: `server: ${code} ${message}` };
  if (/NO_PROTOCOLS_AVAILABLE|UNSUPPORTED_PROTOCOL|no protocols available/.test(code + message))
    return { outcome: "untried", reason: `client: ${code || message}` };
  // Node's own codes of OpenSSL's X.509 verification.
  if (/CERT|SIGNATURE|ISSUER|ALTNAME/.test(code)) return { outcome: "refused", reason: `client: ${code}` };
  return { outcome: "unclear", reason: `${code}: ${message}` };
}

async function trial(attempt: Promise<Trial>): Promise<Trial> {
  return attempt.catch(explain);
}

/** One protocol version only; whoever's certificate it is. */
const only = (version: "TLSv1" | "TLSv1.1" | "TLSv1.2"): ConnectionOptions => ({
  minVersion: version,
  maxVersion: version,
  rejectUnauthorized: false,
  // OpenSSL 3 does not even offer what is older than 1.2 unless told to.
  ...(version === "TLSv1.2" ? {} : { ciphers: "DEFAULT:@SECLEVEL=0" }),
});

/**
 * Tries a port in every way a client might: as it should be used, with older protocols, without TLS, trusting
 * another authority, and expecting another name. Judges nothing.
 * @param ca PEM of the authority that signed the port's certificate
 * @param otherCa PEM of one that did not @default a public authority's
 */
export async function probeTls(
  target: Probe,
  ca: string,
  otherCa = rootCertificates[0]!,
): Promise<TlsReport> {
  const modern: ConnectionOptions = { ca, minVersion: "TLSv1.3", rejectUnauthorized: true };
  const [good, tls12, tls11, tls10, plain, authority, name] = await Promise.all([
    trial(tryTls(target, modern)),
    trial(tryTls(target, only("TLSv1.2"))),
    trial(tryTls(target, only("TLSv1.1"))),
    trial(tryTls(target, only("TLSv1"))),
    trial(tryPlain(target)),
    trial(tryTls(target, { ...modern, ca: otherCa })),
    trial(tryTls(target, { ...modern, servername: "another-name.invalid" })),
  ]);
  return {
    "TLS 1.3, verified": good,
    "TLS 1.2": tls12,
    "TLS 1.1": tls11,
    "TLS 1.0": tls10,
    plain,
    "TLS 1.3, another authority": authority,
    "TLS 1.3, another name": name,
  };
}

/** Reports of several ports as a Markdown table. */
export function tlsTable(reports: Record<string, TlsReport>): string {
  const lines = Object.entries(reports).flatMap(([port, report]) =>
    trials.map((name) => {
      const { outcome, protocol = "", cipher = "", reason } = report[name];
      return `| ${[port, name, outcome, [protocol, cipher].join(" ").trim(), reason].join(" | ")} |`;
    }),
  );
  return ["| port | tried | outcome | agreed | reason |", "|---|---|---|---|---|", ...lines].join("\n");
}
