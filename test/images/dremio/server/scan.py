"""Tables as DuckDB reads them: it hands over the columns and the filter it needs, and only files that may match are read."""

from dataclasses import dataclass, field
from typing import Callable

import pyarrow as pa
import pyarrow.dataset as ds


@dataclass
class Scan:
    """What one scan of a table came to: for EXPLAIN."""

    table: str
    kind: str
    filter: str | None = None
    columns: list[str] | None = None
    total: int = 0
    read: list[dict] = field(default_factory=list)
    snapshot: int | None = None
    ran: bool = False


@dataclass
class DataFile:
    """A file with what is known of all its rows before it is read."""

    path: str
    guarantee: ds.Expression
    partition: str
    records: int | None = None
    constants: dict = field(default_factory=dict)


class Files(ds.Dataset):
    """Parquet files of one table. `dry` reads none and only says which ones would be read."""

    def __init__(self, scan: Scan, schema: pa.Schema, files: list[DataFile], file_system, read: Callable, dry: bool):
        self._scan, self._schema, self._files = scan, schema, files
        self._file_system, self._read, self._dry = file_system, read, dry
        scan.total = len(files)

    @property
    def schema(self):
        return self._schema

    def _pruned(self, expression) -> list[DataFile]:
        if expression is None or not self._files:
            return list(self._files)
        form = ds.ParquetFileFormat()
        fragments = [
            form.make_fragment(str(index), self._file_system, partition_expression=file.guarantee)
            for index, file in enumerate(self._files)
        ]
        whole = ds.FileSystemDataset(fragments, self._schema, form, self._file_system)
        return [self._files[int(fragment.path)] for fragment in whole.get_fragments(filter=expression)]

    def scanner(self, columns=None, filter=None, **_):  # noqa: A002 - pyarrow's name
        files = self._pruned(filter)
        self._scan.ran = True
        self._scan.filter = None if filter is None else str(filter)
        self._scan.columns = columns
        self._scan.read = [
            {"file": file.path, "partition": file.partition, "records": file.records} for file in files
        ]
        read = [] if self._dry else [self._read(file, self._schema) for file in files]
        return _whole(pa.concat_tables([self._schema.empty_table(), *read]), columns, filter)


class Rows(ds.Dataset):
    """Rows that a function fetches, such as those of another database."""

    def __init__(self, scan: Scan, schema: pa.Schema, fetch: Callable, dry: bool):
        self._scan, self._schema, self._fetch, self._dry = scan, schema, fetch, dry

    @property
    def schema(self):
        return self._schema

    def scanner(self, columns=None, filter=None, **_):  # noqa: A002 - pyarrow's name
        self._scan.ran, self._scan.columns = True, columns
        self._scan.filter = None if filter is None else str(filter)
        batches = [] if self._dry else list(self._fetch())
        return _whole(pa.Table.from_batches(batches, self._schema), columns, filter)


def _whole(table: pa.Table, columns, expression) -> ds.Scanner:
    """A scanner of rows that are there already. Arrow pulls an iterator in its own threads, of which there are few: one
    that reads files in turn waits for the same threads, and scans that run at once would wait for each other for ever."""
    return ds.dataset(table).scanner(columns=columns, filter=expression)


def exposed(schema: pa.Schema) -> pa.Schema:
    """The types under which columns appear: a TIMESTAMP has no time zone, and is in UTC."""
    return pa.schema([pa.field(column.name, exposed_type(column.type)) for column in schema])


def exposed_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us")
    if pa.types.is_large_string(kind) or pa.types.is_dictionary(kind):
        return pa.string()
    if pa.types.is_large_binary(kind):
        return pa.binary()
    if pa.types.is_integer(kind) and kind.bit_width < 32:
        return pa.int32()
    return kind


def conform(table: pa.Table, schema: pa.Schema, constants: dict) -> pa.Table:
    """The table with the schema's columns: constants and nulls for those that a file lacks, casts for narrower ones."""
    columns = []
    for column in schema:
        index = table.schema.get_field_index(column.name)
        if index >= 0:
            columns.append(table.column(index).cast(column.type))
        else:
            columns.append(pa.array([constants.get(column.name)] * table.num_rows, column.type))
    return pa.table(columns, schema=schema)
