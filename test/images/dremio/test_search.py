"""An Elasticsearch source, read from the stand-in for Elasticsearch as a process."""

import base64
import json
import os
import ssl
import subprocess
import unittest
import urllib.request

from server_case import ServerCase, free_ports, wait_for

# bcrypt of "administrator-secret", four rounds.
ADMINISTRATOR = "administrator:$2a$04$qVNxFMeWMm8QdzEzN8nh2.qXdxhBZJ9oi/Xk.vdY9caO85E4bCDD6"
ROLE = {"cluster": ["cluster:monitor/health", "cluster:monitor/nodes/info", "cluster:monitor/state"],
        "indices": [{"names": ["lake-*"], "privileges": ["read", "view_index_metadata"]}]}
SETTINGS = """
discovery.type: single-node
http.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
path.data: {work}/search-data
path.logs: {work}/log
action.auto_create_index: "+lake-*,-*"
xpack.security.enabled: true
xpack.security.autoconfiguration.enabled: false
xpack.security.http.ssl: {{enabled: true, supported_protocols: [TLSv1.3], certificate: server.crt, key: server.key}}
xpack.security.transport.ssl: {{enabled: true, certificate: server.crt, key: server.key, certificate_authorities: [server.crt]}}
xpack.security.authc.realms.file.one.order: 0
xpack.security.authc.realms.native.two.order: 1
"""


class SearchTest(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.port, transport = free_ports(2)
        conf = f"{cls.work}/search-conf"
        os.makedirs(f"{conf}/jvm.options.d")
        os.mkdir(f"{cls.work}/search-data")
        files = {"elasticsearch.yml": SETTINGS.format(port=cls.port, transport=transport, work=cls.work), "users": ADMINISTRATOR + "\n",
                 "users_roles": "superuser:administrator\n", "jvm.options": "-Xms256m\n-Xmx256m\n", "log4j2.properties": ""}
        for name, source in (("server.crt", "public.crt"), ("server.key", "private.key")):
            with open(f"{cls.work}/certs/{source}", encoding="ascii") as file:
                files[name] = file.read()
        for name, content in files.items():
            with open(os.open(f"{conf}/{name}", os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
                file.write(content)
        with open(f"{cls.work}/log/search.log", "w", encoding="utf-8") as output:
            search = subprocess.Popen([os.environ["SEARCH_STORE"]], stdout=output, stderr=output,
                                      env={**os.environ, "ES_PATH_CONF": conf, "ES_TMPDIR": f"{cls.work}/tmp"})
        cls.processes.append(search)
        try:
            wait_for(cls.port, search)
        except AssertionError:
            with open(f"{cls.work}/log/search.log", encoding="utf-8") as log:
                raise AssertionError(log.read()) from None
        cls.ask("PUT", "/_security/role/reads", ROLE)
        cls.ask("PUT", "/_security/user/dremio", {"password": "dremio-secret", "roles": ["reads"]})
        cls.ask("PUT", "/lake-airports", {"mappings": {"properties": {
            "code": {"type": "keyword"}, "name": {"type": "text"}, "runways": {"type": "integer"}, "opened": {"type": "date"},
            "place": {"type": "geo_point"}}}})
        lines = []
        for number in range(400):
            document = {"code": f"A{number:03d}", "name": f"Airport {number}", "runways": number % 4, "opened": "2001-02-03T04:05:06Z"}
            lines += [{"index": {"_index": "lake-airports", "_id": str(number)}}, document]
        cls.ask("POST", "/_bulk?refresh=true", lines)

    @classmethod
    def ask(cls, method: str, path: str, body) -> None:
        text = "".join(json.dumps(line) + "\n" for line in body) if isinstance(body, list) else json.dumps(body)
        request = urllib.request.Request(f"https://localhost:{cls.port}{path}", text.encode(), method=method)
        request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", f"Basic {base64.b64encode(b'administrator:administrator-secret').decode()}")
        urllib.request.urlopen(request, context=ssl.create_default_context(cafile=cls.ca)).close()

    @classmethod
    def source(cls, name: str, **changes):
        config = {"hostList": [{"hostname": "localhost", "port": cls.port}], "authenticationType": "MASTER", "username": "dremio",
                  "password": "dremio-secret", "sslEnabled": True, "encryptionValidationMode": "CERTIFICATE_AND_HOSTNAME_VALIDATION",
                  "useWhitelist": True, "scriptsEnabled": False, "scrollSize": 127, **changes}
        return cls.call("POST", "/api/v3/catalog", {"entityType": "source", "name": name, "type": "ELASTIC", "config": config})

    def test_an_index_is_read_page_by_page_and_joined(self):
        status, made = self.source("search")
        self.assertEqual((status, made["config"]["password"]), (200, "$DREMIO_EXISTING_VALUE$"))
        table = 'search."lake-airports"."_doc"'
        self.assertEqual(self.sql(f"SELECT count(*) AS n, sum(runways) AS r FROM {table}"), [{"n": 400, "r": 600}])
        rows = self.sql(f"SELECT code, name, opened FROM {table} WHERE runways = 3 AND code < 'A008' ORDER BY code")
        self.assertEqual([row["code"] for row in rows], ["A003", "A007"])
        self.assertEqual(rows[0]["opened"], "2001-02-03 04:05:06.000")
        joined = f"SELECT count(*) AS n FROM {table} AS a JOIN lake.datalake.bronze.flights AS f ON f.id = a.runways"
        self.assertEqual(self.sql(joined), [{"n": 1200}])
        with self.assertRaisesRegex(RuntimeError, "INSERT clause is not supported"):
            self.sql(f"INSERT INTO {table} (code) SELECT 'X'")
        self.assertEqual(self.call("DELETE", f"/api/v3/catalog/{made['id']}")[0], 204)
        with self.assertRaisesRegex(RuntimeError, "not found"):
            self.sql(f"SELECT * FROM {table}")

    def test_wrong_settings_and_logins_are_refused(self):
        for expected, changes in {
            "username and the password": {"password": "nope"},
            "Unable to connect": {"sslEnabled": False},
            "encryptionValidationMode NO_VALIDATION": {"encryptionValidationMode": "NO_VALIDATION"},
            "unknown": {"hosts": []},
            "scrollSize": {"scrollSize": 10},
            # Where the node says it is, and its certificate does not.
            "certificate": {"useWhitelist": False},
        }.items():
            with self.subTest(expected):
                status, answer = self.source("wrong", **changes)
                self.assertIn(status, (400, 501))
                self.assertRegex(answer["errorMessage"], expected)
                self.assertNotIn("secret", answer["errorMessage"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
