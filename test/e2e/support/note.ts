/** Something written in both stores by their administrator, to be found again later. */
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { StackOutputs } from "../../../tools/operate";
import { withPostgresql } from "../../../tools/sample-data/clients";
import { administratorDatabase, administratorStore } from "./administrator";

const place = { Bucket: "datalake", Key: "bronze/note" };

function asked<Row extends object>(outputs: StackOutputs, sql: string): Promise<Row[]> {
  return withPostgresql(
    administratorDatabase(outputs),
    async (client) => (await client.query<Row>(sql)).rows,
  );
}

export async function writeNote(outputs: StackOutputs, text: string): Promise<void> {
  await administratorStore(outputs).send(new PutObjectCommand({ ...place, Body: text }));
  await asked(outputs, `CREATE TABLE sample.note AS SELECT '${text}'::text AS text`);
}

export async function readNote(outputs: StackOutputs): Promise<{ object: string; table: string[] }> {
  const { Body } = await administratorStore(outputs).send(new GetObjectCommand(place));
  const rows = await asked<{ text: string }>(outputs, "SELECT text FROM sample.note");
  return { object: await Body!.transformToString(), table: rows.map(({ text }) => text) };
}
