"""What SQL Lab and charts may send, by the parser of Superset's image."""

import unittest

import postgresql_driver
import psycopg2
from dremio_driver import WORDS, command
from parsing import is_bounded, keep_to_bounds
from postgresql_functions import FUNCTIONS
from reading import calls_known_functions, is_as_written, only_reads
from sqlalchemy.engine import make_url
from sqlalchemy_dremio.exceptions import NotSupportedError
from superset.exceptions import SupersetParseError
from superset.sql.parse import SQLScript
from wire import NotAQuery, as_one_query, as_query

READ = [
    "SELECT origin, date_trunc('month', month), round(avg(delay), 1) FROM sample.flights GROUP BY 1, 2",
    "SELECT age(now(), landed), jsonb_pretty(to_jsonb(f)) FROM sample.flights f",
    "SELECT * FROM sample.flights, LATERAL jsonb_array_elements(legs) AS leg",
    "SELECT table_name FROM information_schema.tables",
    "SELECT t.a, f.origin FROM sample.flights f, unnest(f.legs) AS t(a)",
    "SELECT * FROM sample.pg_notes",
    "WITH late AS (SELECT * FROM cdc.flights) SELECT count(*) FILTER (WHERE delay > 15) FROM late",
    "SELECT day, count(f.origin) FROM generate_series(1, 31) AS day LEFT JOIN sample.flights f ON f.day = day GROUP BY 1",
    "SELECT d.d, last.delay FROM generate_series(1, 3) d CROSS JOIN LATERAL (SELECT max(delay) AS delay FROM sample.flights) last",
    "SELECT (jsonb_each(f.legs)).key, e.value FROM sample.flights f, jsonb_each(f.legs) AS e",
    "SELECT regexp_replace(origin, '\\d+', '') FROM sample.flights WHERE origin ~ '^\\w{3}$'",
]
# Each would show what no right to a table was looked up for, were it sent.
REFUSED = [
    "SELECT query_to_xml('SELECT query FROM pg_stat_activity', true, true, '')",
    "SELECT pg_catalog.query_to_xml('SELECT 1', true, true, '')",
    "SELECT \"query_to_xml\"('SELECT 1', true, true, '')",
    "SELECT QUERY_TO_XML('SELECT 1', true, true, '')",
    "SELECT query_to_xml /* a comment */ ('SELECT 1', true, true, '')",
    "SELECT count(*) FILTER (WHERE query_to_xml('SELECT 1', true, true, '') IS NULL) FROM sample.flights",
    "SELECT * FROM sample.flights, LATERAL query_to_xml('SELECT 1', true, true, '')",
    "SELECT * FROM ROWS FROM (query_to_xml('SELECT 1', true, true, ''))",
    "SELECT * FROM XMLTABLE('/a' PASSING table_to_xml('ops.runs', true, true, '') COLUMNS a text)",
    "WITH a AS (SELECT cursor_to_xml('c', 1, true, true, '')) SELECT * FROM a",
    "SELECT 1 AS a; SELECT pg_stat_get_activity(NULL)",
    "SELECT * FROM ts_stat('SELECT to_tsvector(query) FROM pg_stat_activity')",
    "SELECT pg_stat_get_activity(NULL)",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM pg_catalog.pg_stat_activity",
    'SELECT * FROM "pg_catalog"."pg_stat_activity"',
    "SELECT * FROM ONLY pg_stat_activity",
    "SELECT 1 FROM sample.flights WHERE EXISTS (SELECT 1 FROM PG_STAT_ACTIVITY)",
    "SELECT current_setting('ssl_key_file')",
    "SELECT set_config('default_transaction_read_only', 'off', false)",
    "SELECT pg_sleep(60)",
    "SELECT lo_get(1)",
    "SELECT dblink('host=postgresql', 'SELECT 1')",
    "SELECT pg_advisory_lock(1)",
    "SELECT nextval('sample.numbers')",
    "SELECT ('SELECT to_tsvector(a) FROM ops.runs'::text).ts_stat",
    "SELECT (x.s).ts_stat FROM (SELECT 'a'::text AS s) AS x",
    "SELECT t.ts_stat FROM unnest(ARRAY['SELECT to_tsvector(a) FROM ops.runs']) AS t",
    "SELECT unnest.ts_stat FROM unnest(ARRAY['SELECT to_tsvector(a) FROM ops.runs'])",
    "SELECT t.pg_stat_get_activity FROM unnest(ARRAY[NULL::int]) AS t",
    "SELECT leg.ts_stat FROM sample.flights, LATERAL jsonb_array_elements(legs) AS leg",
    "SELECT (0.1::float8).pg_sleep AS z",
    "SELECT x.pg_sleep FROM current_user AS x",
    "SELECT x::text FROM (TABLE pg_stat_activity) x",
    "SELECT 1 AS a UNION ALL SELECT 1 FROM (TABLE pg_roles)",
]

