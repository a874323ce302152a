"""Reflections as clients declare them, by REST and by SQL."""

import unittest

from server_case import ServerCase

COLUMNS = "dir0 AS flight_day, id, delay_minutes, flight_time"


class ReflectionsTest(ServerCase):
    @classmethod
    def view(cls, name: str) -> str:
        test = cls("sql")
        test.sql(f"CREATE OR REPLACE VIEW gold.{name} AS SELECT {COLUMNS} FROM lake.datalake.bronze.flights")
        return cls.call("GET", f"/api/v3/catalog/by-path/gold/{name}")[1]["id"]

    def of(self, dataset: str) -> list[dict]:
        return self.call("GET", f"/api/v3/dataset/{dataset}/reflection")[1]["data"]

    def test_they_are_kept_with_their_view_and_say_that_nothing_is_built(self):
        view = self.view("kept")
        body = {"type": "AGGREGATION", "name": "by day", "datasetId": view, "enabled": True,
                "dimensionFields": [{"name": "flight_day"}], "measureFields": [{"name": "delay_minutes", "measureTypeList": ["SUM", "COUNT"]}]}
        status, made = self.call("POST", "/api/v3/reflection", body)
        self.assertEqual((status, made["status"]["availability"], made["status"]["config"]), (200, "NONE", "OK"))
        self.assertEqual(self.call("POST", "/api/v3/reflection", body)[0], 409)
        self.assertEqual(self.call("PUT", f"/api/v3/reflection/{made['id']}", {**body, "tag": "old"})[0], 409)
        changed = self.call("PUT", f"/api/v3/reflection/{made['id']}", {**body, "tag": made["tag"]})[1]
        self.assertEqual((changed["id"], changed["createdAt"]), (made["id"], made["createdAt"]))
        self.view("kept")
        self.assertEqual([entry["id"] for entry in self.of(view)], [made["id"]])
        self.assertIn("1 reflections stand; this stand-in builds none", str(self.sql("ALTER DATASET gold.kept REFRESH REFLECTIONS")))
        self.sql("CREATE OR REPLACE VIEW gold.kept AS SELECT 1 AS other")
        self.assertEqual(self.of(view)[0]["status"]["config"], "INVALID")
        self.sql("DROP VIEW gold.kept")
        self.assertEqual(self.call("GET", f"/api/v3/reflection/{made['id']}")[0], 404)

    def test_sql_makes_and_drops_them(self):
        view = self.view("declared")
        self.sql('ALTER DATASET gold.declared CREATE RAW REFLECTION "all" USING DISPLAY (id, flight_day) LOCALSORT BY (id)')
        self.sql("ALTER VIEW gold.declared CREATE AGGREGATE REFLECTION days USING DIMENSIONS (flight_day) MEASURES (id (COUNT), delay_minutes (SUM, MAX))")
        kinds = {entry["name"]: entry["type"] for entry in self.of(view)}
        self.assertEqual(kinds, {"all": "RAW", "days": "AGGREGATION"})
        self.sql("ALTER DATASET gold.declared DROP REFLECTION days")
        self.assertEqual([entry["name"] for entry in self.of(view)], ["all"])

    def test_what_does_not_fit_is_refused(self):
        view = self.view("refused")
        raw = {"type": "RAW", "name": "wrong", "datasetId": view}
        aggregation = {"type": "AGGREGATION", "name": "wrong", "datasetId": view, "dimensionFields": [{"name": "flight_day"}]}
        for expected, body in {
            r"column \[nope\] of displayFields": {**raw, "displayFields": [{"name": "nope"}]},
            "needs displayFields": raw,
            "has no measureFields": {**raw, "displayFields": [{"name": "id"}], "measureFields": [{"name": "id"}]},
            r"\['SUM'\] of column \[flight_day\]": {**aggregation, "measureFields": [{"name": "flight_day", "measureTypeList": ["SUM"]}]},
            "unknown": {**raw, "displayFields": [{"name": "id"}], "speed": "high"},
            "Could not find dataset": {**raw, "datasetId": "nobody", "displayFields": [{"name": "id"}]},
        }.items():
            with self.subTest(expected):
                status, answer = self.call("POST", "/api/v3/reflection", body)
                self.assertEqual(status, 400)
                self.assertRegex(answer["errorMessage"], expected)
        with self.assertRaisesRegex(RuntimeError, r"column \[nope\]"):
            self.sql("ALTER DATASET gold.refused CREATE RAW REFLECTION x USING DISPLAY (nope)")
        self.assertEqual(self.of(view), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
