import { runFrom } from "./namespaces";

/** A request over TLS from some network namespace. */
export interface HttpsRequest {
  address: string;
  port: number;
  /** Name the certificate must be valid for. */
  servername: string;
  /** PEM of the authority that must have signed it. */
  ca: string;
  /** Newest version the client speaks. @default "TLSv1.3" */
  maxVersion?: "TLSv1.2" | "TLSv1.3";
}

/** The answer, or the error where there was none. */
export type HttpsAnswer = { status: number; body: string; protocol: string } | { error: string };

const program = `
const { request } = require("node:https");
const { address, port, servername, ca, maxVersion = "TLSv1.3" } = input;
const attempt = request(
  { host: address, port, servername, ca, maxVersion, timeout: 2000, headers: { host: servername } },
  (answer) => {
    const protocol = answer.socket.getProtocol();
    let body = "";
    answer.on("data", (chunk) => (body += chunk));
    answer.on("end", () => output({ status: answer.statusCode, body, protocol }));
  },
);
attempt.on("timeout", () => attempt.destroy(new Error("timeout")));
attempt.on("error", (error) => output({ error: error.code + ": " + error.message }));
attempt.end();
`;

/** Asks for `/` from a process's network namespace; from this process's own when none is given. */
export const httpsFrom = (pid: number | undefined, request: HttpsRequest): Promise<HttpsAnswer> =>
  runFrom(pid, program, request);
