"""What SQL Lab and charts may send, by the parser of Superset's image."""

import unittest

from plain import is_bounded, is_plain, means_one_thing, stays_as_it_is
from postgresql_functions import FUNCTIONS
from reading import calls_known_functions, is_as_written, is_expression, names_its_tables, only_reads

READ = [
    "SELECT origin, date_trunc('month', month), round(avg(delay), 1) FROM sample.flights GROUP BY 1, 2",
    "SELECT age(now(), landed), jsonb_pretty(to_jsonb(f)) FROM sample.flights f",
    "SELECT * FROM sample.flights, LATERAL jsonb_array_elements(legs) AS leg",
    "SELECT table_name FROM information_schema.tables",
    "SELECT t.a, f.origin FROM sample.flights f, unnest(f.legs) AS t(a)",
    "SELECT * FROM sample.pg_notes",
    "WITH late AS (SELECT * FROM cdc.flights) SELECT count(*) FILTER (WHERE delay > 15) FROM late",
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
    "SELECT x::text FROM (TABLE pg_stat_activity) x",
    "SELECT 1 AS a UNION ALL SELECT 1 FROM (TABLE pg_roles)",
]

# Tables where Superset does not look for them.
UNSEEN = [
    "VALUES ((SELECT count(*) FROM ops.runs))",
    "VALUES (1), ((SELECT count(*) FROM ops.runs))",
    "SELECT 1 UNION VALUES ((SELECT count(*) FROM ops.runs))",
    "WITH a AS (WITH runs AS (SELECT 1 AS x) SELECT * FROM runs) SELECT * FROM a UNION VALUES ((SELECT count(*) FROM runs))",
    "WITH runs AS (SELECT * FROM ops.runs) SELECT * FROM runs",
    "WITH runs AS (SELECT * FROM runs) SELECT * FROM runs",
    "WITH runs AS (SELECT 1), a AS (SELECT * FROM ops.runs) SELECT * FROM a",
    "WITH a AS (SELECT * FROM runs), runs AS (SELECT 1) SELECT * FROM a",
    "WITH runs AS (SELECT 1) SELECT * FROM (SELECT * FROM ops.runs) a",
    "WITH RECURSIVE runs AS (SELECT 1 UNION ALL SELECT x FROM ops.runs) SELECT * FROM runs",
    'WITH "RUNS" AS (SELECT 1) SELECT * FROM (SELECT * FROM RUNS) a',
    'WITH "RUNS" AS (SELECT 1) SELECT * FROM RUNS',
    "WITH runs AS (SELECT * FROM ops.runs) SELECT * FROM (ops.runs a CROSS JOIN gold.m b) AS j, runs",
]
# Names of common table expressions, wherever SQL lets them stand.
COMMON = [
    "WITH a AS (SELECT * FROM gold.m) SELECT * FROM a UNION VALUES (1)",
    "WITH a AS (SELECT * FROM gold.m), b AS (SELECT * FROM a) SELECT * FROM b JOIN a USING (x) UNION SELECT * FROM a",
    "WITH a AS (SELECT 1) SELECT * FROM (SELECT * FROM a) b WHERE EXISTS (SELECT 1 FROM a)",
    "WITH Late AS (SELECT * FROM gold.m) SELECT * FROM late",
    "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n",
    "SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) b",
]

