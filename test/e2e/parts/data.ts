import { expect, it } from "vitest";
import { bronzeRows, tableRows } from "../../../tools/sample-data/read-back";
import { digest } from "../../../tools/sample-data/rows";
import { readSource } from "../../../tools/sample-data/source";
import type { TestStack } from "../stack";

export function dataSurvives(stack: () => TestStack): void {
  const source = readSource();

  it("in bronze as Parquet, equal to the source when an analyst reads it", async () => {
    const rows = await bronzeRows(await stack().outputs(), "analyst");
    expect(rows.flights).toHaveLength(20_000);
    expect(digest(rows)).toEqual(digest(source));
  });

  it("in PostgreSQL, equal to the source when an analyst reads it", async () => {
    const rows = await tableRows(await stack().outputs(), "analyst");
    expect(rows.airports.length).toBeGreaterThan(3_000);
    expect(digest(rows)).toEqual(digest(source));
  });

  it("out of a viewer's reach in both", async () => {
    const outputs = await stack().outputs();
    await expect(bronzeRows(outputs, "viewer")).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(tableRows(outputs, "viewer")).rejects.toMatchObject({ code: "42501" });
  });
}
