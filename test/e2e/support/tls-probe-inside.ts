import { answerFromInside, callInside } from "./inside";
import type { ServicePort } from "./service-ports";
import { probeTls, type TlsReport } from "./tls-probe";

interface Input {
  port: ServicePort;
  ca: string;
  otherCa: string | undefined;
}

/**
 * Tries a port in every way a client might, from where it can be reached.
 * @param otherCa PEM of an authority that did not sign its certificate @default a public authority's
 */
export const probePort = (port: ServicePort, ca: string, otherCa?: string): Promise<TlsReport> =>
  port.from === undefined
    ? probeTls(port.probe, ca, otherCa)
    : callInside(port.from, __filename, { port, ca, otherCa } satisfies Input);

if (require.main === module)
  void answerFromInside(({ port, ca, otherCa }: Input) => probeTls(port.probe, ca, otherCa));
