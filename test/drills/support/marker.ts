import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { StackOutputs } from "../../../tools/operate";
import {
  loginOf,
  objectStoreClient,
  postgresqlConfig,
  targetOf,
  withPostgresql,
} from "../../../tools/sample-data/clients";

/** One object and one row that say the same, written by the services' administrators. */
export interface Marker {
  object: string;
  row: string;
}

const place = { Bucket: "backups", Key: "drill/marker" };

function store(outputs: StackOutputs) {
  return objectStoreClient(
    targetOf(outputs, "object-store"),
    loginOf(outputs, "object-store", "administrator"),
  );
}

function database(outputs: StackOutputs) {
  return postgresqlConfig(
    targetOf(outputs, "postgresql"),
    loginOf(outputs, "postgresql", "administrator"),
    "live",
  );
}

/** Writes a word into both services. */
export async function writeMarker(outputs: StackOutputs, word: string): Promise<void> {
  const client = store(outputs);
  try {
    await client.send(new PutObjectCommand({ ...place, Body: word }));
  } finally {
    client.destroy();
  }
  await withPostgresql(database(outputs), async (connection) => {
    await connection.query("create schema if not exists drill");
    await connection.query("create table if not exists drill.marker (word text not null)");
    await connection.query("delete from drill.marker");
    await connection.query("insert into drill.marker values ($1)", [word]);
  });
}

/** Reads it back. */
export async function readMarker(outputs: StackOutputs): Promise<Marker> {
  const client = store(outputs);
  try {
    const { Body } = await client.send(new GetObjectCommand(place));
    const { rows } = await withPostgresql(database(outputs), (connection) =>
      connection.query<{ word: string }>("select word from drill.marker"),
    );
    return { object: await Body!.transformToString(), row: rows.map(({ word }) => word).join() };
  } finally {
    client.destroy();
  }
}
