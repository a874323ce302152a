/**
 * The public data set, read from the npm package `vega-datasets` 3.2.1.
 *
 * - Flights: 20 000 US flights of January to March 2001, from the On-Time Performance data of the U.S. Bureau of
 *   Transportation Statistics, collected under 14 CFR Part 234; licence terms not stated explicitly.
 * - Airports: 3 376 airports of the United States, from Data.gov's "Airports"; a U.S. government work.
 *
 * Source of both sentences: the package's `datapackage.json`. Its BSD-3-Clause licence covers its code only.
 */
import { csvParse } from "d3-dsv";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { inAirportOrder, inFlightOrder, type SampleData } from "./rows";

/** The day and minute of a departure, without a time zone. */
const departure = z
  .string()
  .regex(/^\d{4}\/\d\d\/\d\d \d\d:\d\d$/, "a date like 2001/01/31 23:59")
  .transform((text) => new Date(`${text.replaceAll("/", "-").replace(" ", "T")}:00Z`));
const code = z.string().min(1);
const degrees = z.string().min(1).transform(Number).pipe(z.number().min(-180).max(180));

const flight = z.strictObject({
  date: departure,
  delay: z.int32(),
  distance: z.int32(),
  origin: code,
  destination: code,
});
const airport = z.strictObject({
  iata: code,
  name: z.string(),
  city: z.string(),
  state: z.string(),
  country: z.string(),
  latitude: degrees,
  longitude: degrees,
});

function check<T>(file: string, schema: z.ZodType<T>, rows: unknown): T[] {
  const result = z.array(schema).safeParse(rows);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new Error(
    `${file}, row ${issue.path.join(".")}: ${issue.message}. The package vega-datasets is not the version this ` +
      "project pins: run 'npm ci'.",
  );
}

/**
 * The data set in canonical order.
 * @param directory where the files lie @default the installed package's
 * @throws Error naming the file and row that is not as it should be
 */
export function readSource(
  directory: string = join(dirname(require.resolve("vega-datasets")), "..", "data"),
): SampleData {
  const flights = join(directory, "flights-20k.json");
  const airports = join(directory, "airports.csv");
  return {
    flights: inFlightOrder(check(flights, flight, JSON.parse(readFileSync(flights, "utf8")))),
    airports: inAirportOrder(check(airports, airport, [...csvParse(readFileSync(airports, "utf8"))])),
  };
}
