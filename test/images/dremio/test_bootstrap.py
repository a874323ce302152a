"""The platform's bootstrap job against the server: what it makes, twice, changed, and ended at any of its requests."""

import importlib.util
import io
import json
import pathlib
import shutil
import unittest
from contextlib import redirect_stdout

from server_case import ACCESS, PASSWORD, SECRET, ServerCase, wait_for

JOB = pathlib.Path(__file__).parents[3] / "components/processing/dremio/bootstrap.py"


class Killed(BaseException):
    """The job's end, from outside."""


class BootstrapTest(ServerCase):
    @classmethod
    def bootstrap(cls) -> None:
        """Here the job does it."""
        spec = importlib.util.spec_from_file_location("bootstrap", JOB)
        cls.job = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(cls.job)
        cls.job.DIRECTORY = pathlib.Path(cls.work) / "job"
        cls.job.SECRETS = cls.job.DIRECTORY / "secrets"
        cls.job.SECRETS.mkdir(parents=True)
        shutil.copy(cls.ca, cls.job.DIRECTORY / "ca.crt")
        for name, secret in {"administrator": PASSWORD, "dbt": "Dbt-secret-1", "superset": "Superset-secret-1", "lake": SECRET}.items():
            (cls.job.SECRETS / name).write_text(secret)

    def setUp(self):
        """A server that has seen nobody."""
        self.server.terminate()
        self.server.wait(10)
        shutil.rmtree(f"{self.work}/data/db")
        with open(f"{self.work}/log/server.log", "a", encoding="utf-8") as output:
            type(self).server = self.start(output=output)
        wait_for(self.web, self.server)

    def source(self, name: str, **config) -> dict:
        return {"name": name, "type": "S3", "config": {
            "accessKey": ACCESS, "accessSecret": {"secret": "lake"}, "secure": True, "credentialType": "ACCESS_KEY",
            "compatibilityMode": True, "whitelistedBuckets": ["datalake"], "propertyList": [
                {"name": "fs.s3a.endpoint", "value": f"localhost:{self.store_port}"},
                {"name": "fs.s3a.path.style.access", "value": "true"}], **config}}

    def document(self, *sources: dict) -> None:
        (self.job.DIRECTORY / "catalog.json").write_text(json.dumps({
            "url": f"http://127.0.0.1:{self.web}", "administrator": "administrator", "users": ["dbt", "superset"],
            "sources": sources or [self.source("lake")], "spaces": ["gold", "silver"]}))

    def run_job(self, requests: int | None = None) -> str:
        """What it prints. `requests`: it is killed when it has had so many answers."""
        left = requests
        real = self.job.Server.call

        def call(server, *arguments):
            nonlocal left
            answer = real(server, *arguments)
            if left is not None:
                left -= 1
                if left == 0:
                    raise Killed
            return answer

        self.job.Server.call = call
        try:
            with redirect_stdout(io.StringIO()) as said:
                self.job.main()
        finally:
            self.job.Server.call = real
        return said.getvalue().strip()

    def test_a_second_run_changes_nothing(self):
        self.document()
        self.assertEqual(self.run_job(), "made: user administrator, user dbt, user superset, source lake, space gold, space silver")
        self.assertEqual(self.run_job(), "no change")

    def test_what_is_changed_or_left_out_is_seen(self):
        self.document(self.source("lake", enableAsync=False))
        self.run_job()
        self.document()
        self.assertEqual(self.run_job(), "made: settings of source lake")
        (self.job.SECRETS / "lake").write_text("another-secret")
        with self.assertRaisesRegex(self.job.Refused, "lake"):
            self.run_job()
        (self.job.SECRETS / "lake").write_text(SECRET)
        self.assertEqual(self.run_job(), "no change")

    def test_what_somebody_changed_is_taken_back(self):
        self.document()
        self.run_job()
        token = self.call("POST", "/apiv2/login", {"userName": "administrator", "password": PASSWORD})[1]["token"]
        held = self.call("GET", "/api/v3/catalog/by-path/lake", token=token)[1]
        held["config"]["whitelistedBuckets"] = []
        body = {key: held[key] for key in ("name", "type", "config", "tag", "id", "description")}
        self.assertEqual(self.call("PUT", f"/api/v3/catalog/{held['id']}", body, token)[0], 200)
        self.assertEqual(self.run_job(), "made: settings of source lake")

    def test_wherever_it_is_killed_the_next_run_ends_it(self):
        self.document()
        requests = 0
        while True:
            requests += 1
            self.setUp()
            try:
                self.run_job(requests)
            except Killed:
                pass
            else:
                break
            with self.subTest(requests=requests):
                self.run_job()
                self.assertEqual(self.run_job(), "no change")
        self.assertGreater(requests, 8)


if __name__ == "__main__":
    unittest.main(verbosity=2)