DEEP = ["SELECT " + "[" * 25 + "1" + "]" * 25, "SELECT " + "(" * 300 + "1" + ")" * 300, "SELECT '" + "a" * 30_000 + "'"]
# What begins as something else to Dremio, whatever it looks like to others.
NO_QUERIES = [
    "DROP TABLE gold.m",
    "-- SELECT\rDROP TABLE gold.m --\nSELECT 1",
    "/* /* */ DROP TABLE gold.m -- */ SELECT 1",
    "// SELECT\nDROP TABLE gold.m",
    "/*+ SELECT */ INSERT INTO gold.m SELECT * FROM gold.m",
    "\u00a0\u200bSELECT 1",
    "SELECTED",
    "; SELECT 1",
    "EXPLAIN PLAN FOR SELECT 1",
    "TABLE gold.m",
    "",
    "/* SELECT 1",
]


# To protobuf a message with a type and another statement; to SQL a string.
COMMAND_IN_A_STRING = (
    "SELECT '" + "a" * 30 + "T\nCtype.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery"
    "\x12%\n#GRANT ALL ON SYSTEM TO USER mallory\x1a\x0c'"
)
# More than one statement to PostgreSQL, or none that reads.
NO_SINGLE_QUERIES = [
    "SELECT 1; SELECT 2",
    "SELECT 'a'';' ; ALTER ROLE superset_live SET work_mem = 1",
    "SELECT E'\\'; ALTER ROLE superset_live SET work_mem = 1; --'",
    "SELECT $$'$$; COMMIT; SELECT '",
    "SELECT 1 -- '\n; COMMIT; SELECT '",
    "SELECT 1 /* ' */; COMMIT; SELECT '",
    "/* /* */ SELECT 1; */ COMMIT",
    "COMMIT",
    "DO $$BEGIN END$$",
    "SET work_mem = 1",
    "ALTER ROLE superset_live PASSWORD 'a'",
    "",
]
NO_SEARCH_PATHS = [
    'set search_path = "a"; rollback; begin read write; set search_path = "b"',
    "set search_path = a",
    'set search_path = "a", "b"',
]


