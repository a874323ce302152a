import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { StackOutputs } from "../../../tools/operate";
import { withPostgresql } from "../../../tools/sample-data/clients";
import { administratorDatabase, administratorStore } from "../../e2e/support/administrator";

/** One object and one row that say the same, written by the services' administrators. */
export interface Marker {
  object: string;
  row: string;
}

const place = { Bucket: "backups", Key: "drill/marker" };

/** Writes a word into both services. */
export async function writeMarker(outputs: StackOutputs, word: string): Promise<void> {
  const client = administratorStore(outputs);
  try {
    await client.send(new PutObjectCommand({ ...place, Body: word }));
  } finally {
    client.destroy();
  }
  await withPostgresql(administratorDatabase(outputs), async (connection) => {
    await connection.query("create schema if not exists drill");
    await connection.query("create table if not exists drill.marker (word text not null)");
    await connection.query("delete from drill.marker");
    await connection.query("insert into drill.marker values ($1)", [word]);
  });
}

/** Reads it back. */
export async function readMarker(outputs: StackOutputs): Promise<Marker> {
  const client = administratorStore(outputs);
  try {
    const { Body } = await client.send(new GetObjectCommand(place));
    const { rows } = await withPostgresql(administratorDatabase(outputs), (connection) =>
      connection.query<{ word: string }>("select word from drill.marker"),
    );
    return { object: await Body!.transformToString(), row: rows.map(({ word }) => word).join() };
  } finally {
    client.destroy();
  }
}
