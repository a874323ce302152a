import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSource } from "../../../tools/sample-data/source";

const flight = { date: "2001/01/02 03:04", delay: -5, distance: 10, origin: "AAA", destination: "BBB" };
const airports =
  'iata,name,city,state,country,latitude,longitude\nAAA,"W. H. ""Bud"" B, Sr.",C,S,USA,1.5,-2.5\n';

function directory(flights: unknown[], csv = airports): string {
  const path = mkdtempSync(join(tmpdir(), "sample-data-"));
  writeFileSync(join(path, "flights-20k.json"), JSON.stringify(flights));
  writeFileSync(join(path, "airports.csv"), csv);
  return path;
}

describe("readSource", () => {
  it("reads the installed package", () => {
    const { flights, airports } = readSource();
    expect(flights).toHaveLength(20_000);
    expect(airports).toHaveLength(3_376);
    expect(flights[0]!.date.toISOString()).toBe("2001-01-01T00:47:00.000Z");
    const codes = new Set(airports.map(({ iata }) => iata));
    expect(
      flights.filter(({ origin, destination }) => !codes.has(origin) || !codes.has(destination)),
    ).toEqual([]);
  });

  it("keeps a departure's wall-clock time and a quoted name", () => {
    const { flights, airports } = readSource(directory([flight]));
    expect(flights).toEqual([{ ...flight, date: new Date("2001-01-02T03:04:00Z") }]);
    expect(airports[0]).toMatchObject({ name: 'W. H. "Bud" B, Sr.', latitude: 1.5, longitude: -2.5 });
  });

  it.each([
    ["a date of another form", { ...flight, date: "2001-01-02" }, "0.date"],
    ["a delay that is no whole number", { ...flight, delay: 1.5 }, "0.delay"],
    ["a column nobody knows", { ...flight, extra: 1 }, "row 0"],
  ])("names the file and row of %s", (_, row, where) => {
    const path = directory([row]);
    expect(() => readSource(path)).toThrow(join(path, "flights-20k.json"));
    expect(() => readSource(path)).toThrow(where);
  });

  it("refuses an airport without a position", () => {
    const path = directory([flight], airports.replace("1.5", ""));
    expect(() => readSource(path)).toThrow("0.latitude");
  });
});
