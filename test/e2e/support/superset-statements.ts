import type { RowContext, SupersetVisitor } from "./superset-rows";

/** A statement to run in SQL Lab. */
export interface Statement {
  action: string;
  allowed: readonly SupersetVisitor[];
  database: "Dremio" | "Live";
  sql: string;
  /** Who tries it. @default everybody */
  triedBy?: readonly SupersetVisitor[];
}

const readers = ["admin", "data-engineer", "analyst"] as const;
const engineers = ["admin", "data-engineer"] as const;
/** Those who have no right to all of a database; for the others it is Dremio's word that counts. */
const bounded = ["analyst", "viewer", "anonymous"] as const;

/** What is read, and every way of writing we know. Nobody writes through Superset. */
export function statements({ bronzeTable, liveTable, run }: RowContext): Statement[] {
  const gold = 'gold."monthly_delays"';
  const on =
    (database: Statement["database"]) =>
    (action: string, allowed: Statement["allowed"], sql: string): Statement => ({
      ...{ action, allowed, database, sql },
    });
  const dremio = on("Dremio");
  const live = on("Live");
  return [
    dremio("read gold", readers, `SELECT origin, flights FROM ${gold}`),
    dremio("read bronze", engineers, `SELECT * FROM ${bronzeTable}`),
    dremio(
      "read bronze behind a name",
      engineers,
      `WITH gold AS (SELECT * FROM ${bronzeTable}) SELECT * FROM gold`,
    ),
    dremio(
      "read bronze in a subquery",
      engineers,
      `SELECT * FROM ${gold} WHERE 0 < (SELECT COUNT(*) FROM ${bronzeTable})`,
    ),
    dremio(
      "read bronze beside gold",
      engineers,
      `SELECT 1 AS a FROM ${gold} UNION ALL SELECT 1 FROM ${bronzeTable}`,
    ),
    dremio("read what tables there are", engineers, 'SELECT TABLE_NAME FROM INFORMATION_SCHEMA."TABLES"'),
    {
      ...dremio("read bronze by a table function", [], `SELECT * FROM TABLE(${bronzeTable}(type => 'text'))`),
      triedBy: bounded,
    },
    {
      ...dremio("send a query on", [], "SELECT * FROM TABLE(live.EXTERNAL_QUERY('SELECT 1'))"),
      triedBy: bounded,
    },
    dremio("insert", [], `INSERT INTO ${gold} VALUES (DATE '2001-01-01', 'XXX', 1, 1, 1)`),
    dremio("insert after reading", [], `SELECT 1 AS a; INSERT INTO ${gold} SELECT * FROM ${gold}`),
    dremio("insert behind a comment", [], `/* SELECT */ INSERT INTO ${gold} SELECT * FROM ${gold}`),
    dremio("update", [], `UPDATE ${gold} SET flights = 0`),
    dremio("delete", [], `DELETE FROM ${gold}`),
    dremio(
      "merge",
      [],
      `MERGE INTO ${gold} t USING ${gold} s ON t.origin = s.origin WHEN MATCHED THEN UPDATE SET flights = 0`,
    ),
    dremio("truncate", [], `TRUNCATE TABLE ${gold}`),
    dremio("make a table", [], `CREATE TABLE gold.${run} AS SELECT 1 AS a`),
    dremio("make a view", [], `CREATE VIEW gold.${run} AS SELECT 1 AS a`),
    dremio("replace a view", [], `CREATE OR REPLACE VIEW ${gold} AS SELECT 1 AS a`),
    dremio("drop a view", [], `DROP VIEW ${gold}`),
    dremio("alter a table", [], `ALTER TABLE ${gold} DROP COLUMN flights`),
    dremio("roll a table back", [], `ROLLBACK TABLE ${gold} TO SNAPSHOT '1'`),
    dremio("optimise a table", [], `OPTIMIZE TABLE ${gold}`),
    dremio("vacuum a table", [], `VACUUM TABLE ${gold} EXPIRE SNAPSHOTS`),
    dremio("copy files into a table", [], `COPY INTO ${gold} FROM '@lake/x'`),
    dremio("make a user", [], `CREATE USER "${run}" SET PASSWORD 'none'`),
    dremio("grant", [], `GRANT SELECT ON ${gold} TO ROLE PUBLIC`),
    dremio("explain a query by the way", [], `EXPLAIN PLAN FOR SELECT * FROM ${bronzeTable}`),
    dremio("change a setting", [], 'ALTER SYSTEM SET "planner.x" = 1'),
    live("read the sample data", readers, `SELECT * FROM ${liveTable}`),
    live("insert", [], `INSERT INTO ${liveTable} SELECT * FROM ${liveTable}`),
    live("make a table", [], `CREATE TABLE sample.${run} (a int)`),
    live(
      "write in a common table expression",
      [],
      `WITH gone AS (DELETE FROM ${liveTable} RETURNING *) SELECT * FROM gone`,
    ),
    live("write into a table by reading", [], `SELECT * INTO sample.${run} FROM ${liveTable}`),
    live("leave the read-only mode", [], "SET default_transaction_read_only = off"),
    live("read a file of the server", [], "SELECT pg_read_file('/etc/passwd')"),
    live("read who signs on", [], "SELECT rolname, rolpassword FROM pg_authid"),
    live("read other sessions", [], "SELECT query FROM pg_stat_activity"),
    live("read other sessions by a function", [], "SELECT pg_stat_get_activity(NULL)"),
    live(
      "run SQL in a string",
      [],
      "SELECT * FROM ts_stat('SELECT to_tsvector(query) FROM pg_stat_activity')",
    ),
    live("read a schema as XML", [], "SELECT schema_to_xml('ops', true, true, '')"),
    ...[
      ["behind a union of values", "SELECT 1 AS a UNION VALUES ((SELECT COUNT(*) FROM ops.dbt_results))"],
      ["behind values", "VALUES ((SELECT COUNT(*) FROM ops.dbt_results))"],
      ["behind a template", "SELECT 1 AS a /* {# */ UNION SELECT COUNT(*) FROM ops.dbt_results /* #} */"],
      [
        "behind a comment that ends early",
        "SELECT 'x' AS a -- */ UNION ALL SELECT dbt_results::text FROM ops.dbt_results --\n",
      ],
      [
        "behind a string with an escape",
        "SELECT E'\\\\' AS a, ' UNION ALL SELECT dbt_results::text FROM ops.dbt_results --'",
      ],
    ].map(([where, sql]) => ({ ...live(`read dbt's runs ${where}`, [], sql!), triedBy: bounded })),
    ...[
      ["behind a union of values", "SELECT 1 AS a UNION VALUES ((SELECT COUNT(*) FROM silver.flights))"],
      ["behind a template", "SELECT 1 AS a /* {# */ UNION SELECT COUNT(*) FROM silver.flights /* #} */"],
      [
        "behind a comment that ends early",
        "SELECT 'x' AS a -- */ UNION ALL SELECT origin FROM silver.flights --\n",
      ],
      [
        "behind a nested comment",
        "SELECT 'x' AS a /* /* */ UNION ALL SELECT origin FROM silver.flights -- */",
      ],
    ].map(([where, sql]) => ({ ...dremio(`read silver ${where}`, [], sql!), triedBy: bounded })),
    // Were it made into a query, it would keep the server busy for as long as it likes.
    live("run a template", [], "SELECT 1 AS a {% for i in range(9) %}{% endfor %}"),
    live("read what computes", readers, `SELECT jsonb_pretty(to_jsonb(t)) FROM ${liveTable} t`),
    live("read with a comment", readers, `SELECT 1 AS a -- how many, by hand\nFROM ${liveTable}`),
    live("read other sessions as a table's query", [], "SELECT x::text AS a FROM (TABLE pg_stat_activity) x"),
    live("wait", [], "SELECT pg_sleep_for('1 second')"),
    live("run a program", [], "COPY (SELECT 1) TO PROGRAM 'id'"),
  ];
}