class Statements(unittest.TestCase):
    def test_what_computes_is_sent(self) -> None:
        for sql in READ:
            with self.subTest(sql):
                self.assertTrue(only_reads(sql, "postgresql") and calls_known_functions(sql, "postgresql"))

    def test_what_goes_round_rights_is_not(self) -> None:
        for sql in REFUSED:
            with self.subTest(sql):
                self.assertFalse(calls_known_functions(sql, "postgresql"))

    def test_only_queries_are_sent_to_dremio(self) -> None:
        for query in ("SELECT 1", "with a AS (SELECT 1) SELECT * FROM a", "((SELECT 1))", "( (SELECT'a'))", "SHOW SCHEMAS", 'DESCRIBE "a"'):
            for before in ("", " \n", "-- a\n--b\r\n", "/* a */ /**/\t/***/"):
                self.assertEqual(query, as_query(before + query, *WORDS))
        for statement in NO_QUERIES:
            with self.subTest(statement):
                self.assertRaises(NotSupportedError, command, statement)

    def test_no_query_is_a_command_of_flight_sql(self) -> None:
        # Begins as a field that ends what was begun, for 0x2f, a slash, is of no type that there is.
        self.assertEqual(7, command(COMMAND_IN_A_STRING).encode()[0] & 7)
        self.assertTrue(command(COMMAND_IN_A_STRING).endswith(COMMAND_IN_A_STRING))

    def test_one_query_at_a_time_is_sent_to_postgresql(self) -> None:
        queries = ("SELECT ';' AS \"a;b\", ''';' || ''''", "SELECT 1 -- a\n, $$a$$, E'\\n'", "EXPLAIN SELECT 1", "show a")
        for query in queries:
            for after in ("", ";", " ;\n"):
                self.assertEqual(query, as_one_query(query + after, *postgresql_driver.WORDS).rstrip())
        for statement in NO_SINGLE_QUERIES:
            with self.subTest(statement):
                self.assertRaises(NotAQuery, as_one_query, statement, *postgresql_driver.WORDS)

    def test_cursors_of_postgresql_run_queries_alone(self) -> None:
        uri, params = postgresql_driver.guard(make_url("postgresql+psycopg2://a@b/c"), {"connect_args": {"a": 1}}, "me")
        self.assertEqual({"a": 1, "cursor_factory": postgresql_driver.QueryCursor}, params["connect_args"])
        self.assertEqual({}, postgresql_driver.guard(make_url("dremio+flight://a@b/c"), {})[1])
        made = postgresql_driver.QueryCursor.__new__(postgresql_driver.QueryCursor)
        for statement in (*NO_SINGLE_QUERIES, *NO_SEARCH_PATHS):
            with self.subTest(statement):
                self.assertRaises(psycopg2.ProgrammingError, made.execute, statement)
        self.assertTrue(postgresql_driver.SEARCH_PATH.fullmatch('set search_path = "sample"'))
        for other in (made.executemany, made.callproc, made.copy_expert):
            self.assertRaises(psycopg2.NotSupportedError, other, "SELECT 1")

    def test_what_would_take_for_ever_is_not_parsed(self) -> None:
        for engine in ("postgresql", "dremio"):
            for sql in DEEP:
                self.assertFalse(is_bounded(sql, engine), sql[:40])

    def test_superset_parses_nothing_else(self) -> None:
        keep_to_bounds()
        self.assertEqual(1, len(SQLScript("SELECT 1", "dremio").statements))
        for sql in DEEP:
            with self.assertRaisesRegex(SupersetParseError, "too long, or its brackets are too deep"):
                SQLScript(sql, "postgresql")

    def test_templates_are_told(self) -> None:
        self.assertTrue(is_as_written("SELECT '{\"a\": 1}'::jsonb -- {a}"))
        for comment in ("{# */ UNION SELECT 1 FROM ops.runs /* #}", "{% if 0 %}", "{{ 1 }}"):
            self.assertFalse(is_as_written(f"SELECT 1 /* {comment} */"))

    def test_dremio_has_functions_of_its_own(self) -> None:
        self.assertTrue(calls_known_functions("SELECT CONVERT_TIMEZONE('UTC', month) FROM gold.m", "dremio"))
        self.assertTrue(calls_known_functions('SELECT * FROM lake.datalake.bronze."airline.sys".flights', "dremio"))
        for table in ("sys.jobs_recent", 'SYS."options"', "sys.project.jobs"):
            self.assertFalse(calls_known_functions(f"SELECT * FROM {table}", "dremio"), table)
        for call in ("EXTERNAL_QUERY('x')", "live.EXTERNAL_QUERY('x')", "somebody.function(1)"):
            self.assertFalse(calls_known_functions(f"SELECT {call}", "dremio"), call)

    def test_no_listed_function_reaches_beyond_its_arguments(self) -> None:
        words = ("xml", "file", "dir", "setting", "config", "sleep", "advisory", "stat_", "dblink", "backend", "lo_")
        self.assertEqual([], [name for name in sorted(FUNCTIONS) for word in words if word in name])


if __name__ == "__main__":
    unittest.main()
