import type { StackOutputs } from "../../../tools/operate";
import { encodingsOf } from "./encodings";

/** Characters below which a value would be found by chance. */
const shortestSecret = 8;

/** A value that must be nowhere in plain. */
export interface Secret {
  /** How findings call it; the value itself is never shown. */
  name: string;
  value: string;
}

/** A text in which secrets are looked for: a state export, a log, what `docker inspect` says. */
export interface Text {
  name: string;
  content: string | Buffer;
}

/** Where a secret was found. Holds nothing of its value. */
export interface Finding {
  secret: string;
  text: string;
  encoding: string;
  /** Line of the text, from 1. */
  line: number;
}

/** Every password in a stack's outputs. */
export function secretsOf(outputs: StackOutputs): Secret[] {
  return Object.entries(outputs.credentials ?? {}).flatMap(([service, logins]) =>
    Object.entries(logins).map(([principal, { password }]) => ({
      name: `password of ${principal} on ${service}`,
      value: password ?? "",
    })),
  );
}

/** Base64 of a PEM private key without its frame, as one line: how it hides in a text that wraps differently. */
const unwrapped = (value: string): string | undefined =>
  /-----BEGIN [^-]*PRIVATE KEY-----([\s\S]+?)-----END/.exec(value)?.[1]?.replace(/\s/g, "");

/**
 * Looks for each secret in each text, as it stands and as JSON, Base64, hexadecimal, UTF-16 or a URL would carry it.
 * @throws Error naming a secret that is empty or so short that it would be found by chance
 */
export function findSecrets(secrets: readonly Secret[], texts: readonly Text[]): Finding[] {
  const needles = secrets.flatMap(({ name, value }) => {
    if (value.length < shortestSecret)
      throw new Error(`${name}: a secret of ${value.length} characters cannot be looked for`);
    const inner = unwrapped(value);
    return [...encodingsOf(Buffer.from(value)), ...(inner ? encodingsOf(Buffer.from(inner)) : [])].map(
      (encoded) => ({ name, ...encoded }),
    );
  });
  return texts.flatMap(({ name: text, content }) => {
    const haystack = Buffer.from(content as string);
    const squeezed = Buffer.from(haystack.toString("latin1").replace(/\\n|\s/g, ""), "latin1");
    return needles.flatMap(({ name: secret, encoding, bytes }): Finding[] => {
      const at = haystack.indexOf(bytes);
      if (at >= 0) return [{ secret, text, encoding, line: lineOf(haystack, at) }];
      // A text wrapped anywhere, such as a PEM body in YAML; lines mean nothing then.
      return squeezed.includes(bytes) ? [{ secret, text, encoding: `${encoding}, wrapped`, line: 0 }] : [];
    });
  });
}

function lineOf(text: Buffer, offset: number): number {
  let line = 1;
  for (let at = text.indexOf(10); at >= 0 && at < offset; at = text.indexOf(10, at + 1)) line += 1;
  return line;
}
