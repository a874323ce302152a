"""Files in bronze after runs that were cut short, on a bucket in memory."""

import io
import unittest
from unittest import mock

import pyarrow.parquet

from lakehouse_connectors import destination_s3
from lakehouse_connectors.catalogue import read_catalogue
from lakehouse_connectors.destination_s3 import StreamWriter
from lakehouse_connectors.protocol import ConnectorError

integer = {"type": "number", "airbyte_type": "integer"}
moment = {"type": "string", "format": "date-time", "airbyte_type": "timestamp_with_timezone"}
configuration = {
    "s3_bucket_path": "bronze",
    "s3_path_format": "${STREAM_NAME}/",
    "partition": {"column": "at", "name": "day"},
}


def stream(mode):
    described = {"name": "t", "namespace": "public", "json_schema": {"properties": {"id": integer, "at": moment}}}
    entry = {
        "stream": described,
        "sync_mode": "incremental",
        "destination_sync_mode": mode,
        "primary_key": [["id"]],
    }
    return read_catalogue({"streams": [entry]})[0]


class Memory:
    name = "lake"

    def __init__(self):
        self.objects = {}
        self.writes = 0

    def keys(self, prefix):
        return iter([key for key in self.objects if key.startswith(prefix)])

    def put(self, key, body, **_):
        self.objects[key] = body
        self.writes += 1

    def delete(self, key):
        del self.objects[key]

    def ids(self, prefix=""):
        bodies = [body for key, body in self.objects.items() if key.startswith(prefix)]
        files = [pyarrow.parquet.read_table(io.BytesIO(body)) for body in bodies]
        return sorted(each for file in files for each in file["id"].to_pylist())


def add(writer, *rows):
    for identifier, at in rows:
        writer.add({"data": {"id": identifier, "at": at}, "emitted_at": 0})


first = (1, "2001-01-01T23:59:00.000000Z")
second = (2, "2001-01-02T00:00:00.000000+00:00")
third = (3, "2001-01-01T23:00:00.000000-02:00")


class Bronze(unittest.TestCase):
    def setUp(self):
        self.bucket = Memory()
        silence = mock.patch.object(destination_s3, "log")
        silence.start()
        self.addCleanup(silence.stop)

    def writer(self, mode="append"):
        return StreamWriter(self.bucket, configuration, stream(mode))

    def test_a_row_lies_in_the_partition_of_its_day_in_utc(self):
        writer = self.writer()
        writer.reach(0)
        add(writer, first, second, third)
        writer.reach(1)
        self.assertEqual(self.bucket.ids("bronze/t/day=2001-01-01/00000001.parquet"), [1])
        self.assertEqual(self.bucket.ids("bronze/t/day=2001-01-02/00000001.parquet"), [2, 3])

    def test_what_was_not_confirmed_is_replaced_even_where_the_rows_have_changed(self):
        writer = self.writer()
        writer.reach(0)
        add(writer, first)
        writer.reach(1)
        add(writer, second)
        writer.reach(2)
        # Only checkpoint 1 was saved; row 2 has moved to another day since.
        again = self.writer()
        again.reach(1)
        add(again, (2, first[1]))
        again.reach(2)
        self.assertEqual(self.bucket.ids(), [1, 2])

    def test_nothing_is_written_before_the_source_has_said_where_it_begins(self):
        with self.assertRaisesRegex(ConnectorError, "has not said"):
            add(self.writer(), first)

    def test_overwriting_with_the_same_rows_writes_nothing(self):
        for _ in range(2):
            writer = self.writer("overwrite")
            add(writer, first, second)
            writer.complete()
        self.assertEqual((self.bucket.writes, self.bucket.ids()), (2, [1, 2]))

    def test_overwriting_removes_what_is_no_longer_there_once_the_stream_is_complete(self):
        writer = self.writer("overwrite")
        add(writer, first, second)
        writer.complete()
        writer = self.writer("overwrite")
        add(writer, second)
        writer.flush()
        self.assertEqual(self.bucket.ids(), [1, 2])
        writer.complete()
        self.assertEqual(self.bucket.ids(), [2])

    def test_memory_is_bounded(self):
        with mock.patch.object(destination_s3, "buffered_records", 2):
            writer = self.writer()
            writer.reach(0)
            add(writer, *[(number, first[1]) for number in range(5)])
            self.assertEqual((writer.buffered, self.bucket.ids()), (1, [0, 1, 2, 3]))
            writer.reach(1)
        self.assertEqual(self.bucket.ids(), [0, 1, 2, 3, 4])

    def test_a_foreign_file_is_refused(self):
        self.bucket.objects["bronze/t/day=2001-01-01/part-0.parquet"] = b""
        with self.assertRaisesRegex(ConnectorError, "part-0.parquet is not a file of this connector"):
            self.writer()


if __name__ == "__main__":
    unittest.main()
