import { posix } from "node:path";
import { containerPolicy } from "../lib/container";

/** PostgreSQL 17 manual, psql, variable ON_ERROR_STOP. */
const stopping = /(^|=|-v|--set=|--variable=)ON_ERROR_STOP(=(1|on|true))?$/i;

export default containerPolicy({
  name: "postgresql-jobs-stop-at-errors",
  severity: "medium",
  reason:
    "By default psql goes on after an error and ends well, so a key or a right that was not set counts as set.",
  remedy: "Pass `--set=ON_ERROR_STOP=1` to psql.",
  judge(container, report) {
    const words = container.program.flatMap((word) => word.split(/\s+/));
    if (!container.isOneShot || !words.some((word) => posix.basename(word) === "psql")) return;
    if (!words.some((word) => stopping.test(word))) report("runs psql past its errors");
  },
});
