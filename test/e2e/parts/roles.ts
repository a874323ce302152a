import { expect, it } from "vitest";
import { attemptsSummary, attemptsTable, differences } from "../support/attempts-table";
import { objectStoreAttempts } from "../support/object-store-attempts";
import { postgresqlAttempts } from "../support/postgresql-attempts";
import { searchStoreAttempts } from "../support/search-store-attempts";
import { keepTable } from "../report";
import type { TestStack } from "../stack";

export function roles(stack: () => TestStack): void {
  it.each([
    ["object-store", objectStoreAttempts],
    ["postgresql", postgresqlAttempts],
    ["search-store", searchStoreAttempts],
  ] as const)("on %s: what is allowed works, what is not is denied", async (service, attempt) => {
    const attempts = await attempt(await stack().outputs());
    keepTable(`roles-${service}`, attemptsTable(attempts), attemptsSummary(attempts));
    expect(attempts.filter(({ seen }) => seen === "allowed").length).toBeGreaterThan(10);
    expect(attempts.filter(({ seen }) => seen === "denied").length).toBeGreaterThan(10);
    expect(differences(attempts)).toEqual([]);
  });
}
