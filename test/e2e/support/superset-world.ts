import type { SupersetClient } from "./superset-client";

/** A stored chart, as its dashboard shows it. */
export interface StoredChart {
  id: number;
  name: string;
  /** What it asks for, as it is stored. */
  stored: string;
  /** The request by which a browser asks for its figures. */
  request: ChartRequest;
}

/** One query of a request for figures. */
export type ChartQuery = Record<string, unknown>;

/** A request for a chart's figures. */
export interface ChartRequest {
  datasource: { id: number; type: "table" };
  form_data: Record<string, unknown>;
  queries: ChartQuery[];
  result_format: string;
  result_type: string;
}

/** What is there to be tried on, as the administrator finds it. */
export interface SupersetWorld {
  dashboard: number;
  dataset: number;
  charts: StoredChart[];
  /** By name. */
  databases: Record<string, number>;
  /** Superset's roles, by name. */
  roles: Record<string, number>;
}

export const slug = "airline-delays";

interface List {
  result: { id: number; name: string; database_name: string }[];
}

/** Looks for the dashboard of ours and what belongs to it. */
export async function lookAround(administrator: SupersetClient): Promise<SupersetWorld> {
  const { result: dashboard } = await administrator.ask<{ result: { id: number } }>(
    "GET",
    `/api/v1/dashboard/${slug}`,
  );
  const { result: charts } = await administrator.ask<{
    result: { id: number; slice_name: string; form_data: { datasource: string } }[];
  }>("GET", `/api/v1/dashboard/${slug}/charts`);
  const dataset = Number(charts[0]!.form_data.datasource.split("__")[0]);
  const stored = charts.map(async ({ id, slice_name: name }) => {
    const { result } = await administrator.ask<{ result: { query_context: string } }>(
      "GET",
      `/api/v1/chart/${id}`,
    );
    const saved = JSON.parse(result.query_context) as ChartRequest;
    const request: ChartRequest = {
      ...saved,
      datasource: { id: dataset, type: "table" },
      form_data: { slice_id: id, dashboardId: dashboard.id },
    };
    return { id, name, stored: result.query_context, request };
  });
  const { result: databases } = await administrator.ask<List>("GET", "/api/v1/database/");
  const { result: roles } = await administrator.ask<List>("GET", "/api/v1/security/roles/?q=(page_size:100)");
  return {
    dashboard: dashboard.id,
    dataset,
    charts: await Promise.all(stored),
    databases: Object.fromEntries(databases.map(({ id, database_name }) => [database_name, id])),
    roles: Object.fromEntries(roles.map(({ id, name }) => [name, id])),
  };
}
