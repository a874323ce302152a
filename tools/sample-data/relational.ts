import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import {
  airportColumns,
  digest,
  flightColumns,
  inAirportOrder,
  inFlightOrder,
  type Airport,
  type Flight,
  type SampleData,
} from "./rows";

/** Database the tables lie in; their schema is `sample`. */
export const database = "live";

const flightTypes = ["timestamp", "integer", "integer", "text", "text"];
const airportTypes = ["text", "text", "text", "text", "text", "double precision", "double precision"];

/** Every row of both tables, in canonical order. */
export async function readTables(client: Client): Promise<SampleData> {
  // Read as if it were UTC, so that the client's own time zone plays no part.
  const flights = await client.query<Flight>(
    "SELECT date AT TIME ZONE 'UTC' AS date, delay, distance, origin, destination FROM sample.flights",
  );
  const airports = await client.query<Airport>(`SELECT ${airportColumns.join(", ")} FROM sample.airports`);
  return { flights: inFlightOrder(flights.rows), airports: inAirportOrder(airports.rows) };
}

async function tablesExist(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    "SELECT to_regclass('sample.flights') IS NOT NULL AND to_regclass('sample.airports') IS NOT NULL AS found",
  );
  return rows[0]!.found;
}

/** One statement for a whole table: each column travels as one array. */
async function insert<Name extends string>(
  client: Client,
  table: string,
  columns: readonly Name[],
  types: readonly string[],
  rows: readonly Record<Name, unknown>[],
): Promise<void> {
  const arrays = types.map((type, index) => `$${index + 1}::${type}[]`).join(", ");
  const values = columns.map((column) =>
    rows.map((row) => {
      const value: unknown = row[column];
      return value instanceof Date ? value.toISOString().replace("Z", "") : value;
    }),
  );
  await client.query(`INSERT INTO ${table} (${columns.join(", ")}) SELECT * FROM unnest(${arrays})`, values);
}

/**
 * Makes both tables hold exactly the data set, in one transaction; does nothing when they already do.
 * @returns whether anything was written
 */
export async function writeTables(client: Client, data: SampleData): Promise<boolean> {
  if (await tablesExist(client)) {
    const [wanted, found] = [digest(data), digest(await readTables(client))];
    if (wanted.flights === found.flights && wanted.airports === found.airports) return false;
  }
  await client.query("BEGIN");
  try {
    await client.query(readFileSync(join(__dirname, "tables.sql"), "utf8"));
    // Emptied rather than dropped: what others were granted, or built on the tables, stays.
    await client.query("TRUNCATE sample.flights, sample.airports");
    await insert(client, "sample.flights", flightColumns, flightTypes, data.flights);
    await insert(client, "sample.airports", airportColumns, airportTypes, data.airports);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
  return true;
}
