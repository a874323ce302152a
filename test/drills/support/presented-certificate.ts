import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { connect } from "node:tls";
import { answerFromInside, callInside } from "../../e2e/support/inside";
import { sslRequest } from "../../e2e/support/postgresql-messages";
import type { ServicePort } from "../../e2e/support/service-ports";

/** What tells one certificate from another. */
export interface Presented {
  fingerprint: string;
  /** SHA-256 of the public key. */
  publicKey: string;
}

interface Input {
  port: ServicePort;
  ca: string;
}

/** @throws Error when the certificate is not signed by the authority or does not name the host */
async function present({ port: { probe }, ca }: Input): Promise<Presented> {
  const { host, port, servername, starttls } = probe;
  const socket = connectTcp({ host, port });
  try {
    await once(socket, "connect");
    if (starttls === "postgresql") {
      socket.write(sslRequest);
      await once(socket, "data");
    }
    const secure = connect({ socket, servername, ca, minVersion: "TLSv1.3" });
    await once(secure, "secureConnect");
    const { raw, fingerprint256 } = new X509Certificate(secure.getPeerCertificate().raw);
    const key = new X509Certificate(raw).publicKey.export({ type: "spki", format: "der" });
    return { fingerprint: fingerprint256, publicKey: createHash("sha256").update(key).digest("hex") };
  } finally {
    socket.destroy();
  }
}

/** The certificate of each port, by its label; verified against an authority. */
export async function presentedCertificates(
  ports: readonly ServicePort[],
  ca: string,
): Promise<Record<string, Presented>> {
  const all: Record<string, Presented> = {};
  for (const port of ports) {
    const input: Input = { port, ca };
    all[port.label] = await (port.from === undefined
      ? present(input)
      : callInside<Presented>(port.from, __filename, input));
  }
  return all;
}

if (require.main === module) void answerFromInside(present);
