import type { SupersetClient } from "./superset-client";
import type { ChartRequest } from "./superset-world";

/** A dashboard that somebody made and published for every role. */
export interface PublishedDashboard {
  /** Who made the dashboard, and who made the chart on it. */
  owners: { dashboard: string; chart: string };
  dashboard: number;
  chart: number;
  /** What a browser asks for on it: the chart's figures, and the values of its filter. */
  figures: ChartRequest;
  values: ChartRequest;
}

/** A database and a dataset that analysts have no right to, and dashboards that show it to every role. */
export interface Published {
  database: number;
  dataset: number;
  dashboards: PublishedDashboard[];
}

type Makers = Record<"data-engineer" | "analyst", SupersetClient>;
const column = "one";
const filter = "NATIVE_FILTER-one";

const make = async (client: SupersetClient, kind: string, body: object): Promise<number> =>
  (await client.ask<{ id: number }>("POST", `/api/v1/${kind}/`, body)).id;

/** What a chart stores, and with a dashboard's number in it what a browser sends. */
const request = (dataset: number, form: object, query: object): ChartRequest => ({
  datasource: { id: dataset, type: "table" },
  form_data: { ...form },
  queries: [
    { columns: [column], metrics: [], orderby: [], filters: [], extras: {}, row_limit: 10, ...query },
  ],
  result_format: "json",
  result_type: "full",
});

async function publish(
  makers: Makers,
  { dataset, run, roles }: { dataset: number; run: string; roles: number[] },
  owners: { dashboard: keyof Makers; chart: keyof Makers },
): Promise<PublishedDashboard> {
  const name = `${run} ${owners.dashboard} ${owners.chart}`;
  const chart = await make(makers[owners.chart], "chart", {
    ...{ slice_name: name, viz_type: "table", datasource_id: dataset, datasource_type: "table" },
    params: JSON.stringify({ viz_type: "table", query_mode: "raw", all_columns: [column], row_limit: 10 }),
    query_context: JSON.stringify(request(dataset, {}, {})),
  });
  const position = `CHART-${run}`;
  const cell = { id: position, type: "CHART", children: [], meta: { chartId: chart, width: 4, height: 10 } };
  const target = { datasetId: dataset, column: { name: column } };
  const dashboard = await make(makers[owners.dashboard], "dashboard", { dashboard_title: name });
  await makers[owners.dashboard].ask("PUT", `/api/v1/dashboard/${dashboard}`, {
    ...{ published: true, roles },
    json_metadata: JSON.stringify({
      positions: { [position]: cell },
      native_filter_configuration: [{ id: filter, type: "NATIVE_FILTER", name: column, targets: [target] }],
    }),
  });
  return {
    ...{ owners, dashboard, chart },
    figures: request(dataset, { dashboardId: dashboard, slice_id: chart }, {}),
    values: request(dataset, { dashboardId: dashboard, type: "NATIVE_FILTER", native_filter_id: filter }, {}),
  };
}

/**
 * An administrator makes a database known that is for engineers, and one of these registers a dataset of it; then both publish
 * dashboards over it: an analyst by a chart of their own and by an engineer's, an engineer by an analyst's chart and by their
 * own.
 */
export async function publishAll(
  administrator: SupersetClient,
  makers: Makers,
  { run, live, roles }: { run: string; live: number; roles: number[] },
): Promise<Published> {
  const { result } = await administrator.ask<{ result: { sqlalchemy_uri: string } }>(
    "GET",
    `/api/v1/database/${live}/connection`,
  );
  const database = await make(administrator, "database", {
    ...{ database_name: run, sqlalchemy_uri: result.sqlalchemy_uri, expose_in_sqllab: true },
  });
  const dataset = await make(makers["data-engineer"], "dataset", {
    ...{ database, schema: "sample", table_name: `${run}_one`, sql: "SELECT 1 AS one" },
  });
  const dashboards: PublishedDashboard[] = [];
  for (const dashboard of ["analyst", "data-engineer"] as const)
    for (const chart of ["analyst", "data-engineer"] as const)
      dashboards.push(await publish(makers, { dataset, run, roles }, { dashboard, chart }));
  return { database, dataset, dashboards };
}

/** Removes what was published. */
export async function withdrawAll(administrator: SupersetClient, published: Published): Promise<void> {
  for (const { dashboard, chart } of published.dashboards) {
    await administrator.ask("DELETE", `/api/v1/dashboard/${dashboard}`);
    await administrator.ask("DELETE", `/api/v1/chart/${chart}`);
  }
  await administrator.ask("DELETE", `/api/v1/dataset/${published.dataset}`);
  await administrator.ask("DELETE", `/api/v1/database/${published.database}`);
}
