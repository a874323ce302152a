/** Error text for failed operations: what, where, why, how to fix. Never holds SQL text or secrets. */

interface ServerError {
  /** SQLSTATE, or the network layer's code. */
  code?: string;
  message?: string;
  detail?: string;
}

const remedies: Record<string, string> = {
  ECONNREFUSED: "nothing listens there: start PostgreSQL or correct host and port",
  ECONNRESET: "the server closed the connection: read its log",
  EPROTO: "the TLS handshake failed: the server must offer TLS 1.3 (ssl_max_protocol_version)",
  ENOTFOUND: "the host name does not resolve: correct host",
  SELF_SIGNED_CERT_IN_CHAIN: "give the authority that signed the server's certificate in sslrootcert",
  DEPTH_ZERO_SELF_SIGNED_CERT: "give the authority that signed the server's certificate in sslrootcert",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "give the authority that signed the server's certificate in sslrootcert",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "give the authority that signed the server's certificate in sslrootcert",
  CERT_HAS_EXPIRED: "renew the server's certificate",
  ERR_TLS_CERT_ALTNAME_INVALID: "host must be a name in the server's certificate",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "the server must offer TLS 1.3 (ssl_max_protocol_version)",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "the server must offer TLS 1.3 (ssl_max_protocol_version)",
  "28P01": "username or password is wrong",
  "28000": "pg_hba.conf lets this user in only in another way, or not at all",
  "3D000": "create the database first (let this resource depend on it)",
  "3F000": "create the schema first (let this resource depend on it)",
  "42704": "create the missing object first (let this resource depend on it)",
  "42P01": "create the missing table first",
  "42501": "the provider needs the administrator",
  "42710": "it exists already: import it or choose another name",
  "42P04": "it exists already: import it or choose another name",
  "2BP01": "delete what depends on it first",
  "53300": "lower maxConnections or raise the server's max_connections",
  "57P03": "the server is still starting: wait until it is ready",
};

/** Only these details: others may quote values. */
const DETAILED = ["2BP01", "55006"];

/** SQLSTATE or network code of an error. */
export function errorCode(error: unknown): string | undefined {
  return (error as ServerError | undefined)?.code;
}

/** OpenSSL's reason out of its error line, which otherwise names source files. */
function plainReason(message: string): string {
  return (/:error:[^:]*:[^:]*:[^:]*:([^:]+):/.exec(message)?.[1] ?? message).trim();
}

/** One message for one failed operation. */
export function describeFailure(operation: string, where: string, error: unknown): Error {
  const { code, message, detail } = error as ServerError;
  const details = detail !== undefined && code !== undefined && DETAILED.includes(code) ? ` (${detail})` : "";
  const remedy = code === undefined ? undefined : remedies[code];
  return new Error(
    `could not ${operation} on PostgreSQL at ${where}: ${plainReason(message || "no further detail")}${details}` +
      (code === undefined ? "" : ` (${code})`) +
      (remedy === undefined ? "" : `; ${remedy}`),
  );
}
