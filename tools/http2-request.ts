import { connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http2";
import type { Target } from "./sample-data/clients";

/** A request over HTTP/2 and TLS 1.3, verified: all that the edge takes. */
export interface Http2Request {
  target: Target;
  method: string;
  path: string;
  /** In lower case. @default none */
  headers?: OutgoingHttpHeaders;
  /** Sent with its length. @default none */
  body?: string | Buffer;
  /** Whether `body` is but the first piece, without a length, and the rest waits for an answer. @default false */
  streamed?: boolean;
  /** Name in the address bar. @default the target's own name and port */
  authority?: string;
  /** Version of TLS that is spoken. @default "TLSv1.3" */
  version?: "TLSv1.2" | "TLSv1.3";
  /** Milliseconds for the answer. @default 60 000 */
  patience?: number;
}

export interface Http2Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A target's name and port, as an address bar shows them. */
export const authorityOf = ({ servername, port }: Target): string =>
  port === 443 ? servername : `${servername}:${port}`;

/**
 * Sends one request over a connection of its own.
 * @throws Error where there is no answer
 */
export function http2Request(request: Http2Request): Promise<Http2Answer> {
  const { target, method, path, headers = {}, body, streamed = false, patience = 60_000 } = request;
  const { authority = authorityOf(target), version = "TLSv1.3" } = request;
  const { host, port, servername, ca } = target;
  return new Promise((resolve, reject) => {
    const session = connect(`https://${host}:${port}`, {
      ...{ servername, ca, minVersion: version, maxVersion: version, rejectUnauthorized: true },
      ALPNProtocols: ["h2"],
    });
    const fail = (error: Error) => {
      session.destroy();
      reject(error);
    };
    session.on("error", fail);
    const sent = session.request({
      ":authority": authority,
      ":method": method,
      ":path": path,
      ...headers,
      ...(body === undefined || streamed ? {} : { "content-length": Buffer.byteLength(body) }),
    });
    sent.setTimeout(patience, () => fail(new Error(`no answer within ${patience / 1000} s`)));
    sent.on("error", fail);
    let answer: IncomingHttpHeaders & { ":status"?: number } = {};
    const chunks: Buffer[] = [];
    sent.on("response", (received) => (answer = received));
    sent.on("data", (chunk: Buffer) => chunks.push(chunk));
    sent.on("end", () => {
      session.destroy();
      resolve({ status: answer[":status"]!, headers: answer, text: Buffer.concat(chunks).toString() });
    });
    if (streamed) sent.write(body);
    else sent.end(body);
  });
}
