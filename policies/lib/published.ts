import type { ContainerView } from "./container";
import { configsOf } from "./haproxy";

/** Behind a published port of HAProxy: whether it speaks TLS there, and whether it looks at who connects. */
export interface Door {
  speaksTls: boolean;
  /** Every frontend there turns away all but named networks. */
  looksAtClients: boolean;
}

/** Whether a rule turns away all but named networks. */
export const turnsAway = ([tcp, ...words]: readonly string[]) =>
  tcp === "tcp-request" && /^connection reject unless \{ src \d[\d./ ]* \}$/.test(words.join(" "));

/** @param port in the container */
export function doorAt(container: ContainerView, port: number): Door {
  // A configuration that nobody can read is reported by the policies for listeners.
  const configs = configsOf(container, () => undefined);
  const behind = configs.flatMap((config) =>
    config.exposed
      .filter(({ address }) => address.endsWith(`:${port}`))
      .map(({ section, params }) => ({
        speaksTls: params.includes("ssl"),
        looksAtClients: config.webFrontends.some(
          (frontend) => frontend.section === section && frontend.rules.some(turnsAway),
        ),
      })),
  );
  return {
    speaksTls: behind.length > 0 && behind.every((each) => each.speaksTls),
    looksAtClients: behind.length > 0 && behind.every((each) => each.looksAtClients),
  };
}
