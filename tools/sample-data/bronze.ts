import {
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { mapLimited } from "./concurrency";
import { decode, encodeAirports, encodeFlights } from "./parquet";
import {
  byDate,
  flightDate,
  inAirportOrder,
  inFlightOrder,
  type Airport,
  type Flight,
  type SampleData,
} from "./rows";

const bucket = "datalake";
const prefix = "bronze/sample/";
const flightsPrefix = `${prefix}flights/`;
const airportsKey = `${prefix}airports/part-0.parquet`;
const partition = /flight_date=(\d{4}-\d\d-\d\d)\//;

/** Requests at a time: enough to hide latency, few enough for the smallest server. */
const parallel = 12;

/** What a load did to the objects. */
export interface BronzeOutcome {
  written: string[];
  unchanged: number;
  /** Objects under the prefix that are not part of the data set; left alone. */
  foreign: string[];
}

/** The data set as objects by key: flights partitioned by date in Hive's way, airports in one file. */
export function objectsOf({ flights, airports }: SampleData): Map<string, Uint8Array> {
  const objects = new Map<string, Uint8Array>();
  for (const [date, rows] of byDate(flights)) {
    objects.set(`${flightsPrefix}flight_date=${date}/part-0.parquet`, encodeFlights(rows));
  }
  return objects.set(airportsKey, encodeAirports(inAirportOrder(airports)));
}

/** Keys under a prefix of the lake. */
async function keysUnder(client: S3Client, under: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: under })) {
    for (const { Key } of page.Contents ?? []) keys.push(Key!);
  }
  return keys.sort();
}

/**
 * Writes the objects that are missing or differ, and no other: bronze is versioned, so writing the same object again
 * would keep a useless version for ever. The server checks each object against its SHA-256 as it arrives and keeps
 * that checksum, so comparing needs no download.
 */
export async function writeBronze(client: S3Client, data: SampleData): Promise<BronzeOutcome> {
  const present = new Set(await keysUnder(client, prefix));
  const objects = objectsOf(data);
  const written = await mapLimited([...objects], parallel, async ([key, body]) => {
    const checksum = createHash("sha256").update(body).digest("base64");
    if (present.has(key)) {
      const head = await client.send(
        new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: "ENABLED" }),
      );
      if (head.ChecksumSHA256 === checksum) return [];
    }
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ChecksumSHA256: checksum,
        ContentType: "application/vnd.apache.parquet",
      }),
    );
    return [key];
  });
  const changed = written.flat();
  return {
    written: changed,
    unchanged: objects.size - changed.length,
    foreign: [...present].filter((key) => !objects.has(key)),
  };
}

/**
 * Every row of the data set in bronze, in canonical order.
 * @throws Error when a flight lies in the partition of another day
 */
export async function readBronze(client: S3Client): Promise<SampleData> {
  const read = async <Row extends Flight | Airport>(key: string): Promise<Row[]> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return decode<Row>(await Body!.transformToByteArray());
  };
  const parts = await mapLimited(await keysUnder(client, flightsPrefix), parallel, async (key) => {
    const rows = await read<Flight>(key);
    const day = partition.exec(key)?.[1];
    const stray = rows.find((flight) => flightDate(flight) !== day);
    if (stray) throw new Error(`s3://${bucket}/${key} holds a flight of ${flightDate(stray)}`);
    return rows;
  });
  return {
    flights: inFlightOrder(parts.flat()),
    airports: inAirportOrder(await read<Airport>(airportsKey)),
  };
}
