import type { Role } from "../../../components/security/roles";
import { sharedRows } from "./superset-shared-rows";
import { statements } from "./superset-statements";
import { SupersetError, type SupersetClient } from "./superset-client";
import type { Published } from "./superset-published";
import { slug, type ChartRequest, type SupersetWorld } from "./superset-world";

/** Who comes: a role of the catalogue, or somebody without a login. */
export type SupersetVisitor = Role | "anonymous";

/** Something to try, and who may. */
export interface Row {
  action: string;
  allowed: readonly SupersetVisitor[];
  body: (client: SupersetClient) => Promise<unknown>;
  /** Who tries it. @default everybody */
  triedBy?: readonly SupersetVisitor[] | undefined;
}

/** What the rows are made for. */
export interface RowContext {
  world: SupersetWorld;
  published: Published;
  /** Text that no other run uses. */
  run: string;
  /** A table of the bronze layer, as Dremio names it. */
  bronzeTable: string;
  /** A table of the sample data in the live database. */
  liveTable: string;
}

export const everybody = ["admin", "data-engineer", "analyst", "viewer"] as const;
const readers = ["admin", "data-engineer", "analyst"] as const;
export const engineers = ["admin", "data-engineer"] as const;

interface Figures {
  result: { data: Record<string, unknown>[] }[];
}

/** An empty list is a refusal: what may not be seen is left out. */
function mustHold({ count }: { count: number }): void {
  if (count === 0) throw new SupersetError(403, "left out", "the list is empty");
}

export const figures = async (client: SupersetClient, request: ChartRequest): Promise<void> => {
  const { result } = await client.ask<Figures>("POST", "/api/v1/chart/data", request);
  if (!result[0]?.data.length) throw new Error("there are no figures");
};

/** A dashboard's own request, changed so that it asks for more than is shown. */
function forged({ world, run }: RowContext): [string, ChartRequest][] {
  const table = world.charts.find(({ name }) => name === "Delays by origin")!;
  const query = table.request.queries[0]!;
  const other = world.charts.find(({ name }) => name === "Flights")!;
  const withQuery = (more: object): ChartRequest => ({ ...table.request, queries: [{ ...query, ...more }] });
  const form = (more: object): ChartRequest => ({
    ...table.request,
    form_data: { ...table.request.form_data, ...more },
  });
  const expression = (sqlExpression: string) => ({ expressionType: "SQL", sqlExpression, label: run });
  return [
    ["without the dashboard", { ...table.request, form_data: { slice_id: table.id } }],
    ["of another dashboard", form({ dashboardId: world.dashboard + 1000 })],
    ["in the name of another chart", form({ slice_id: other.id })],
    ["without a chart, as a drill to detail", form({ slice_id: undefined, chart_id: undefined })],
    [
      "by another column, as a drill",
      {
        ...withQuery({ columns: ["delayed"] }),
        form_data: { dashboardId: world.dashboard, slice_id: 0, chart_id: table.id, groupby: ["origin"] },
      },
    ],
    ["with a column that is not shown", withQuery({ columns: ["origin", "delayed"] })],
    ["with an expression for a column", withQuery({ columns: [expression('"flights"')] })],
    ["with an expression for a metric", withQuery({ metrics: [expression('MAX("delayed")')] })],
    ["with rows instead of figures", withQuery({ metrics: [], columns: ["origin", "flights"] })],
    ["with a condition", withQuery({ extras: { where: '"flights" > 10', having: "" } })],
    [
      "with a filter on a column that is not shown",
      withQuery({ filters: [{ col: "delayed", op: ">", val: 1 }] }),
    ],
    ["with more rows", withQuery({ row_limit: 40_000 })],
    [
      "with a computation that is not stored",
      withQuery({ post_processing: [{ operation: "rename", options: { columns: { origin: run } } }] }),
    ],
    ["with later rows", withQuery({ row_offset: 1 })],
    ["ordered by an expression", withQuery({ orderby: [[expression('MAX("delayed")'), true]] })],
    ["as samples", { ...table.request, result_type: "samples" }],
    ["as samples of one query", withQuery({ result_type: "samples" })],
    ["as details", { ...table.request, result_type: "drill_detail" }],
    ["as its SQL", { ...table.request, result_type: "query" }],
    ["as CSV", { ...table.request, result_format: "csv" }],
    ["as a spreadsheet", { ...table.request, result_format: "xlsx" }],
  ];
}

