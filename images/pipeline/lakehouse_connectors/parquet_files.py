"""Records as Parquet: column types by JSON schema, zstd."""

import hashlib
import io
import uuid
from datetime import datetime
from typing import Any, Callable

import orjson
import pyarrow
import pyarrow.parquet

from .catalogue import Stream
from .protocol import ConnectorError

moment = pyarrow.timestamp("us", tz="UTC")
#: Fixed for ever: a row that is written again has the same identifier.
row_identifiers = uuid.UUID("6d1b8a0e-6c0b-5f3b-9a53-0d3c7cf2a6c1")


def column_type(stream: Stream, name: str) -> tuple[pyarrow.DataType, Callable[[Any], Any]]:
    """The Parquet type of a column, and what makes its values from JSON."""
    schema = stream.columns[name]
    kind, form = schema.get("type"), schema.get("format")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), None)
    if schema.get("airbyte_type") == "integer" or kind == "integer":
        return pyarrow.int64(), int
    if kind == "number":
        return pyarrow.float64(), float
    if kind == "boolean":
        return pyarrow.bool_(), bool
    if kind == "string" and form == "date-time":
        return moment, datetime.fromisoformat
    if kind == "string" and form == "date":
        return pyarrow.date32(), lambda text: datetime.fromisoformat(text).date()
    if kind == "string":
        return pyarrow.string(), str
    raise ConnectorError(f"{stream.label}.{name}: this connector does not write type {kind!r}")


class ParquetWriter:
    """Makes files of one stream's records."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.types = {name: column_type(stream, name) for name in stream.columns}
        fields = [pyarrow.field(name, kind) for name, (kind, _) in self.types.items()]
        self.schema = pyarrow.schema(
            [*fields, pyarrow.field("_airbyte_extracted_at", moment), pyarrow.field("_airbyte_raw_id", pyarrow.string())]
        )

    def canonical(self, data: dict[str, Any]) -> bytes:
        """The row as bytes that are the same whenever the row is.

        :raises ConnectorError: for a record that has other columns than the catalogue
        """
        if data.keys() - self.types.keys():
            unknown = ", ".join(sorted(data.keys() - self.types.keys()))
            raise ConnectorError(f"{self.stream.label}: the record has columns the catalogue has not: {unknown}")
        return orjson.dumps({name: data.get(name) for name in self.types})

    def encode(self, rows: list[bytes], extracted_at: int) -> bytes:
        """A Parquet file of canonical rows.

        :param extracted_at: milliseconds since 1970
        """
        records = [orjson.loads(row) for row in rows]
        arrays = []
        for name, (kind, convert) in self.types.items():
            values = [None if record[name] is None else convert(record[name]) for record in records]
            arrays.append(pyarrow.array(values, kind))
        arrays.append(pyarrow.array([extracted_at * 1000] * len(rows), pyarrow.int64()).cast(moment))
        arrays.append(pyarrow.array([identifier(row) for row in rows], pyarrow.string()))
        file = io.BytesIO()
        table = pyarrow.Table.from_arrays(arrays, schema=self.schema)
        pyarrow.parquet.write_table(table, file, compression="zstd", coerce_timestamps="us")
        return file.getvalue()


def identifier(row: bytes) -> str:
    return str(uuid.uuid5(row_identifiers, row.decode()))


def fingerprint(rows: list[bytes]) -> str:
    """Names a file by what its rows are, so that the same rows are the same file."""
    return hashlib.sha256(b"\n".join(rows)).hexdigest()[:16]
