import type { SupersetClient } from "./superset-client";
import { everybody, engineers, figures, type Row, type RowContext } from "./superset-rows";

/** Makes a chart of one's own and tries to link it to a dashboard of somebody else's. */
async function linkOwnChart(client: SupersetClient, { world, run }: RowContext): Promise<void> {
  const { id } = await client.ask<{ id: number }>("POST", "/api/v1/chart/", {
    ...{ slice_name: run, viz_type: "table", datasource_id: world.dataset, datasource_type: "table" },
    params: "{}",
  });
  try {
    await client.ask("PUT", `/api/v1/chart/${id}`, { dashboards: [world.dashboard] });
  } finally {
    await client.ask("DELETE", `/api/v1/chart/${id}`);
  }
}

/** What one person makes and others see: nobody gives away more than they may see, or changes what is another's. */
export function sharedRows(context: RowContext): Row[] {
  const { world, published, run } = context;
  const chart = world.charts.find(({ name }) => name === "Delays by origin")!;
  const store = (action: string, queryContext: string): Omit<Row, "allowed"> => ({
    action,
    body: (client) =>
      client.ask("PUT", `/api/v1/chart/${chart.id}`, {
        ...{ query_context: queryContext, query_context_generation: true },
      }),
  });
  const shown = published.dashboards.flatMap(({ owners, figures: ofChart, values }): Row[] => {
    const where = `on a dashboard of ${owners.dashboard}, of a dataset that analysts may not read`;
    return [
      {
        action: `see figures by a chart of ${owners.chart} ${where}`,
        allowed: Object.values(owners).includes("analyst") ? engineers : everybody,
        body: (client) => figures(client, ofChart),
      },
      {
        action: `see the values of a filter, beside a chart of ${owners.chart}, ${where}`,
        allowed: owners.dashboard === "analyst" ? engineers : everybody,
        body: (client) => figures(client, values),
      },
    ];
  });
  const { values } = published.dashboards.find(
    ({ owners }) => owners.dashboard === "data-engineer" && owners.chart === "data-engineer",
  )!;
  const secret = { expressionType: "SQL", label: run, sqlExpression: 'MAX("one")' };
  const beside: [string, object][] = [
    [
      "in the order of an expression",
      { series_columns: ["one"], series_limit: 1, series_limit_metric: secret },
    ],
    ["beside a time", { granularity: "one", is_timeseries: true }],
    ["of all rows", { row_limit: 40_000 }],
  ];
  const round = `SELECT query FROM pg_stat_activity`;
  const { figures: request } = published.dashboards.at(-1)!;
  return [
    ...shown,
    ...beside.map(([how, more]): Row => ({
      action: `see the values of a filter ${how}, without a right to the dataset`,
      allowed: [],
      triedBy: ["analyst", "viewer", "anonymous"],
      body: (client) =>
        client.page("POST", "/api/v1/chart/data", {
          ...values,
          queries: [{ ...values.queries[0], ...more }],
        }),
    })),
    {
      action: "ask for figures by a function that runs SQL of its own",
      allowed: [],
      body: (client) =>
        client.ask("POST", "/api/v1/chart/data", {
          ...request,
          queries: [
            {
              ...request.queries[0],
              columns: [],
              metrics: [
                {
                  ...{ expressionType: "SQL", label: run },
                  sqlExpression: `MAX(CAST(query_to_xml('${round}', true, true, '') AS text))`,
                },
              ],
            },
          ],
        }),
    },
    { ...store("store what a chart of the platform asks for, as it is", chart.stored), allowed: ["admin"] },
    {
      ...store("empty what a chart of the platform asks for", JSON.stringify({ queries: [] })),
      allowed: [],
      // An administrator may, and would.
      triedBy: ["data-engineer", "analyst", "viewer", "anonymous"],
    },
    {
      action: "link a chart of one's own to the platform's dashboard",
      allowed: ["admin"],
      body: (client) => linkOwnChart(client, context),
    },
  ];
}
