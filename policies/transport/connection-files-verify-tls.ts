import { containerPolicy } from "../lib/container";
import { known } from "../lib/values";

/** Each setting by which a client decides about TLS, as its file writes it, and the only value it may have. */
const settings: [setting: string, written: RegExp, value: string][] = [
  ["sslmode", /\bsslmode=([\w-]*)/g, "verify-full"],
  ["ssl_mode", /"ssl_mode"\s*:\s*\{\s*"mode"\s*:\s*"([\w-]*)"/g, "verify-full"],
  ["ssl_min_protocol_version", /\bssl_min_protocol_version=([\w.]*)/g, "TLSv1.3"],
  ["minimum_version", /\bminimum_version\s*=\s*ssl\.TLSVersion\.(\w*)/g, "TLSv1_3"],
  ["ssl_min_version", /"?ssl_min_version"?\s*[:=]\s*ssl\.TLSVersion\.(\w*)/g, "TLSv1_3"],
  ["ssl_check_hostname", /"?ssl_check_hostname"?\s*[:=]\s*(\w+)/g, "true"],
  ["secure", /"secure"\s*:\s*(\w+)/gi, "true"],
  ["useSsl", /"useSsl"\s*:\s*(\w+)/g, "true"],
  ["sslEnabled", /"sslEnabled"\s*:\s*(\w+)/g, "true"],
  [
    "encryptionValidationMode",
    /"encryptionValidationMode"\s*:\s*"(\w*)"/g,
    "CERTIFICATE_AND_HOSTNAME_VALIDATION",
  ],
  ["fs.s3a.connection.ssl.enabled", /fs\.s3a\.connection\.ssl\.enabled<\/name>\s*<value>(\w*)/g, "true"],
  ["UseEncryption", /\bUseEncryption=(\w*)/gi, "true"],
  ["disableCertificateVerification", /\bdisableCertificateVerification=(\w*)/gi, "false"],
];

/** Addresses of services in the clear, as values of JSON and YAML. */
const plain = /(?:"|:\s+)(?:http|s3\+http|ws):\/\/(?!localhost\b|127\.|\[::1\])[^\s"]+/g;

/** What uploaded files tell clients of other services about TLS: connections, sources, data base addresses. */
export default containerPolicy({
  name: "connection-files-verify-tls",
  severity: "critical",
  reason: "A client that its file lets connect in plain, or to whoever answers, gives its login away.",
  remedy:
    "Write https:// addresses, `verify-full` as SSL mode, and true for every setting that turns encryption on.",
  judge(container, report) {
    for (const file of container.files) {
      if (!/\.(json|ya?ml|xml|py)$/.test(file.path)) continue;
      // What a preview does not know yet is judged at the update.
      const text = known(() => file.content()) ?? "";
      for (const [setting, written, value] of settings)
        for (const [, given] of text.matchAll(written))
          if (given!.toLowerCase() !== value.toLowerCase())
            report(`${file.path} has a ${setting} other than ${value}`);
      if (/\.(json|ya?ml)$/.test(file.path) && [...text.matchAll(plain)].length > 0)
        report(`${file.path} has an address of a service in the clear`);
      if (
        file.path.endsWith(".py") &&
        /\bverify\s*=\s*False|\bcheck_hostname\s*=\s*False|\bCERT_(NONE|OPTIONAL)\b/.test(text)
      )
        report(`${file.path} takes any certificate`);
      if (file.path.endsWith(".py") && /\bredis:\/\//.test(text))
        report(`${file.path} reaches a cache in plain`);
    }
  },
});
