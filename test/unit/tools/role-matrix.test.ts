import { describe, expect, it } from "vitest";
import { services as dremioServices } from "../../../components/processing/dremio/dremio";
import { roles } from "../../../components/security/roles";
import { supersetRoles } from "../../../components/security/superset-roles";
import { roleMatrix } from "../../../tools/docs/roles";

const lines = roleMatrix().split("\n");
/** The row of a role in the table that starts with this heading, by column. */
function row(heading: string, role: string): Record<string, string> {
  const cells = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const from = lines.findIndex((line) => line.startsWith(heading));
  const line = lines.slice(from).find((each) => each.startsWith(`| ${role} |`))!;
  const names = cells(lines[from]!);
  return Object.fromEntries(cells(line).map((cell, at) => [names[at]!, cell]));
}

describe("the role matrix", () => {
  it.each(roles)("says what %s is in Superset, and every database it reads there", (role) => {
    const { Superset } = row("| role | Superset |", role);
    expect(Superset).toContain(`\`${supersetRoles[role].name}\``);
    for (const database of supersetRoles[role].databases ?? [])
      expect(Superset).toContain(`read \`${database}\``);
  });
  it("gives a viewer of Superset a dashboard, and no data", () => {
    const { Superset } = row("| role | Superset |", "viewer");
    expect(Superset).toContain("dashboard `airline-delays`");
    expect(Superset).not.toContain("read `");
  });
  it("gives the cluster's secrets to an admin alone, and nothing of it to who only reads data", () => {
    const heading = "| role | application |";
    expect(row(heading, "admin")["data"]).toContain("secrets");
    expect(row(heading, "data-engineer")["application"]).toContain("pods/log");
    expect(Object.values(row(heading, "data-engineer")).join()).not.toContain("secrets");
    for (const role of ["analyst", "viewer"])
      expect(row(heading, role)).toMatchObject({ application: "nothing", data: "nothing" });
  });
  it("names every login of Dremio, and gives one to no person but the operator", () => {
    for (const service of dremioServices) expect(roleMatrix()).toContain(`\`${service}\``);
    expect(roles.map((role) => row("| role | Superset |", role)["Dremio"])).toEqual([
      "the operator's `administrator`",
      "no login",
      "no login",
      "no login",
    ]);
  });
});
