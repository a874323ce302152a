import { createHash } from "node:crypto";

/** One flight, as the source has it. */
export interface Flight {
  /** Scheduled departure, local time of the origin; the time zone is not recorded, so the UTC fields hold it. */
  date: Date;
  /** Minutes after schedule; negative when early. */
  delay: number;
  /** Miles. */
  distance: number;
  /** Airport code. */
  origin: string;
  /** Airport code. */
  destination: string;
}

/** One airport, as the source has it; `NA` is the source's own word for a city or state it does not know. */
export interface Airport {
  /** Airport code; unique. */
  iata: string;
  name: string;
  city: string;
  state: string;
  country: string;
  /** Degrees north. */
  latitude: number;
  /** Degrees east. */
  longitude: number;
}

/** The data set, each table in canonical order. */
export interface SampleData {
  flights: Flight[];
  airports: Airport[];
}

/** Columns in the order in which files and tables have them. */
export const flightColumns = ["date", "delay", "distance", "origin", "destination"] as const;
export const airportColumns = ["iata", "name", "city", "state", "country", "latitude", "longitude"] as const;

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Flights in the one order that does not depend on where they were read; no two are equal in every column. */
export const inFlightOrder = (flights: readonly Flight[]): Flight[] =>
  [...flights].sort(
    (a, b) =>
      compare(a.date.getTime(), b.date.getTime()) ||
      compare(a.origin, b.origin) ||
      compare(a.destination, b.destination) ||
      compare(a.delay, b.delay) ||
      compare(a.distance, b.distance),
  );

/** Airports by code. */
export const inAirportOrder = (airports: readonly Airport[]): Airport[] =>
  [...airports].sort((a, b) => compare(a.iata, b.iata));

/** A flight's day, as partitions are named: `YYYY-MM-DD`. */
export const flightDate = ({ date }: Flight): string => date.toISOString().slice(0, 10);

/** Flights by day, in canonical order. */
export function byDate(flights: readonly Flight[]): Map<string, Flight[]> {
  const days = new Map<string, Flight[]>();
  for (const flight of inFlightOrder(flights)) {
    const day = flightDate(flight);
    const known = days.get(day);
    if (known) known.push(flight);
    else days.set(day, [flight]);
  }
  return days;
}

/** SHA-256 over rows in canonical order, hexadecimal: equal exactly when the tables are. */
export function digest({ flights, airports }: SampleData): { flights: string; airports: string } {
  const hash = (rows: unknown[][]) => createHash("sha256").update(JSON.stringify(rows)).digest("hex");
  return {
    flights: hash(inFlightOrder(flights).map((row) => flightColumns.map((column) => row[column]))),
    airports: hash(inAirportOrder(airports).map((row) => airportColumns.map((column) => row[column]))),
  };
}
