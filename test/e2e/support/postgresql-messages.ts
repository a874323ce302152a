/** The few messages of PostgreSQL's protocol 3.0 that come before a session (documentation, "Message Formats"). */

/** SSLRequest: length 8, code 80877103. */
export const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** StartupMessage for a user and a database. */
export function startupMessage(user: string, database: string): Buffer {
  const parameters = Buffer.from(`user\0${user}\0database\0${database}\0\0`, "utf8");
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + parameters.length, 0);
  head.writeInt32BE(196608, 4);
  return Buffer.concat([head, parameters]);
}

const authentication: Record<number, string> = { 0: "none", 3: "cleartext", 5: "md5", 10: "scram" };

/**
 * What a server asks for in its answer to a StartupMessage: `none`, `scram`, `md5`, `cleartext`.
 * @throws Error with the SQLSTATE as `code` when the answer is an error
 */
export function authenticationRequest(answer: Buffer): string {
  const type = answer.toString("latin1", 0, 1);
  if (type === "R" && answer.length >= 9)
    return authentication[answer.readInt32BE(5)] ?? `type ${answer.readInt32BE(5)}`;
  if (type === "E") {
    const { code, message } = errorFields(answer);
    throw Object.assign(new Error(message), { code });
  }
  throw new Error(`the answer is no PostgreSQL message (first byte 0x${answer.toString("hex", 0, 1)})`);
}

/** SQLSTATE and text of an ErrorResponse. */
export function errorFields(answer: Buffer): { code: string; message: string } {
  const fields = answer.toString("utf8", 5).split("\0");
  const field = (type: string) => fields.find((each) => each.startsWith(type))?.slice(1) ?? "";
  return { code: field("C"), message: field("M") };
}
