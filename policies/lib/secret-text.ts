/** A private key, a password in a URL, or one that is given by its name, as `keyStorePassword=...`. */
export const holdsSecret = (text: string): boolean =>
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ||
  /[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i.test(text) ||
  /password=[^\s]/i.test(text);
