import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { StackOutputs } from "../../../tools/operate";
import {
  loginOf,
  objectStoreClient,
  postgresqlConfig,
  targetOf,
  withPostgresql,
} from "../../../tools/sample-data/clients";
import { SearchStoreClient } from "../../e2e/support/search-store-client";

const place = { Bucket: "datalake", Key: "bronze/drill/word" };
const document = "/lake-drill/_doc/word";

const objects = (outputs: StackOutputs, principal: string) =>
  objectStoreClient(targetOf(outputs, "object-store"), loginOf(outputs, "object-store", principal));
const database = (outputs: StackOutputs, principal: string) =>
  postgresqlConfig(targetOf(outputs, "postgresql"), loginOf(outputs, "postgresql", principal), "live");
const search = (outputs: StackOutputs, principal: string) =>
  new SearchStoreClient(targetOf(outputs, "search-store"), loginOf(outputs, "search-store", principal));

/** Where a word is kept. */
export interface Kept {
  object: string;
  row: string;
  document: string;
}

/** Writes a word into every service, as a data engineer. */
export async function writeWord(outputs: StackOutputs, word: string): Promise<void> {
  const client = objects(outputs, "data-engineer");
  try {
    await client.send(new PutObjectCommand({ ...place, Body: word }));
  } finally {
    client.destroy();
  }
  await withPostgresql(database(outputs, "data-engineer"), async (connection) => {
    await connection.query("create table if not exists sample.drill (word text not null)");
    await connection.query("truncate sample.drill");
    await connection.query("insert into sample.drill values ($1)", [word]);
  });
  await search(outputs, "data-engineer").ask("PUT", document, { word });
}

/** Reads it back, as an analyst. */
export async function readWord(outputs: StackOutputs): Promise<Kept> {
  const client = objects(outputs, "analyst");
  try {
    const { Body } = await client.send(new GetObjectCommand(place));
    const { rows } = await withPostgresql(database(outputs, "analyst"), (connection) =>
      connection.query<{ word: string }>("select word from sample.drill"),
    );
    type Found = { _source: { word: string } };
    const { _source } = await search(outputs, "analyst").ask<Found>("GET", document);
    return {
      object: await Body!.transformToString(),
      row: rows.map(({ word }) => word).join(),
      document: _source.word,
    };
  } finally {
    client.destroy();
  }
}
