import { parquetMetadata, parquetSchema } from "hyparquet";
import { describe, expect, it } from "vitest";
import { objectsOf } from "../../../tools/sample-data/bronze";
import { decode, encodeAirports, encodeFlights } from "../../../tools/sample-data/parquet";
import { digest, type Airport, type Flight, type SampleData } from "../../../tools/sample-data/rows";

const at = (text: string) => new Date(`${text}Z`);
const flights: Flight[] = [
  { date: at("2001-01-01T23:59"), delay: -59, distance: 4475, origin: "HNL", destination: "EWR" },
  { date: at("2001-01-02T00:00"), delay: 522, distance: 1, origin: "ABC", destination: "DEF" },
  { date: at("2001-01-01T00:01"), delay: 0, distance: 2, origin: "ABC", destination: "DEF" },
];
const airport: Airport = {
  iata: "ABC",
  name: "Zürich, “Sr.”",
  city: "NA",
  state: "NA",
  country: "USA",
  latitude: 31.95376472,
  longitude: -89.23450472,
};
const data: SampleData = { flights, airports: [airport] };

describe("Parquet", () => {
  it("gives rows back as they were", async () => {
    expect(await decode<Flight>(encodeFlights(flights))).toEqual(flights);
    expect(await decode<Airport>(encodeAirports([airport]))).toEqual([airport]);
  });

  it("has proper types: a local timestamp, 32-bit integers, strings, doubles, none of them null", () => {
    const columns = (file: Uint8Array) =>
      parquetSchema(parquetMetadata(file.slice().buffer)).children.map(
        ({ element: { name, type, repetition_type, logical_type } }) => ({
          column: `${name} ${type} ${repetition_type}`,
          logical_type,
        }),
      );
    const local = { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MILLIS" };
    const string = { type: "STRING" };
    expect(columns(encodeFlights(flights))).toEqual([
      { column: "date INT64 REQUIRED", logical_type: local },
      { column: "delay INT32 REQUIRED", logical_type: undefined },
      { column: "distance INT32 REQUIRED", logical_type: undefined },
      { column: "origin BYTE_ARRAY REQUIRED", logical_type: string },
      { column: "destination BYTE_ARRAY REQUIRED", logical_type: string },
    ]);
    expect(columns(encodeAirports([airport])).map(({ column }) => column.replace(" REQUIRED", ""))).toEqual([
      "iata BYTE_ARRAY",
      "name BYTE_ARRAY",
      "city BYTE_ARRAY",
      "state BYTE_ARRAY",
      "country BYTE_ARRAY",
      "latitude DOUBLE",
      "longitude DOUBLE",
    ]);
  });

  it("gives the same bytes whatever the order of the rows, so that stored objects can be compared", () => {
    const again = objectsOf({ ...data, flights: [...flights].reverse() });
    expect([...objectsOf(data)]).toEqual([...again]);
  });
});

describe("objectsOf", () => {
  it("partitions flights by day in Hive's way", async () => {
    const objects = objectsOf(data);
    expect([...objects.keys()]).toEqual([
      "bronze/sample/flights/flight_date=2001-01-01/part-0.parquet",
      "bronze/sample/flights/flight_date=2001-01-02/part-0.parquet",
      "bronze/sample/airports/part-0.parquet",
    ]);
    const first = await decode<Flight>([...objects.values()][0]!);
    expect(first).toEqual([flights[2], flights[0]]);
  });
});

describe("digest", () => {
  it("depends on every value and on no order", () => {
    expect(digest({ ...data, flights: [...flights].reverse() })).toEqual(digest(data));
    const late = flights.map((flight, index) => (index === 0 ? { ...flight, delay: -58 } : flight));
    expect(digest({ ...data, flights: late }).flights).not.toBe(digest(data).flights);
    const moved = [{ ...airport, longitude: -89.23450471 }];
    expect(digest({ ...data, airports: moved }).airports).not.toBe(digest(data).airports);
  });
});
