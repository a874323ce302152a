"""Messages of the log, made here byte by byte as the manual has them."""

import struct
import unittest

from lakehouse_connectors.catalogue import read_catalogue
from lakehouse_connectors.changes import ChangeReader
from lakehouse_connectors.pgoutput import Change, Relation, decode, lsn_number, lsn_text, unchanged
from lakehouse_connectors.protocol import ConnectorError

integer = {"type": "number", "airbyte_type": "integer"}
moment = {"type": "string", "format": "date-time", "airbyte_type": "timestamp_with_timezone"}
marks = {"_ab_cdc_lsn": integer, "_ab_cdc_updated_at": moment, "_ab_cdc_deleted_at": moment}


def stream(**columns):
    properties = {"id": integer, **columns, **marks}
    described = {"name": "t", "namespace": "public", "json_schema": {"properties": properties}}
    entry = {
        "stream": described,
        "sync_mode": "incremental",
        "destination_sync_mode": "append_dedup",
        "primary_key": [["id"]],
    }
    return read_catalogue({"streams": [entry]})[0]


def row(*values):
    parts = [struct.pack(">h", len(values))]
    for value in values:
        if value is None:
            parts.append(b"n")
        elif value is unchanged:
            parts.append(b"u")
        else:
            parts.append(b"t" + struct.pack(">i", len(value.encode())) + value.encode())
    return b"".join(parts)


table = Relation(7, "public", "t", ("id", "name"))


class Decoding(unittest.TestCase):
    def test_begin_and_commit(self):
        self.assertEqual(decode(b"B" + struct.pack(">qqI", 300, 5, 9)).commit_lsn, 300)
        self.assertEqual(decode(b"C" + struct.pack(">Bqqq", 0, 300, 340, 5)).end_lsn, 340)

    def test_relation(self):
        columns = b"".join(b"\x01" + name + b"\0" + struct.pack(">Ii", 20, -1) for name in (b"id", b"name"))
        data = b"R" + struct.pack(">I", 7) + b"public\0t\0d" + struct.pack(">h", 2) + columns
        self.assertEqual(decode(data), table)

    def test_rows(self):
        insert = decode(b"I" + struct.pack(">I", 7) + b"N" + row("1", "Zoë"))
        self.assertEqual((insert.old, insert.new), (None, ("1", "Zoë")))
        update = decode(b"U" + struct.pack(">I", 7) + b"K" + row("1", None) + b"N" + row("2", unchanged))
        self.assertEqual((update.old, update.new), (("1", None), ("2", unchanged)))
        delete = decode(b"D" + struct.pack(">I", 7) + b"K" + row("1", None))
        self.assertEqual((delete.old, delete.new), (("1", None), None))

    def test_an_unknown_message_is_refused(self):
        with self.assertRaisesRegex(ConnectorError, "kind 'S'"):
            decode(b"S")

    def test_positions(self):
        self.assertEqual(lsn_number(lsn_text(0x1_0000_00AB)), 0x1_0000_00AB)


class Records(unittest.TestCase):
    def setUp(self):
        self.reader = ChangeReader(stream(name={"type": "string"}))

    def records(self, kind, old, new):
        return self.reader.records(Change(kind, 7, old, new), table, 300, "2026-01-01T00:00:00.000000Z")

    def test_a_delete_has_the_key_alone(self):
        (record,) = self.records("D", ("1", None), None)
        self.assertEqual((record["id"], record["_ab_cdc_deleted_at"] is None, "name" in record), (1, False, False))

    def test_an_update_that_moves_a_row_is_a_delete_and_an_insert(self):
        gone, there = self.records("U", ("1", None), ("2", "x"))
        self.assertEqual((gone["id"], gone["_ab_cdc_deleted_at"] is None), (1, False))
        self.assertEqual((there["id"], there["_ab_cdc_deleted_at"]), (2, None))

    def test_a_value_that_was_not_sent_is_left_out(self):
        (record,) = self.records("U", None, ("1", unchanged))
        self.assertNotIn("name", record)

    def test_a_column_that_has_gone_stops_the_run(self):
        with self.assertRaisesRegex(ConnectorError, "no column 'name' any more"):
            self.reader.records(Change("I", 7, None, ("1",)), Relation(7, "public", "t", ("id",)), 1, "x")


if __name__ == "__main__":
    unittest.main()
