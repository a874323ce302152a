import { gunicornPolicy } from "../lib/gunicorn";

const needed: [setting: string, written: RegExp][] = [
  ["certfile", /^certfile\s*=\s*(?!None\b)\S/m],
  ["keyfile", /^keyfile\s*=\s*(?!None\b)\S/m],
  ["minimum_version TLSv1_3", /^\s*\w+\.minimum_version\s*=\s*ssl\.TLSVersion\.TLSv1_3\s*$/m],
];

export default gunicornPolicy({
  name: "gunicorn-requires-tls-1-3",
  severity: "critical",
  reason: "Without a certificate gunicorn serves in plain, and by itself it agrees to TLS 1.2.",
  remedy:
    "Name a settings file with `--config` that sets `certfile` and `keyfile`, and in `ssl_context` the least version TLSv1_3.",
  judge({ settings }, report) {
    if (settings === undefined) {
      report("has no settings file among its uploads");
      return;
    }
    const text = settings.content() ?? "";
    for (const [setting, written] of needed)
      if (!written.test(text)) report(`${settings.path} does not set ${setting}`);
  },
});
