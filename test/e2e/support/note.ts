/** Something written in both stores by their administrator, to be found again later. */
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { StackOutputs } from "../../../tools/operate";
import {
  loginOf,
  objectStoreClient,
  postgresqlConfig,
  targetOf,
  withPostgresql,
} from "../../../tools/sample-data/clients";

const place = { Bucket: "datalake", Key: "bronze/note" };

const store = (outputs: StackOutputs) =>
  objectStoreClient(targetOf(outputs, "object-store"), loginOf(outputs, "object-store", "administrator"));

function asked<Row extends object>(outputs: StackOutputs, sql: string): Promise<Row[]> {
  const login = loginOf(outputs, "postgresql", "administrator");
  const config = postgresqlConfig(targetOf(outputs, "postgresql"), login, "live");
  return withPostgresql(config, async (client) => (await client.query<Row>(sql)).rows);
}

export async function writeNote(outputs: StackOutputs, text: string): Promise<void> {
  await store(outputs).send(new PutObjectCommand({ ...place, Body: text }));
  await asked(outputs, `CREATE TABLE sample.note AS SELECT '${text}'::text AS text`);
}

export async function readNote(outputs: StackOutputs): Promise<{ object: string; table: string[] }> {
  const { Body } = await store(outputs).send(new GetObjectCommand(place));
  const rows = await asked<{ text: string }>(outputs, "SELECT text FROM sample.note");
  return { object: await Body!.transformToString(), table: rows.map(({ text }) => text) };
}
