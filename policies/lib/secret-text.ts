/**
 * A private key, a password in a URL, or one that is given by its name, as `keyStorePassword=...`. Neither is a mask in a
 * password's place, nor an argument of a program that is a variable of the same name.
 */
export const holdsSecret = (text: string): boolean =>
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ||
  /[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:(?!X+@)[^/\s@]+@/i.test(text) ||
  /password=(?!password[,)])[^\s]/i.test(text);

const secretName =
  /(key|secret|password|passwd|token|credential|\.pem$|\.p12|\.pfx|\.jks|pgpass|\.curl$|netrc|^users$|^user-[\w-]+(\.json)?$)/i;
/** Settings with hashes or secrets among them: Valkey's users, GLAuth's people, Dex's clients. */
const holdsSecrets = /(^|_)(users\.acl|glauth\.cfg|config\.yaml)$/;
/** Kinds of files that hold nothing secret, whatever they are called. */
export const notSecret = /\.(pub|crt|cer|sql|conf|cfg|sh|md)$/i;

/** Whether a file is secret by its name, without its directory. */
export const isNamedSecret = (name: string): boolean =>
  holdsSecrets.test(name) || (secretName.test(name) && !notSecret.test(name));
