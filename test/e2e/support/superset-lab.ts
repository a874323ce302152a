import { setTimeout as sleep } from "node:timers/promises";
import type { SupersetClient } from "./superset-client";

/** A query of SQL Lab, as Superset's history has it. */
export interface LabQuery {
  id: number;
  /** `pending`, `running`, `success`, `failed`, ... */
  status: string;
  /** Under which its result waits; none before there is one. */
  results_key: string | null;
  error_message: string | null;
}

interface Started {
  query: { queryId: number; state: string };
}

/** Hands a query to the background, and says under which number. */
export async function inBackground(client: SupersetClient, database: number, sql: string): Promise<number> {
  const { query } = await client.ask<Started>("POST", "/api/v1/sqllab/execute/", {
    ...{ database_id: database, sql, runAsync: true, queryLimit: 100 },
    ...{ client_id: Math.random().toString(36).slice(2, 12), select_as_cta: false },
  });
  return query.queryId;
}

/** What the history says of a query now. */
export async function historyOf(client: SupersetClient, id: number): Promise<LabQuery> {
  const { result } = await client.ask<{ result: Omit<LabQuery, "id"> }>("GET", `/api/v1/query/${id}`);
  return { ...result, id };
}

/** Waits until a query is neither waiting nor under way. */
export async function ended(client: SupersetClient, id: number, patience = 60_000): Promise<LabQuery> {
  const until = Date.now() + patience;
  for (;;) {
    const query = await historyOf(client, id);
    if (!["pending", "running", "scheduled"].includes(query.status)) return query;
    if (Date.now() > until) throw new Error(`query ${id} is ${query.status} after ${patience} ms`);
    await sleep(500);
  }
}

/** Rows that wait for whoever asked. */
export async function resultOf(client: SupersetClient, { results_key }: LabQuery): Promise<unknown[]> {
  const path = `/api/v1/sqllab/results/?q=(key:'${results_key}')`;
  return (await client.ask<{ data: unknown[] }>("GET", path)).data;
}
