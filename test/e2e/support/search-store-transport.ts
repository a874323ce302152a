import { connect } from "node:tls";
import { answerFromInside, callInside } from "./inside";
import type { ServicePort } from "./service-ports";
import { tlsAlert } from "./tls-errors";
import type { Trial } from "./tls-probe";

/** Milliseconds for an answer. */
const timeout = 5_000;

interface Input {
  port: ServicePort;
  ca: string;
}

/** With TLS 1.3 the client has its handshake behind it before the server can say that it misses a certificate. */
function connectWithout({ port: { probe }, ca }: Input): Promise<Trial> {
  const { host, port, servername } = probe;
  return new Promise((resolve) => {
    const socket = connect({ host, port, servername, ca, minVersion: "TLSv1.3" });
    const settle = (outcome: Trial["outcome"], reason: string) => {
      socket.destroy();
      resolve({ outcome, reason });
    };
    socket.setTimeout(timeout, () => settle("accepted", `stays connected for ${timeout / 1000} s`));
    socket.on("data", () => settle("accepted", "server: answers"));
    socket.on("close", () => settle("closed", "server: closes"));
    socket.on("error", (error: Error) => {
      const alert = tlsAlert(error);
      settle(alert ? "refused" : "unclear", alert ? `server: TLS alert ${alert}` : error.message);
    });
  });
}

/**
 * What the port at which nodes meet does after a handshake that is right in all but the client's certificate: nodes
 * show one to each other, and this client has none.
 */
export const withoutClientCertificate = (port: ServicePort, ca: string): Promise<Trial> =>
  callInside(port.from!, __filename, { port, ca } satisfies Input);

if (require.main === module) void answerFromInside(connectWithout);
