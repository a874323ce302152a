"""What the server shows to whom, and what it refuses.

Tests need a virtual environment with requirements.txt, openssl, and the programs of the object store and of the stand-in
for Elasticsearch (`go build` in test/images/elasticsearch):

    OBJECT_STORE=/path/to/minio SEARCH_STORE=/path/to/stand-in python -B -m unittest discover -v
"""

import json
import subprocess
import unittest

import pyarrow as pa
import pyarrow.flight as flight

from server_case import PASSWORD, SECRET, ServerCase


class ServerTest(ServerCase):
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
