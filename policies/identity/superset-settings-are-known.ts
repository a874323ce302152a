import type { Report } from "../lib/policy";
import { measures, nameOf, required, statementsOf } from "../lib/superset-settings";
import { uploadPolicy } from "../lib/uploads";

/** The first line of a statement tells which one it is. */
const title = (statement: string) => statement.split("\n")[0]!;

function judge(text: string, report: Report): void {
  const statements = statementsOf(text);
  for (const each of required) {
    const times = statements.filter((statement) => statement === each).length;
    if (times !== 1) report(`says ${times === 0 ? "not" : "more than once"}: ${title(each)}`);
  }
  // The name alone: a value may be secret.
  for (const each of statements)
    if (!required.includes(each) && !measures.test(each))
      report(`says of ${nameOf(each)} what nobody has looked at`);
}

/** Superset's file of settings is a program: a later line changes what an earlier one says. */
export default uploadPolicy({
  name: "superset-settings-are-known",
  severity: "critical",
  reason:
    "One line more in Superset's settings lets people in by password, gives strangers a role, or takes away what looks at every query.",
  remedy:
    "Leave each statement of `required` in policies/lib/superset-settings.ts as it is, once; a further setting goes there as well, once somebody has looked at what it does.",
  names: /^superset_config\.py$/,
  judge,
});
