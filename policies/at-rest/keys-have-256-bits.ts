import { resourcePolicy } from "../lib/policy";

const bytes = 32;

export default resourcePolicy({
  name: "keys-have-256-bits",
  severity: "critical",
  types: ["random:index/randomBytes:RandomBytes"],
  reason:
    "Encryption at rest is AES-256 here; a shorter key is refused by a server, or is worth less than it says.",
  remedy: `Set \`length\` to ${bytes} or more.`,
  judge({ props }, report) {
    if (!(props["length"] >= bytes)) report(`has fewer than ${bytes} bytes`);
  },
});
