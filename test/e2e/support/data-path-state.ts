import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { loginOf, objectStoreClient, targetOf } from "../../../tools/sample-data/clients";
import type { StackOutputs } from "../../../tools/operate";
import type { TestStack } from "../stack";
import { DremioClient } from "./dremio-client";
import { changeSource } from "./sample-source";
import { SupersetClient } from "./superset-client";

const source = `SELECT 'source:' || count(*) || ':' || sum(id) || ':' || sum(delay_minutes) || ':' || max(updated_at) FROM flights`;
const silver =
  "SELECT count(*) AS flights, sum(id) AS ids, sum(delay_minutes) AS delays, max(updated_at) AS newest FROM silver.flights";
const gold =
  "SELECT count(*) AS rows_total, sum(flights) AS flights, sum(delayed) AS delayed, min(flight_month) AS first_month FROM gold.monthly_delays";

/** Lists of Superset's that its job fills, and what names an entry in each. */
const lists = {
  dashboard: "slug",
  chart: "slice_name",
  dataset: "table_name",
  database: "database_name",
} as const;

/** What the servers hold that jobs make, by server; ids show what was made anew. */
export async function dataPathState(stack: TestStack): Promise<Record<string, unknown>> {
  const outputs = await stack.outputs();
  return {
    source: /source:[^\s\0]*/.exec(await changeSource(stack.docker, stack.name, outputs, source))?.[0],
    bronze: await bronzeObjects(outputs),
    ...(await dremioState(outputs)),
    superset: await supersetState(outputs),
  };
}

async function bronzeObjects(outputs: StackOutputs): Promise<string[]> {
  const client = objectStoreClient(
    targetOf(outputs, "object-store"),
    loginOf(outputs, "object-store", "analyst"),
  );
  try {
    const keys: string[] = [];
    for await (const { Contents } of paginateListObjectsV2(
      { client },
      { Bucket: "datalake", Prefix: "bronze/airline/" },
    ))
      keys.push(...(Contents ?? []).map(({ Key }) => Key!));
    return keys.sort();
  } finally {
    client.destroy();
  }
}

async function dremioState(outputs: StackOutputs) {
  const client = await DremioClient.signOn(outputs);
  const { data: catalog } = await client.ask<{ data: { id: string; tag: string; path: string[] }[] }>(
    "GET",
    "/api/v3/catalog",
  );
  const { data: reflections } = await client.ask<{ data: { id: string; name: string }[] }>(
    "GET",
    "/api/v3/reflection",
  );
  return {
    catalog: catalog.map(({ id, tag, path }) => [path.join("."), id, tag]).sort(),
    reflections: reflections.map(({ id, name }) => [name, id]).sort(),
    silver: await client.sql(silver),
    gold: await client.sql(gold),
  };
}

async function supersetState(outputs: StackOutputs) {
  const client = new SupersetClient(targetOf(outputs, "superset"));
  await client.signOn(loginOf(outputs, "identity", "administrator"));
  const found: Record<string, unknown> = {};
  for (const [list, name] of Object.entries(lists)) {
    const { result } = await client.ask<{ result: Record<string, unknown>[] }>("GET", `/api/v1/${list}/`);
    found[list] = result.map((entry) => `${String(entry[name])} ${String(entry["id"])}`).sort();
  }
  return found;
}
