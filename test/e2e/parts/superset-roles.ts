import { expect, it } from "vitest";
import { keepTable } from "../report";
import { attemptsSummary, attemptsTable, differences } from "../support/attempts-table";
import { supersetAttempts, type SupersetPlace } from "../support/superset-attempts";

/** Minutes: each of some hundred requests is answered by the real Superset. */
const patience = 10 * 60_000;

/** @param place where Superset is, through the edge */
export function supersetRoles(place: () => Promise<SupersetPlace>): void {
  it("on superset: what is allowed works, what is not is denied", { timeout: patience }, async () => {
    const attempts = await supersetAttempts(await place());
    keepTable("roles-superset", attemptsTable(attempts), attemptsSummary(attempts));
    expect(attempts.filter(({ seen }) => seen === "allowed").length).toBeGreaterThan(100);
    expect(attempts.filter(({ seen }) => seen === "denied").length).toBeGreaterThan(100);
    expect(differences(attempts)).toEqual([]);
  });
}
