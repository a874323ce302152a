import { processPolicy } from "../lib/process";
import { holdsSecret } from "../lib/secret-text";

export default processPolicy({
  name: "command-lines-hold-no-secrets",
  severity: "critical",
  reason: "Command lines are shown by `docker inspect` and by every list of processes on the host.",
  remedy: "Upload the secret as a file that only the process's user reads, and name the file.",
  judge(container, report) {
    const words = [...container.program, ...container.healthTests];
    if (words.some(holdsSecret)) report("has a key or password on its command line");
    const user = words.findIndex((word) => /^(-u|--user)$/.test(word));
    if (
      user >= 0 &&
      /^[^:=]+:.+/.test(words[user + 1] ?? "") &&
      words.some((word) => /(^|\/)curl$/.test(word))
    )
      report("gives curl a login on its command line");
  },
});