/** What a dashboard shows, and what a browser needs for it. */
function dashboardRows(context: RowContext): Row[] {
  const { world } = context;
  const everyone = (action: string, body: Row["body"]): Row => ({ action, allowed: everybody, body });
  return [
    everyone("see who I am", (client) => client.ask("GET", "/api/v1/me/")),
    everyone("open the dashboard", (client) => client.page("GET", `/superset/dashboard/${slug}/`)),
    everyone("find the dashboard", async (client) => mustHold(await client.ask("GET", "/api/v1/dashboard/"))),
    everyone("read the dashboard's layout", (client) => client.ask("GET", `/api/v1/dashboard/${slug}`)),
    everyone("read the dashboard's charts", (client) =>
      client.ask("GET", `/api/v1/dashboard/${slug}/charts`),
    ),
    everyone("read the dashboard's datasets", (client) =>
      client.ask("GET", `/api/v1/dashboard/${slug}/datasets`),
    ),
    everyone("keep the dashboard's filters", (client) =>
      client.ask("POST", `/api/v1/dashboard/${world.dashboard}/filter_state`, { value: "{}" }),
    ),
    ...world.charts.map(({ name, request }) =>
      everyone(`see the figures of '${name}' on the dashboard`, (client) => figures(client, request)),
    ),
    everyone("narrow a chart by a column that is shown", (client) => {
      const { request } = world.charts.find(({ name }) => name === "Flights")!;
      const filters = [{ col: "origin", op: "IN", val: ["SEA", "LAX", "JFK"] }];
      return figures(client, { ...request, queries: [{ ...request.queries[0]!, filters }] });
    }),
    ...forged(context).map(([how, request]): Row => {
      // An administrator and those with a right to the dataset may ask anything of it.
      return {
        action: `ask for figures ${how}`,
        allowed: readers,
        body: (client) => client.page("POST", "/api/v1/chart/data", request),
      };
    }),
  ];
}

/** Brackets so deep that a parser which tries every way of reading does not come to its end. */
const endless = `1=${'{"a":'.repeat(16)}1${"}".repeat(16)}`;
const ownMetric = {
  ...{ expressionType: "SQL", label: "asked" },
  sqlExpression: `SUM(CASE WHEN "origin" = '\\d' THEN 0 ELSE "flights" END)`,
};

