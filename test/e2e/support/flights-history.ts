import type { Flight } from "../../../tools/sample-data/rows";

/** A flight in one of its versions, as the sample source has it. */
export interface Version {
  id: number;
  flight_time: string;
  origin: string;
  destination: string;
  delay_minutes: number;
  distance_miles: number;
  updated_at: string;
}

/** What happened to a source's flights, as batch and change capture saw it, and what it came to. */
export interface History {
  /** Every version that a sync has delivered, and when. */
  bronze: (Version & { extracted_at: string })[];
  /** Last state of each flight; of a deleted one, its key and the time. */
  live: (Version | { id: number; deleted_at: string })[];
  /** Newest version in bronze, by key. */
  silver: Map<number, Version>;
  /** The source's present flights, by key. */
  present: Map<number, Version>;
}

/** Midnights between which things happen: first batch, second batch, and what only change capture has seen. */
const [first, second, third] = ["2001-04-01", "2001-04-02", "2001-04-03"].map(
  (day) => `${day} 00:00:00+00`,
) as [string, string, string];
/** From when on the live branch answers: the newest change of the batch less the project's overlap. */
export const answeredByLiveFrom = second;

const byId = (versions: readonly Version[]) => new Map(versions.map((each) => [each.id, each]));
const every = (step: number) => (flight: { id: number }) => flight.id % step === 0;
const later = (by: number, updated_at: string) => (flight: Version) => ({
  ...flight,
  delay_minutes: flight.delay_minutes + by,
  updated_at,
});

/**
 * Flights that were inserted; of these some updated, others delivered twice or out of order by the second batch; after it
 * some updated, some deleted, some inserted, and one inserted and deleted.
 */
export function historyOf(flights: readonly Flight[]): History {
  const added = 6;
  const all = flights.map((flight, index): Version => ({
    id: index + 1,
    flight_time: flight.date.toISOString(),
    origin: flight.origin,
    destination: flight.destination,
    delay_minutes: flight.delay,
    distance_miles: flight.distance,
    updated_at: index < flights.length - added ? first : third,
  }));
  const inserted = all.slice(0, -added);
  const updated = inserted.filter(every(10)).map(later(5, second));
  const batch = byId([...inserted, ...updated]);
  const deleted = new Set([...inserted.filter(every(40)), all.at(-1)!].map(({ id }) => id));
  const changed = [...batch.values()].filter(every(25)).map(later(7, third));
  const present = byId([...batch.values(), ...changed, ...all.slice(-added)]);
  for (const id of deleted) present.delete(id);
  const delivered = (extracted_at: string) => (version: Version) => ({ ...version, extracted_at });
  return {
    bronze: [
      ...inserted.map(delivered("2001-04-01 01:00:00+00")),
      ...updated.map(delivered("2001-04-02 01:00:00+00")),
      // Again, and the second of these after its newer version.
      ...inserted.filter(every(15)).map(delivered("2001-04-02 02:00:00+00")),
    ],
    live: [...present.values(), ...[...deleted].map((id) => ({ id, deleted_at: "2001-04-03 01:00:00+00" }))],
    silver: batch,
    present,
  };
}