# SQL to the database once Superset's parser has written it anew, and a comment or a string to the parser before.
TWO_MEANINGS = [
    "SELECT 'x' AS a -- */ UNION ALL SELECT origin FROM silver.flights --\n",
    "SELECT a FROM gold.m /* /* */ UNION ALL SELECT a FROM bronze.secret -- */",
    "SELECT E'\\\\' AS a, ' UNION ALL SELECT dbt_results::text FROM ops.dbt_results --'",
    "SELECT 'a\\' AS a, ' UNION ALL SELECT 1 FROM ops.runs --'",
    "SELECT 'a'\x0b AS a",
    "COUNT(*) -- */ + (SELECT COUNT(*) FROM bronze.flights) /*",
    "SELECT 'a'\u00a0AS a",
]
# A string to the parser, which writes it without its quotes, or without one of two.
LOST_QUOTES = {
    "postgresql": [
        "SELECT * FROM (WITH runs AS (SELECT 1 AS x) SELECT INTERVAL 1 'DAY'' AS A) AS Q, (SELECT ' AS y, (SELECT 1) AS w, "
        "1 OPERATOR(''' AS E, 2 OPERATOR(+') 3 AS z, runs.* FROM runs) AS p",
        "SELECT INTERVAL 1 'DAY'' + INTERVAL 1 ''DAY'''' || (SELECT STRING_AGG(R::TEXT, $$,$$) FROM OPS.RUNS R) || "
        "'''' '' || '' '",
        "SELECT INTERVAL 'a''b' DAY",
        "SELECT a -> 'it''s' FROM sample.t",
    ],
    "dremio": [
        "SELECT INTERVAL 1 'DAY /* /* */ AS A, F.* FROM SILVER.FLIGHTS AS F -- */'",
        "SELECT INTERVAL 1 'DAY + INTERVAL 1 ''DAY * (SELECT COUNT(*) FROM SILVER.FLIGHTS)'''",
    ],
}
DEEP = ["SELECT " + "[" * 25 + "1" + "]" * 25, "SELECT " + "(" * 300 + "1" + ")" * 300, "SELECT '" + "a" * 30_000 + "'"]
ONE_MEANING = [
    "SELECT origin -- where it starts, by its code (three letters)\nFROM gold.m",
    "SELECT origin -- don't sum [km]; it's l'aéroport d'origine + https://example.org\nFROM gold.m",
    "SELECT month AT TIME ZONE 'UTC', EXTRACT(year FROM month), CAST(1 AS NUMERIC(5, 2)), 'it''s' FROM gold.m",
    "/* Delays by month: all of 2001 */ SELECT month FROM gold.m",
    "SELECT 'it''s 5%' AS a, \"odd \"\"name\"\"\" FROM gold.m WHERE b LIKE '%--%' OR b = '/* */'",
    "SELECT CAST(month AS DATE), month::text, INTERVAL '1' DAY FROM gold.m m JOIN gold.n n ON m.a = n.a GROUP BY 1",
    "WITH a AS (SELECT * FROM gold.m) SELECT * FROM a UNION ALL SELECT * FROM a ORDER BY 1 LIMIT 5",
    "SELECT jsonb_pretty(to_jsonb(f)), Convert_Timezone('UTC', month) FROM sample.flights f",
    "SELECT date_trunc('month', month), round(avg(delay), 1), count(*) FILTER (WHERE delay > 15) FROM sample.flights GROUP BY 1",
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

    def test_statements_mean_one_thing(self) -> None:
        for engine in ("postgresql", "dremio"):
            for sql in ONE_MEANING:
                with self.subTest(sql, engine=engine):
                    self.assertTrue(is_plain(sql, engine))
                    self.assertTrue(stays_as_it_is(sql, engine))
            for sql in TWO_MEANINGS:
                with self.subTest(sql, engine=engine):
                    self.assertFalse(is_plain(sql, engine))
        self.assertFalse(is_plain("SELECT $$a$$ AS a, $b$ $b$ AS b", "postgresql"))

    def test_strings_keep_their_quotes(self) -> None:
        for engine, statements in LOST_QUOTES.items():
            for sql in statements:
                with self.subTest(sql, engine=engine):
                    self.assertFalse(means_one_thing(sql, engine))

    def test_what_would_take_for_ever_is_not_parsed(self) -> None:
        for engine in ("postgresql", "dremio"):
            for sql in DEEP:
                self.assertFalse(is_bounded(sql, engine), sql[:40])

    def test_what_is_written_anew_is_compared(self) -> None:
        # Were such a comment let through, the statement that is run would be seen to be another.
        self.assertFalse(stays_as_it_is("SELECT 'x' AS a -- */ UNION ALL SELECT origin FROM silver.flights --\n", "dremio"))

    def test_templates_are_told(self) -> None:
        self.assertTrue(is_as_written("SELECT '{\"a\": 1}'::jsonb -- {a}"))
        for comment in ("{# */ UNION SELECT 1 FROM ops.runs /* #}", "{% if 0 %}", "{{ 1 }}"):
            self.assertFalse(is_as_written(f"SELECT 1 /* {comment} */"))

    def test_an_expression_is_one(self) -> None:
        for engine in ("postgresql", "dremio"):
            for text in ("COUNT(*)", "SUM(delayed) / NULLIF(SUM(flights), 0)", "CASE WHEN origin = 'a' THEN 1 END", "month AT TIME ZONE 'UTC'"):
                self.assertTrue(is_expression(f"SELECT {text}", engine), text)
            for text in (
                "COUNT(*) FROM silver.flights UNION ALL SELECT COUNT(*)",
                "COUNT(*) FROM silver.flights",
                "1 UNION SELECT 2",
                "(SELECT 1)",
                "EXISTS (SELECT 1)",
                "1; SELECT 1",
            ):
                self.assertFalse(is_expression(f"SELECT {text}", engine), text)
            self.assertFalse(is_expression("SELECT 1 ORDER BY 1 UNION SELECT 2", engine))

    def test_dremio_has_functions_of_its_own(self) -> None:
        self.assertTrue(calls_known_functions("SELECT CONVERT_TIMEZONE('UTC', month) FROM gold.m", "dremio"))
        for call in ("EXTERNAL_QUERY('x')", "live.EXTERNAL_QUERY('x')", "somebody.function(1)"):
            self.assertFalse(calls_known_functions(f"SELECT {call}", "dremio"), call)

    def test_no_listed_function_reaches_beyond_its_arguments(self) -> None:
        words = ("xml", "file", "dir", "setting", "config", "sleep", "advisory", "stat_", "dblink", "backend", "lo_")
        self.assertEqual([], [name for name in sorted(FUNCTIONS) for word in words if word in name])

    def test_rows_come_from_tables_with_a_name(self) -> None:
        self.assertTrue(names_its_tables("SELECT * FROM gold.m JOIN (SELECT 1 AS a) b ON true", "postgresql"))
        # Superset sees these, and looks up the right to each of them.
        self.assertTrue(names_its_tables("SELECT * FROM (ops.runs a CROSS JOIN gold.m b) AS j, gold.m AS a", "postgresql"))
        for engine in ("postgresql", "dremio"):
            for sql in COMMON:
                with self.subTest(sql, engine=engine):
                    self.assertTrue(names_its_tables(sql, engine))
        for sql in UNSEEN:
            with self.subTest(sql):
                self.assertFalse(names_its_tables(sql, "postgresql"))
        self.assertFalse(names_its_tables("SELECT * FROM TABLE(live.EXTERNAL_QUERY('SELECT 1'))", "dremio"))


if __name__ == "__main__":
    unittest.main()
