import { resourcePolicy } from "../lib/policy";

export default resourcePolicy({
  name: "postgresql-has-no-superusers",
  severity: "critical",
  types: ["postgresql:index/role:Role"],
  reason: "A superuser bypasses every grant, and runs commands on the server.",
  remedy: "Remove `superuser`; grant what the role needs.",
  judge({ props }, report) {
    if (props["superuser"] === true) report("is a superuser");
  },
});
