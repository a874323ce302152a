import { readFileSync } from "node:fs";
import { join } from "node:path";
import { flows } from "../../components/platform/flows";

/** A connection on the way from a source to a dashboard: which flow it is, who it signs on as, what declares it. */
export interface Hop {
  flow: number;
  /** Login with which the one end signs on at the other. */
  login: string;
  /** File in which it is declared. */
  file: string;
}

const connections = "components/ingestion/connections";

/** In the order in which data takes them. */
export const hops: readonly Hop[] = [
  { flow: 40, login: "`airbyte` of the source, with REPLICATION", file: connections },
  { flow: 42, login: "`airbyte` of the object store", file: `${connections}/airline-bronze.json` },
  { flow: 41, login: "`airbyte` of PostgreSQL, `dbt` for results", file: `${connections}/airline-live.json` },
  { flow: 43, login: "`dbt` of Dremio", file: "components/processing/dbt/run-files.ts" },
  { flow: 13, login: "`dremio` of the object store", file: "components/processing/dremio/catalog.ts" },
  { flow: 14, login: "`dremio` of PostgreSQL", file: "components/processing/dremio/catalog.ts" },
  { flow: 10, login: "`superset` of Dremio", file: "components/security/superset-roles.ts" },
  { flow: 8, login: "the person's own, of the directory", file: "components/security/superset-roles.ts" },
  { flow: 7, login: "none: the edge passes on", file: "stacks/services.ts" },
];

const BY_HAND = join(__dirname, "data-path.md");

/** `docs/data-path.md`: what is written by hand, with the table of hops from the flow list. */
export function dataPath(text = readFileSync(BY_HAND, "utf8"), path: readonly Hop[] = hops): string {
  const rows = path.map(({ flow: number, login, file }) => {
    const flow = flows.find((each) => each.number === number);
    if (!flow) throw new Error(`tools/docs/data-path.ts names flow ${number}, which is not in the flow list`);
    return `| ${flow.from} | ${flow.to}, port \`${flow.port}\` | ${flow.reason} | ${login} | \`${file}\` |`;
  });
  const table = [
    "| from | to | what for | login | declared in |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ];
  return text.replace("<!-- hops -->", table.join("\n"));
}
