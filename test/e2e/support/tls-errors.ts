/**
 * The alert with which the other side ended a TLS handshake, such as `protocol version`, or undefined when the error
 * is no alert. OpenSSL puts the alert's name into its error text, whichever call noticed it.
 */
export function tlsAlert(error: unknown): string | undefined {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  const named =
    /^ERR_SSL_\w*?_ALERT_(\w+)$/.exec(code)?.[1] ?? /alert ([a-z][a-z ]+[a-z])(?::|$)/.exec(message)?.[1];
  return named?.toLowerCase().replaceAll("_", " ");
}
