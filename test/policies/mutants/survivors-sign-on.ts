import { closes, less, type Survivors } from "./reasons";

/** Of who knows people: the directory, the identity provider, and Superset's way to it. */
export const signOn: readonly Survivors[] = [
  { kind: /^Container (directory|identity)-(process|sandbox): is gone$/, because: closes },
  {
    kind: /^Container (directory|identity)-files: without uploads\[\S+\/(glauth\.cfg|config\.yaml)\]\.content$/,
    because: closes,
  },
  {
    kind: /^Container ((directory|identity)-process: without envs|identity-process: without entrypoints)/,
    because: closes,
  },
  // The object store's way to the keys that sign tokens
  {
    kind: /^Container (object-store-process: without envs\[MINIO_IDENTITY_OPENID_CONFIG_URL|object-store-terminator-files: \S+haproxy\.cfg (without "frontend ask-identity|"server identity \S+ [^"]*" = "server identity 10\.9\.9\.9))/,
    because: closes,
  },
  {
    kind: /^Container object-store-terminator-files: \S+haproxy\.cfg without "http-request deny deny_status 40[45] unless/,
    because:
      "On loopback the object store alone asks there, and the identity provider answers the same to all it serves.",
  },
  { kind: /^IamPolicy \S+-sign-on-policy: (is gone|(?<!admin-sign-on-policy: )without name)/, because: less },
  {
    kind: /^Container (directory|identity)-sandbox: without (networksAdvanced\[\d\]\.name|ports)$|^Container identity-sandbox: without networksAdvanced\[\d\]$/,
    because: less,
  },
  {
    kind: /^Container directory-terminator-files: \S+haproxy\.cfg (without )?"(frontend ldaps|mode tcp)"/,
    because: closes,
  },
  {
    kind: /^Container superset(-init)?-files: without uploads\[\S+(sign-on\.json|sign-on-secret)\](\.content)?$/,
    because: closes,
  },
  {
    kind: /^Container superset\S*-files: \S+sign_on\.py "self\.mount/,
    because: "Its session then has nothing that speaks HTTPS, and reaches nobody.",
  },
];
