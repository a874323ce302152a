"""Runs the server as a process against a real object store, and asks it over REST and Arrow Flight.

Needs a virtual environment with requirements.txt, openssl, and the object store's program:

    OBJECT_STORE=/path/to/minio python -B test_server.py
"""

import datetime
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from urllib.parse import quote

import pyarrow as pa
import pyarrow.flight as flight
import pyarrow.fs
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
ACCESS, SECRET, PASSWORD = "lakeroot", "lake-secret-1", "Secret-123"
FLIGHTS = ["lake", "datalake", "bronze", "flights"]
SITE = {
    "fs.dremioS3.impl": "com.dremio.plugins.s3.store.S3FileSystem",
    "fs.s3a.aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
    "fs.s3a.access.key": ACCESS, "fs.s3a.secret.key": SECRET, "fs.s3a.path.style.access": "true",
    "fs.s3a.connection.ssl.enabled": "true", "dremio.s3.compat": "true",
}


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in held]
    for server in held:
        server.close()
    return ports


def wait_for(port: int, process: subprocess.Popen, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens on {port}; the process ended with {process.poll()}")


class ServerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.mkdtemp()
        for name in ("certs", "objects", "conf", "data", "tmp", "log"):
            os.mkdir(f"{cls.work}/{name}")
        cls.ca = f"{cls.work}/certs/public.crt"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost", "-keyout", f"{cls.work}/certs/private.key", "-out", cls.ca],
            check=True, capture_output=True,
        )
        cls.store_port, console, cls.web, cls.flight, client, fabric = free_ports(6)
        cls.processes = []
        store = subprocess.Popen(
            [os.environ["OBJECT_STORE"], "server", "--certs-dir", f"{cls.work}/certs", "--address", f"127.0.0.1:{cls.store_port}",
             "--console-address", f"127.0.0.1:{console}", f"{cls.work}/objects"],
            env={**os.environ, "MINIO_ROOT_USER": ACCESS, "MINIO_ROOT_PASSWORD": SECRET},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        cls.processes.append(store)
        wait_for(cls.store_port, store)
        cls.objects = pyarrow.fs.S3FileSystem(
            access_key=ACCESS, secret_key=SECRET, region="us-east-1", endpoint_override=f"localhost:{cls.store_port}",
            scheme="https", tls_ca_file_path=cls.ca, allow_bucket_creation=True,
        )
        for bucket in ("datalake", "dremio"):
            cls.objects.create_dir(bucket)
        for month in (1, 2, 3):
            cls.add_day(datetime.date(2001, month, 5), 10)
        cls.conf = {
            "paths.local": f"{cls.work}/data", "paths.dist": "dremioS3:///dremio/dist", "services.coordinator.web.port": cls.web,
            "services.flight.port": cls.flight, "services.coordinator.client-endpoint.port": client, "services.fabric.port": fabric,
        }
        keytool = [sys.executable, "-B", f"{HERE}/server/keytool.py", "-importcert", "-noprompt", "-alias", "ca", "-file", cls.ca,
                   "-keystore", f"{cls.work}/trust.p12", "-storetype", "PKCS12", "-storepass", "changeit"]
        subprocess.run(keytool, check=True, capture_output=True)
        cls.server = cls.start()
        wait_for(cls.web, cls.server)
        cls.token = None
        cls.bootstrap()

    @classmethod
    def tearDownClass(cls):
        for process in reversed(cls.processes):
            process.send_signal(signal.SIGTERM)
            process.wait(10)
        shutil.rmtree(cls.work)

    @classmethod
    def add_day(cls, day: datetime.date, count: int) -> None:
        moments = [datetime.datetime(day.year, day.month, day.day, hour, tzinfo=datetime.timezone.utc) for hour in range(count)]
        table = pa.table({
            "id": pa.array(range(count), pa.int64()), "flight_time": pa.array(moments, pa.timestamp("us", "UTC")),
            "delay_minutes": pa.array(range(count), pa.int32()),
        })
        with cls.objects.open_output_stream(f"datalake/bronze/flights/flight_date={day}/a.parquet") as stream:
            pq.write_table(table, stream)

    @classmethod
    def start(cls, conf=None, site=None, trust="trust.p12", env=None) -> subprocess.Popen:
        with open(f"{cls.work}/conf/dremio.conf", "w", encoding="utf-8") as file:
            file.writelines(f'{key}: "{value}"\n' for key, value in {**cls.conf, **(conf or {})}.items())
        properties = {**SITE, "fs.s3a.endpoint": f"localhost:{cls.store_port}", **(site or {})}
        with open(f"{cls.work}/conf/core-site.xml", "w", encoding="utf-8") as file:
            entries = "".join(f"<property><name>{k}</name><value>{v}</value></property>" for k, v in properties.items() if v is not None)
            file.write(f"<configuration>{entries}</configuration>")
        options = f"-Djavax.net.ssl.trustStore={cls.work}/{trust} -Djavax.net.ssl.trustStorePassword=changeit"
        process = subprocess.Popen(
            [f"{HERE}/dremio", "start-fg"], stdout=subprocess.PIPE, text=True,
            env={"PATH": os.environ["PATH"], "DREMIO_CONF_DIR": f"{cls.work}/conf", "DREMIO_LOG_DIR": f"{cls.work}/log",
                 "DREMIO_MAX_HEAP_MEMORY_SIZE_MB": "256", "DREMIO_MAX_DIRECT_MEMORY_SIZE_MB": "256", "STAND_IN": f"{HERE}/server",
                 "STAND_IN_PYTHON": sys.executable,
                 "DREMIO_JAVA_SERVER_EXTRA_OPTS": f"{options} -Djava.io.tmpdir={cls.work}/tmp", **(env or {})},
        )
        cls.processes.append(process)
        return process

    @classmethod
    def call(cls, method: str, path: str, body=None, token: str | None = None):
        request = urllib.request.Request(f"http://127.0.0.1:{cls.web}{path}", method=method)
        request.add_header("Content-Type", "application/json")
        if token or cls.token:
            request.add_header("Authorization", f"_dremio{token or cls.token}")
        try:
            with urllib.request.urlopen(request, json.dumps(body).encode() if body is not None else None) as response:
                return response.status, json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    @classmethod
    def bootstrap(cls) -> None:
        user = {"userName": "administrator", "firstName": "A", "lastName": "B", "email": "a@example.com", "password": PASSWORD}
        cls.first = [cls.call("PUT", "/apiv2/bootstrap/firstuser", user) for _ in range(2)]
        cls.token = cls.call("POST", "/apiv2/login", {"userName": "administrator", "password": PASSWORD})[1]["token"]
        source = {"entityType": "source", "name": "lake", "type": "S3", "config": {
            "accessKey": ACCESS, "accessSecret": SECRET, "secure": True, "credentialType": "ACCESS_KEY", "compatibilityMode": True,
            "whitelistedBuckets": ["datalake"], "propertyList": [
                {"name": "fs.s3a.endpoint", "value": f"localhost:{cls.store_port}"},
                {"name": "fs.s3a.path.style.access", "value": "true"}]}}
        wrong = {**source, "config": {**source["config"], "accessSecret": "wrong"}}
        cls.refused = cls.call("POST", "/api/v3/catalog", wrong)
        cls.call("POST", "/api/v3/catalog", source)
        cls.call("POST", "/api/v3/catalog", {"entityType": "space", "name": "gold"})
        folder = cls.call("GET", "/api/v3/catalog/by-path/" + "/".join(FLIGHTS))[1]
        cls.promoted = cls.call("POST", "/api/v3/catalog/" + quote(folder["id"], safe=""), {
            "entityType": "dataset", "id": folder["id"], "path": FLIGHTS, "type": "PHYSICAL_DATASET", "format": {"type": "Parquet"}})

    def sql(self, text: str) -> list[dict]:
        job = self.call("POST", "/api/v3/sql", {"sql": text})[1]["id"]
        while (status := self.call("GET", f"/api/v3/job/{job}")[1])["jobState"] in ("PENDING", "RUNNING"):
            time.sleep(0.05)
        if status["jobState"] != "COMPLETED":
            raise RuntimeError(status["errorMessage"])
        return self.call("GET", f"/api/v3/job/{job}/results?limit=500")[1]["rows"]

    def scans(self, query: str) -> list[dict]:
        return json.loads(self.sql(f"EXPLAIN PLAN FOR {query}")[0]["JSON"])["scans"]

    def test_first_user_is_made_once(self):
        self.assertEqual([status for status, _ in self.first], [200, 400])
        self.assertEqual(self.first[1][1]["errorMessage"], "First user can only be created when no user is already registered")

    def test_wrong_credentials_are_refused(self):
        self.assertEqual(self.refused[0], 400)
        self.assertNotIn("wrong", json.dumps(self.refused[1]))
        self.assertEqual(self.call("POST", "/apiv2/login", {"userName": "administrator", "password": "nope"})[0], 401)
        self.assertEqual(self.call("GET", "/api/v3/catalog", token="nope")[0], 401)
        client = flight.FlightClient(f"grpc://127.0.0.1:{self.flight}")
        with self.assertRaises(flight.FlightUnauthenticatedError):
            client.authenticate_basic_token("administrator", "nope")

    def test_a_secret_is_never_shown(self):
        self.assertNotIn(SECRET, json.dumps(self.call("GET", "/api/v3/catalog/by-path/lake")))

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

    def test_what_is_not_understood_is_refused(self):
        for text, error in {
            "SELECT * FROM read_text('/etc/passwd')": "Table function read_text",
            "SELECT made_up(1)": "No match found for function signature MADE_UP",
            "UPDATE gold.x SET a = 1": "Statement UPDATE",
            "SELECT 1; SELECT 2": "more than one statement",
            "SELECT FROM WHERE": "ERROR",
        }.items():
            with self.subTest(text), self.assertRaisesRegex(RuntimeError, error):
                self.sql(text)

    def test_flight_gives_columns_even_without_rows(self):
        client = flight.FlightClient(f"grpc://127.0.0.1:{self.flight}")
        options = flight.FlightCallOptions(headers=[client.authenticate_basic_token("administrator", PASSWORD)])
        query = flight.FlightDescriptor.for_command("SELECT id, flight_time FROM lake.datalake.bronze.flights WHERE id < 0")
        info = client.get_flight_info(query, options)
        batches = list(client.do_get(info.endpoints[0].ticket, options))
        self.assertEqual(sum(batch.data.num_rows for batch in batches), 0)
        self.assertEqual(batches[0].data.schema.field("flight_time").type, pa.timestamp("ms"))

    def test_wrong_settings_stop_the_start(self):
        empty = f"{self.work}/untrusted.p12"
        subprocess.run(["openssl", "pkcs12", "-export", "-nokeys", "-in", self.ca, "-passout", "pass:changeit", "-out", empty],
                       check=True, capture_output=True)
        for expected, change in {
            "unknown key services.nope": {"conf": {"services.nope": "1"}},
            "paths.dist must be": {"conf": {"paths.dist": "file:///tmp/x"}},
            "fs.s3a.secret.key is missing": {"site": {"fs.s3a.secret.key": None}},
            "cannot be written": {"site": {"fs.s3a.secret.key": "wrong-secret"}},
            "holds no certificate that a JVM trusts": {"trust": "untrusted.p12"},
            "no such type of key store": {"env": {"DREMIO_JAVA_SERVER_EXTRA_OPTS":
                f"-Djavax.net.ssl.trustStore={self.ca} -Djavax.net.ssl.trustStoreType=PEM -Djava.io.tmpdir={self.work}/tmp"}},
        }.items():
            with self.subTest(expected):
                process = self.start(**change)
                output, _ = process.communicate(timeout=30)
                self.assertEqual(process.returncode, 1)
                self.assertIn(expected, output)
                self.assertEqual(len(output.splitlines()), 1)
                self.assertNotIn("wrong-secret", output)


if __name__ == "__main__":
    unittest.main(verbosity=2)