/** What lies behind the dashboards. */
function dataRows({ world, run }: RowContext): Row[] {
  const { dataset, dashboard, charts } = world;
  const chart = charts[0]!.id;
  const row = (action: string, allowed: Row["allowed"], body: Row["body"]): Row => ({
    action,
    allowed,
    body,
  });
  const get = (action: string, allowed: Row["allowed"], path: string): Row =>
    row(action, allowed, (client) => client.page("GET", path));
  const list = (action: string, allowed: Row["allowed"], path: string): Row =>
    row(action, allowed, async (client) => mustHold(await client.ask("GET", path)));
  return [
    get("explore a chart", readers, `/explore/?slice_id=${chart}`),
    get("read what explore needs", readers, `/api/v1/explore/?slice_id=${chart}`),
    list("list charts", readers, "/api/v1/chart/"),
    get("export a chart", readers, `/api/v1/chart/export/?q=!(${chart})`),
    get("export the dashboard", readers, `/api/v1/dashboard/export/?q=!(${dashboard})`),
    list("list datasets", readers, "/api/v1/dataset/"),
    get("read the dataset", readers, `/api/v1/dataset/${dataset}`),
    get("export the dataset", engineers, `/api/v1/dataset/export/?q=!(${dataset})`),
    row("see samples of the dataset", readers, (client) =>
      client.ask("POST", `/datasource/samples?datasource_type=table&datasource_id=${dataset}`, {}),
    ),
    row("ask for a metric of one's own", readers, (client) =>
      client.ask("POST", "/api/v1/chart/data", {
        ...{ datasource: { id: dataset, type: "table" }, form_data: {} },
        queries: [{ columns: [], metrics: [ownMetric], row_limit: 10 }],
        ...{ result_format: "json", result_type: "full" },
      }),
    ),
    get("see a column's values", readers, `/api/v1/datasource/table/${dataset}/column/origin/values/`),
    list("list databases", readers, "/api/v1/database/"),
    get("open SQL Lab", readers, "/sqllab/"),
    list("list users", ["admin"], "/api/v1/security/users/"),
    list("list roles", ["admin"], "/api/v1/security/roles/"),
    row("make a user", ["admin"], (client) => makeAndRemoveUser(client, run, world.roles)),
    row("make and remove a chart", readers, (client) =>
      makeAndRemove(client, "chart", {
        ...{ slice_name: run, viz_type: "table", datasource_id: dataset, datasource_type: "table" },
        params: "{}",
      }),
    ),
    row("make and remove a dashboard", readers, (client) =>
      makeAndRemove(client, "dashboard", { dashboard_title: run }),
    ),
    row("change the dashboard that came with the platform", ["admin"], (client) =>
      client.ask("PUT", `/api/v1/dashboard/${dashboard}`, { css: "" }),
    ),
    row("make and remove a dataset over a query", engineers, (client) =>
      makeAndRemove(client, "dataset", {
        ...{ database: world.databases.Live, schema: "sample", table_name: run, sql: "SELECT 1 AS one" },
      }),
    ),
    row("choose a schema that is more than a name", [], (client) =>
      client.ask("POST", "/api/v1/sqllab/execute/", {
        ...{
          database_id: world.databases.Live,
          sql: "SELECT COUNT(*) FROM sample.airports",
          runAsync: false,
        },
        ...{ client_id: Math.random().toString(36).slice(2, 12), queryLimit: 10, select_as_cta: false },
        schema: `x"; ROLLBACK; BEGIN READ WRITE; SET work_mem = 72000; COMMIT; SET search_path = "sample`,
      }),
    ),
    {
      ...row("ask for figures by a clause that takes for ever to read", [], (client) =>
        client.ask("POST", "/api/v1/chart/data", {
          ...{ datasource: { id: dataset, type: "table" }, form_data: {} },
          queries: [{ columns: ["origin"], metrics: [], row_limit: 10, extras: { where: endless } }],
          ...{ result_format: "json", result_type: "full" },
        }),
      ),
      triedBy: readers,
    },
    row("send more than Superset reads", [], (client) =>
      client.ask("POST", "/api/v1/security/login", { username: "x".repeat(3 * 1024 * 1024) }),
    ),
    row("ask for more queries than one request holds", [], (client) =>
      client.ask("POST", "/api/v1/chart/data", {
        ...{ datasource: { id: dataset, type: "table" }, form_data: {}, queries: Array(21).fill({}) },
      }),
    ),
    row("ask for a time in more words than it takes to say one", [], (client) =>
      client.ask("POST", "/api/v1/chart/data", {
        ...{ datasource: { id: dataset, type: "table" }, form_data: {} },
        queries: [{ columns: ["origin"], row_limit: 1, time_range: `${"jan ".repeat(60)} : now` }],
      }),
    ),
    row("tag the dashboard that came with the platform", engineers, async (client) => {
      await client.ask("POST", `/api/v1/tag/3/${dashboard}/`, { properties: { tags: [run] } });
      await client.ask("DELETE", `/api/v1/tag/3/${dashboard}/${run}/`);
    }),
    {
      ...row("have a password", [], (client) =>
        client.ask("PUT", "/api/v1/me/", { password: `${run}-Password1` }),
      ),
      // An administrator may give one to anybody, and until the next `make up` it is there.
      triedBy: ["data-engineer", "analyst", "viewer", "anonymous"],
    },
    row("estimate what a statement costs", engineers, (client) =>
      client.ask("POST", "/api/v1/sqllab/estimate/", {
        database_id: world.databases.Live,
        sql: "SELECT COUNT(*) FROM sample.airports",
      }),
    ),
    row("make and remove a theme", engineers, (client) =>
      makeAndRemove(client, "theme", { theme_name: run, json_data: "{}" }),
    ),
    row("let a database be written to", [], async (client) => {
      // To what it is: no harm where it works; nobody but the administrator gets as far.
      await client.ask("PUT", `/api/v1/database/${world.databases.Dremio}`, { allow_dml: false });
      throw new SupersetError(403, "administrator", "may change connections, and left it as it was");
    }),
  ];
}

async function makeAndRemove(client: SupersetClient, kind: string, body: object): Promise<void> {
  const { id } = await client.ask<{ id: number }>("POST", `/api/v1/${kind}/`, body);
  await client.ask("DELETE", `/api/v1/${kind}/${id}`);
}

async function makeAndRemoveUser(
  client: SupersetClient,
  run: string,
  roles: SupersetWorld["roles"],
): Promise<void> {
  const { id } = await client.ask<{ id: number }>("POST", "/api/v1/security/users/", {
    ...{ username: run, password: `${run}-Password1`, email: `${run}@localhost`, active: false },
    ...{ first_name: run, last_name: run, roles: [roles.Viewer] },
  });
  await client.ask("DELETE", `/api/v1/security/users/${id}`);
}

/** Everything that is tried, in order. */
export function supersetRows(context: RowContext): Row[] {
  const databases: Record<string, number | undefined> = {
    ...context.world.databases,
    Engineers: context.published.database,
  };
  return [
    ...dashboardRows(context),
    ...dataRows(context),
    ...sharedRows(context),
    ...statements(context).map(({ action, allowed, database, sql }): Row => ({
      action: `in SQL Lab on ${database}: ${action}`,
      allowed,
      body: (client) =>
        client.ask("POST", "/api/v1/sqllab/execute/", {
          ...{ database_id: databases[database], sql, runAsync: false, queryLimit: 10 },
          ...{ client_id: Math.random().toString(36).slice(2, 12), select_as_cta: false },
        }),
    })),
  ];
}
