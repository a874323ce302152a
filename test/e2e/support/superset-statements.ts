import type { RowContext, SupersetVisitor } from "./superset-rows";

/** A statement to run in SQL Lab. */
export interface Statement {
  action: string;
  allowed: readonly SupersetVisitor[];
  /** `Engineers` is one that analysts have no right to. */
  database: "Dremio" | "Live" | "Engineers";
  sql: string;
}

const readers = ["admin", "data-engineer", "analyst"] as const;
const engineers = ["admin", "data-engineer"] as const;

/**
 * A text to SQL. To protobuf, once Superset has written it anew with a limit of eleven rows, a message, which Dremio takes for a
 * command of Flight SQL and runs what is in it.
 */
const command =
  `SELECT '${"a".repeat(30)}T\nCtype.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery` +
  `\x12%\n#GRANT ALL ON SYSTEM TO USER mallory\x1a\x0a'`;

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
    dremio("read silver", readers, "SELECT COUNT(*) AS a FROM silver.flights"),
    dremio("read bronze", readers, `SELECT * FROM ${bronzeTable}`),
    dremio("read what tables there are", readers, 'SELECT TABLE_NAME FROM INFORMATION_SCHEMA."TABLES"'),
    dremio("read what others ask", [], "SELECT * FROM sys.jobs_recent"),
    dremio("send a query on", [], "SELECT * FROM TABLE(live.EXTERNAL_QUERY('SELECT 1'))"),
    dremio("read a text that would be a command", readers, command),
    on("Engineers")("read a database of others", engineers, "SELECT 1 AS a"),
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
    live(
      "change the login where a string loses its quotes",
      [],
      `SELECT cast('{}' AS json) -> 'x''''; COMMIT; BEGIN READ WRITE; ALTER ROLE superset_live SET work_mem=72000; COMMIT; SELECT 2, --' AS a, 1/0`,
    ),
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
    live("read how dbt's runs went", readers, "SELECT COUNT(*) AS a FROM ops.dbt_results"),
    live(
      "read beside a series",
      readers,
      `SELECT d, a FROM generate_series(1, 3) d CROSS JOIN LATERAL (SELECT COUNT(*) + d AS a FROM ${liveTable}) b`,
    ),
    live("read by a pattern", readers, `SELECT COUNT(*) AS a FROM ${liveTable} t WHERE t::text ~ '\\d'`),
    // Were it made into a query, it would keep the server busy for as long as it likes.
    live("run a template", [], "SELECT 1 AS a {% for i in range(9) %}{% endfor %}"),
    live("read what computes", readers, `SELECT jsonb_pretty(to_jsonb(t)) FROM ${liveTable} t`),
    live("read with a comment", readers, `SELECT 1 AS a -- how many, by hand\nFROM ${liveTable}`),
    live("read other sessions as a table's query", [], "SELECT x::text AS a FROM (TABLE pg_stat_activity) x"),
    live("take more memory than a process has", [], "SELECT length(repeat('x', 300000000)) AS a"),
    live("wait", [], "SELECT pg_sleep_for('1 second')"),
    live("run a program", [], "COPY (SELECT 1) TO PROGRAM 'id'"),
  ];
}
