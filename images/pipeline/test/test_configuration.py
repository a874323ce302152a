"""Wrong configurations get one clear error, without the value."""

import json
import tempfile
import unittest
from pathlib import Path

from lakehouse_connectors.declaration import hydrated
from lakehouse_connectors.object_store import ObjectStoreError
from lakehouse_connectors.protocol import ConnectorError, FailureType
from lakehouse_connectors.specification import check_configuration, load_specification
from lakehouse_connectors.state_store import StateStore, merged

declarations = Path(__file__).parents[3] / "components" / "ingestion" / "connections"


def declared(name, part):
    return json.loads((declarations / f"{name}.json").read_text())[part]


class Configuration(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.secrets = Path(directory.name)
        for name in ("source-password", "object-store-password", "postgresql-password", "ca.crt"):
            (self.secrets / name).write_text("secret\n")

    def check(self, name="airline-bronze", part="source", change=lambda value: None):
        described = declared(name, part)
        configuration = hydrated(described["configuration"], self.secrets)
        change(configuration)
        check_configuration(load_specification(described["definition"])["connectionSpecification"], configuration)

    def test_the_declared_connections_fit_their_connectors(self):
        for name in ("airline-bronze", "airline-live"):
            for part in ("source", "destination"):
                self.check(name, part)

    def test_what_is_wrong_is_named_without_its_value(self):
        wrong = {
            "configuration.hots is unknown": lambda value: value.update(hots="x"),
            "configuration.port is missing": lambda value: value.pop("port"),
            "configuration.port must be of type integer": lambda value: value.update(port="5432"),
            "configuration.ssl_mode must have mode 'verify-full'": lambda value: value["ssl_mode"].update(mode="require"),
            "configuration.password must not be empty": lambda value: value.update(password=""),
        }
        for message, change in wrong.items():
            with self.subTest(message), self.assertRaises(ConnectorError) as caught:
                self.check(change=change)
            self.assertIn(message, str(caught.exception))
            self.assertNotIn("secret", str(caught.exception))

    def test_a_secret_is_a_file_of_the_directory(self):
        for name in ("../ca.crt", "missing"):
            with self.subTest(name), self.assertRaises(ConnectorError):
                hydrated({"_secret": name}, self.secrets)


class Bucket:
    """Keeps one object, and its tag, as an object store does with conditions."""

    def __init__(self):
        self.body, self.tag = None, 0

    def call(self, _operation, Key):
        if self.body is None:
            raise ObjectStoreError("no such key", FailureType.config_error, "NoSuchKey")
        body = self.body
        return {"ETag": str(self.tag), "Body": type("Body", (), {"read": lambda _: body})()}

    def put(self, key, body, ContentType, IfMatch=None, IfNoneMatch=None):
        if (IfNoneMatch and self.body is not None) or (IfMatch and IfMatch != str(self.tag)):
            raise ObjectStoreError("precondition", FailureType.config_error, "PreconditionFailed")
        self.body, self.tag = body, self.tag + 1
        return str(self.tag)


def state(name, number):
    return {"type": "STREAM", "stream": {"stream_descriptor": {"name": name}, "stream_state": {"checkpoint": number}}}


class States(unittest.TestCase):
    def test_a_state_replaces_the_one_of_its_stream(self):
        states = merged(merged(merged([], state("a", 1)), state("b", 1)), state("a", 2))
        self.assertEqual(states, [state("b", 1), state("a", 2)])

    def test_of_two_runs_at_once_the_second_to_save_stops(self):
        bucket = Bucket()
        one, other = (StateStore(bucket, "state", "c") for _ in range(2))
        one.load()
        other.load()
        self.assertTrue(one.save([state("a", 1)]))
        self.assertFalse(one.save([state("a", 1)]))
        with self.assertRaisesRegex(ConnectorError, "another run"):
            other.save([state("a", 2)])


if __name__ == "__main__":
    unittest.main()
