import { parquetReadObjects, type SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { airportColumns, flightColumns, type Airport, type Flight } from "./rows";

type Column = Omit<SchemaElement, "name" | "repetition_type">;

const string: Column = { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
const int32: Column = { type: "INT32" };
const double: Column = { type: "DOUBLE" };
// Not adjusted to UTC: a wall-clock time, which readers must not shift by a time zone.
const localTimestamp: Column = {
  type: "INT64",
  logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MILLIS" },
};

const flightTypes: Record<(typeof flightColumns)[number], Column> = {
  date: localTimestamp,
  delay: int32,
  distance: int32,
  origin: string,
  destination: string,
};
const airportTypes: Record<(typeof airportColumns)[number], Column> = {
  iata: string,
  name: string,
  city: string,
  state: string,
  country: string,
  latitude: double,
  longitude: double,
};

/** The same rows always give the same bytes, so a stored file can be compared by its checksum. */
function encode<Name extends string>(
  columns: readonly Name[],
  types: Record<Name, Column>,
  rows: readonly Record<Name, unknown>[],
): Uint8Array {
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.map((name): SchemaElement => ({ name, repetition_type: "REQUIRED", ...types[name] })),
  ];
  const columnData = columns.map((name) => ({ name, data: rows.map((row) => row[name]) }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema, createdBy: "lakehouse sample data" }));
}

/** A Parquet file of flights; its partition's date is in its path, not in the file. */
export const encodeFlights = (rows: readonly Flight[]): Uint8Array =>
  encode(flightColumns, flightTypes, rows);

/** A Parquet file of airports. */
export const encodeAirports = (rows: readonly Airport[]): Uint8Array =>
  encode(airportColumns, airportTypes, rows);

/** The rows of a Parquet file. */
export async function decode<Row extends Flight | Airport>(file: Uint8Array): Promise<Row[]> {
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
  return (await parquetReadObjects({ file: bytes })) as unknown as Row[];
}
