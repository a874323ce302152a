"""The server as a process against a real object store, for tests that ask it over REST and Arrow Flight."""

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


class ServerCase(unittest.TestCase):
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
        # A pipe that nobody reads would stop it once it is full.
        with open(f"{cls.work}/log/server.log", "w", encoding="utf-8") as output:
            cls.server = cls.start(output=output)
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
    def start(cls, conf=None, site=None, trust="trust.p12", env=None, output=subprocess.PIPE) -> subprocess.Popen:
        with open(f"{cls.work}/conf/dremio.conf", "w", encoding="utf-8") as file:
            file.writelines(f'{key}: "{value}"\n' for key, value in {**cls.conf, **(conf or {})}.items())
        properties = {**SITE, "fs.s3a.endpoint": f"localhost:{cls.store_port}", **(site or {})}
        with open(f"{cls.work}/conf/core-site.xml", "w", encoding="utf-8") as file:
            entries = "".join(f"<property><name>{k}</name><value>{v}</value></property>" for k, v in properties.items() if v is not None)
            file.write(f"<configuration>{entries}</configuration>")
        options = f"-Djavax.net.ssl.trustStore={cls.work}/{trust} -Djavax.net.ssl.trustStorePassword=changeit"
        process = subprocess.Popen(
            [f"{HERE}/dremio", "start-fg"], stdout=output, text=True,
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
