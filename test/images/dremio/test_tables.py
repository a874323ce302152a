"""Tables of the lake: what a query reads of them, what changes them, and what does not."""

import datetime
import pathlib
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pyarrow.flight as flight
import pyarrow.fs

from server_case import PASSWORD, ServerCase

DELTA = pathlib.Path(__file__).parents[2] / "e2e/fixtures/delta"


class TablesTest(ServerCase):
    def test_a_query_on_one_day_reads_one_file(self):
        (scan,) = self.scans("SELECT count(*) FROM lake.datalake.bronze.flights WHERE dir0 = 'flight_date=2001-02-05'")
        self.assertEqual([file["partition"] for file in scan["files"]["read"]], ["flight_date=2001-02-05"])

    def test_tables_are_partitioned_checked_and_travelled(self):
        table = "lake.datalake.silver.flights"
        self.sql(
            f"CREATE TABLE {table} HASH PARTITION BY (month(flight_time)) AS (SELECT * FROM lake.datalake.bronze.flights "
            "WHERE id < 5 AND flight_time < '2001-04-01')"
        )
        self.sql(f"CREATE OR REPLACE VIEW gold.flights AS SELECT * FROM {table}")
        march = "flight_time >= TIMESTAMP '2001-03-01 00:00:00' AND flight_time < TIMESTAMP '2001-04-01 00:00:00'"
        (scan,) = self.scans(f"SELECT * FROM gold.flights WHERE {march}")
        self.assertEqual((len(scan["files"]["read"]), scan["files"]["total"]), (1, 3))
        self.assertEqual(scan["files"]["read"][0]["partition"], "flight_time_month=2001-03")
        self.assertEqual(self.sql(f"SELECT count(*) AS n FROM gold.flights WHERE {march}"), [{"n": 5}])
        with self.assertRaisesRegex(RuntimeError, "VALIDATION ERROR: Table schema.*doesn't match"):
            self.sql(f"INSERT INTO {table} (id) SELECT 'text'")
        self.sql(f"INSERT INTO {table} (id) SELECT 99")
        history = self.sql(f"SELECT snapshot_id FROM TABLE(table_history('{table}')) ORDER BY made_current_at")
        counts = [
            self.sql(f"SELECT count(*) AS n FROM {table} AT SNAPSHOT '{entry['snapshot_id']}'")[0]["n"] for entry in history
        ]
        self.assertEqual(counts, [15, 16])
        self.sql(f"DROP TABLE {table}")
        self.assertEqual(self.objects.get_file_info("datalake/silver/flights").type, pyarrow.fs.FileType.NotFound)
        with self.assertRaisesRegex(RuntimeError, "Object 'flights' not found within 'lake.datalake.silver'"):
            self.sql("SELECT * FROM gold.flights")

    def test_rows_are_merged_and_deleted_in_one_commit(self):
        table = "lake.datalake.silver.merged"
        self.sql(f"CREATE TABLE {table} AS SELECT id, delay_minutes FROM lake.datalake.bronze.flights WHERE dir0 = 'flight_date=2001-01-05'")
        merge = f"MERGE INTO {table} AS t USING (SELECT * FROM (VALUES {{}}) AS v(id, delay)) AS s ON (s.id = t.id) "
        update, insert = "WHEN MATCHED THEN UPDATE SET delay_minutes = s.delay ", "WHEN NOT MATCHED THEN INSERT (id, delay_minutes) VALUES (s.id, s.delay)"
        self.assertEqual(self.sql(merge.format("(1, 71), (70, 72)") + update + insert), [{"Records": 2}])
        self.assertEqual(self.sql(f"DELETE FROM {table} WHERE id NOT IN (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 70)"), [{"Records": 8}])
        for values, clause, error in (
            ("(1, 1), (1, 2)", update + insert, "VALIDATION ERROR: A target row matched more than once"),
            ("(1, 'text')", update, "VALIDATION ERROR: Table schema.*doesn't match"),
        ):
            with self.subTest(clause), self.assertRaisesRegex(RuntimeError, error):
                self.sql(merge.format(values) + clause)
        rows = self.sql(f"SELECT * FROM {table} ORDER BY id")
        self.assertEqual([list(row.values()) for row in rows], [[1, 71], [2, 2], [70, 72]])
        history = self.sql(f"SELECT operation FROM TABLE(table_snapshot('{table}'))")
        self.assertEqual(len(history), 3)

    def test_a_folder_is_promoted_where_the_policy_says_so(self):
        table = 'lake.datalake.bronze.flights."flight_date=2001-02-05"'
        for text in (statements := [f"ALTER PDS {table} REFRESH METADATA AUTO PROMOTION", f"SELECT count(*) AS n FROM {table}"]):
            self.assertRaisesRegex(RuntimeError, "Object 'flight_date=2001-02-05' not found", self.sql, text)
        source = self.call("GET", "/api/v3/catalog/by-path/lake")[1]
        body = {key: value for key, value in source.items() if key != "children"}
        body["metadataPolicy"] = {"autoPromoteDatasets": True, "datasetRefreshAfterMs": 3_600_000}
        self.assertEqual(self.call("PUT", f"/api/v3/catalog/{source['id']}", body)[1]["state"]["status"], "good")
        self.assertEqual([self.sql(text) for text in statements][1], [{"n": 10}])

    def test_new_files_are_seen_after_a_refresh(self):
        self.add_day(datetime.date(2001, 4, 5), 3)
        count = "SELECT count(*) AS n FROM lake.datalake.bronze.flights WHERE flight_time > '2001-04-01'"
        self.assertEqual(self.sql(count), [{"n": 0}])
        self.sql("ALTER TABLE lake.datalake.bronze.flights REFRESH METADATA")
        self.assertEqual(self.sql(count), [{"n": 3}])

    def test_a_table_is_as_it_was_at_a_moment(self):
        table = "lake.datalake.silver.moments"
        self.sql(f"CREATE TABLE {table} AS SELECT 1 AS id")
        first = self.sql(f"SELECT committed_at FROM TABLE(table_snapshot('{table}'))")[0]["committed_at"]
        time.sleep(0.1)
        self.sql(f"INSERT INTO {table} SELECT 2")
        self.assertEqual(self.sql(f"SELECT count(*) AS n FROM {table}"), [{"n": 2}])
        self.assertEqual(self.sql(f"SELECT count(*) AS n FROM {table} AT TIMESTAMP '{first}'"), [{"n": 1}])
        with self.assertRaisesRegex(RuntimeError, "no snapshot as of timestamp"):
            self.sql(f"SELECT * FROM {table} AT TIMESTAMP '2001-01-01 00:00:00.000'")

    def test_a_delta_table_is_read_by_its_log(self):
        root = DELTA / "carriers"
        for path in root.rglob("*"):
            if path.is_file():
                with self.objects.open_output_stream(f"datalake/bronze/carriers/{path.relative_to(root)}") as stream:
                    stream.write(path.read_bytes())
        names = ["lake", "datalake", "bronze", "carriers"]
        folder = quote(self.call("GET", "/api/v3/catalog/by-path/" + "/".join(names))[1]["id"], safe="")
        body = {"entityType": "dataset", "path": names, "type": "PHYSICAL_DATASET"}
        self.assertEqual(self.call("POST", f"/api/v3/catalog/{folder}", {**body, "format": {"type": "JSON"}})[0], 400)
        made = self.call("POST", f"/api/v3/catalog/{folder}", {**body, "format": {"type": "Delta"}})[1]
        self.assertEqual(made["format"]["type"], "Delta")
        table = ".".join(names)
        rows = self.sql(f"SELECT code, founded, country FROM {table} ORDER BY code")
        self.assertEqual([list(row.values()) for row in rows],
                         [["KL", 1919, "NL"], ["LH", 1953, "DE"], ["QF", 1920, "AU"], ["SU", 1923, "RU"]])
        for where, read in (("country = 'NL'", ["country=NL"]), ("founded > 1950", ["country=DE"])):
            (scan,) = self.scans(f"SELECT code FROM {table} WHERE {where}")
            self.assertEqual([file["partition"] for file in scan["files"]["read"]], read)
        with self.assertRaisesRegex(RuntimeError, "INSERT clause is not supported"):
            self.sql(f"INSERT INTO {table} (code) SELECT 'ZZ'")

    def test_many_scans_at_once_wait_for_no_other_for_ever(self):
        client = flight.FlightClient(f"grpc://127.0.0.1:{self.flight}")
        token = client.authenticate_basic_token("administrator", PASSWORD)
        options = flight.FlightCallOptions(headers=[token], timeout=60)
        bronze = "lake.datalake.bronze.flights"
        query = flight.FlightDescriptor.for_command(
            f"SELECT count(*) AS n FROM {bronze} AS a JOIN {bronze} AS b ON a.flight_time = b.flight_time "
            f"JOIN {bronze} AS c ON c.flight_time = a.flight_time WHERE a.dir0 < 'flight_date=2001-04'"
        )

        def ask(_):
            info = client.get_flight_info(query, options)
            return client.do_get(info.endpoints[0].ticket, options).read_all().to_pylist()

        with ThreadPoolExecutor(24) as pool:
            self.assertEqual(list(pool.map(ask, range(96))), [[{"n": 30}]] * 96)


if __name__ == "__main__":
    unittest.main(verbosity=2)
