"""Iceberg tables of a source: real tables in the object store; which metadata file is current is kept in SQLite."""

import datetime
import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import fs
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.conversions import from_bytes
from pyiceberg.exceptions import CommitFailedException, NoSuchTableError, ValidationException
from pyiceberg.expressions import AlwaysTrue
from pyiceberg.io.pyarrow import _dataframe_to_data_files
from pyiceberg.partitioning import PartitionField
from pyiceberg.schema import Schema
from pyiceberg.transforms import (
    BucketTransform,
    DayTransform,
    HourTransform,
    IdentityTransform,
    MonthTransform,
    TruncateTransform,
    YearTransform,
)
from pyiceberg.types import BinaryType, FixedType, StringType, TimestampType, TimestamptzType, UUIDType

from errors import DremioError, unsupported
from scan import DataFile, Files, Scan, conform, exposed

NAMESPACE = "tables"
_SIMPLE = {"year": YearTransform, "month": MonthTransform, "day": DayTransform, "hour": HourTransform,
           "identity": IdentityTransform}


def stored(schema: pa.Schema) -> pa.Schema:
    """Types as Dremio writes them: a TIMESTAMP becomes a timestamp in UTC."""
    return pa.schema([
        pa.field(column.name, pa.timestamp("us", "UTC") if pa.types.is_timestamp(column.type) else column.type)
        for column in schema
    ])


@dataclass(frozen=True)
class Held:
    """All rows of a table at one snapshot, in the order of the files they lie in."""

    table: object
    files: list
    counts: list[int]
    rows: pa.Table


class IcebergTables:
    """The Iceberg tables of one source."""

    def __init__(self, source: str, directory: str, file_system):
        self._file_system = file_system
        self._catalog = SqlCatalog(
            source,
            uri=f"sqlite:///{directory}/iceberg.sqlite",
            source=source,
            **{"py-io-impl": "objectstore.SourceFileIO"},
        )
        self._catalog.create_namespace_if_not_exists(NAMESPACE)

    def names(self) -> list[tuple[str, ...]]:
        return [tuple(name.split("/")) for _, name in self._catalog.list_tables(NAMESPACE)]

    def load(self, path):
        try:
            return self._catalog.load_table((NAMESPACE, "/".join(path)))
        except NoSuchTableError:
            return None

    def create(self, path, location: str, data: pa.Table, partitions: list[tuple[str, str, int | None]]) -> int:
        """Creates the table with the rows in one commit. Raises DremioError where the place is taken."""
        # Asked for files: a versioned bucket shows a directory still in which everything was deleted.
        beneath = self._file_system.get_file_info(fs.FileSelector(location, allow_not_found=True, recursive=True))
        if any(each.is_file for each in beneath):
            raise DremioError(f"A table or view with given name [{'.'.join(path)}] already exists.")
        schema = stored(data.schema)
        table = self._catalog.create_table(
            (NAMESPACE, "/".join(path)),
            schema=schema,
            location=f"s3://{location}",
            properties={"write.metadata.compression-codec": "none", "format-version": "2"},
        )
        try:
            if partitions:
                with table.update_spec() as update:
                    for column, transform, width in partitions:
                        field = next((c.name for c in schema if c.name.lower() == column.lower()), None)
                        if field is None:
                            raise DremioError(f"Partition column {column} not found in table schema")
                        update.add_field(field, *_transform(field, transform, width))
                table = self._catalog.load_table((NAMESPACE, "/".join(path)))
            table.append(data.cast(schema))
        except Exception:
            self.drop(path)
            raise
        return data.num_rows

    def append(self, path, data: pa.Table) -> int:
        table = self.load(path)
        table.append(data.cast(table.schema().as_arrow()) if data.num_rows else data.cast(stored(data.schema)))
        return data.num_rows

    def add_columns(self, path, columns: list[pa.Field]) -> None:
        table = self.load(path)
        taken = {name.lower() for name in table.schema().column_names}
        for column in columns:
            if column.name.lower() in taken:
                raise DremioError(f"Column [{column.name.upper()}] already in the table.")
            taken.add(column.name.lower())
        with table.update_schema() as update:
            update.union_by_name(stored(pa.schema([*table.schema().as_arrow(), *columns])))

    def held(self, path) -> Held:
        table = self.load(path)
        schema = exposed(table.schema().as_arrow())
        tasks = sorted(table.scan().plan_files(), key=lambda task: task.file.file_path)
        if any(task.delete_files for task in tasks):
            raise unsupported(f"Delete files of table {'.'.join(path)}")
        files = [task.file for task in tasks]
        parts = [self._read(_data_file(table, file, schema), schema) for file in files]
        rows = pa.concat_tables(parts) if parts else schema.empty_table()
        return Held(table, files, [part.num_rows for part in parts], rows)

    def replace(self, held: Held, files: list, data: pa.Table) -> None:
        """Puts rows in the place of files, in one commit. Raises DremioError where the table was changed meanwhile."""
        rows, written = data.cast(held.table.schema().as_arrow()), []
        try:
            with held.table.transaction() as transaction, transaction.update_snapshot().overwrite() as snapshot:
                # Any file that another writer adds meanwhile is a conflict.
                snapshot.delete_by_predicate(AlwaysTrue())
                for file in files:
                    snapshot.delete_data_file(file)
                if rows.num_rows:
                    for file in _dataframe_to_data_files(transaction.table_metadata, rows, held.table.io):
                        written.append(file.file_path)
                        snapshot.append_data_file(file)
        except (CommitFailedException, ValidationException):
            for path in written:
                held.table.io.delete(path)
            name = held.table.name()[-1].replace("/", ".")
            raise DremioError(f"Concurrent operation has updated the table [{name}].", "CONCURRENT_MODIFICATION ERROR") from None

    def drop(self, path) -> None:
        """Deletes the table and, as the real server does, its directory."""
        location = self.load(path).location().removeprefix("s3://")
        self._catalog.drop_table((NAMESPACE, "/".join(path)))
        self._file_system.delete_dir(location)

    def dataset(self, path, name: str, version, dry: bool) -> tuple[Files, Scan]:
        """The table at its current snapshot, or at a version ("VERSION" or "TIMESTAMP", text)."""
        table = self.load(path)
        snapshot = _snapshot(table, name, version)
        schema = exposed(table.schema().as_arrow())
        scan = Scan(table=name, kind="iceberg", snapshot=None if snapshot is None else snapshot.snapshot_id)
        files = []
        if snapshot is not None:
            icebergs = table.scan(snapshot_id=snapshot.snapshot_id).plan_files()
            for task in icebergs:
                if task.delete_files:
                    raise unsupported(f"Delete files of table {name}")
                files.append(_data_file(table, task.file, schema))
        files.sort(key=lambda file: file.path)
        return Files(scan, schema, files, self._file_system, self._read, dry), scan

    def _read(self, file: DataFile, schema: pa.Schema) -> pa.Table:
        with self._file_system.open_input_file(file.path.removeprefix("s3://")) as stream:
            return conform(pq.read_table(stream), schema, {})

    def history(self, path, function: str) -> pa.Table:
        """The rows of `table_history` or `table_snapshot`."""
        table = self.load(path)
        snapshots = {entry.snapshot_id: entry for entry in table.snapshots()}
        if function == "table_history":
            ancestors, current = set(), table.current_snapshot()
            while current is not None:
                ancestors.add(current.snapshot_id)
                current = snapshots.get(current.parent_snapshot_id)
            rows = [
                {
                    "made_current_at": _moment(entry.timestamp_ms),
                    "snapshot_id": entry.snapshot_id,
                    "parent_id": getattr(snapshots.get(entry.snapshot_id), "parent_snapshot_id", None),
                    "is_current_ancestor": entry.snapshot_id in ancestors,
                }
                for entry in table.history()
            ]
            kinds = [pa.timestamp("us"), pa.int64(), pa.int64(), pa.bool_()]
            names = ["made_current_at", "snapshot_id", "parent_id", "is_current_ancestor"]
        else:
            rows = [
                {
                    "committed_at": _moment(entry.timestamp_ms),
                    "snapshot_id": entry.snapshot_id,
                    "parent_id": entry.parent_snapshot_id,
                    "operation": None if entry.summary is None else entry.summary.operation.value,
                    "manifest_list": entry.manifest_list,
                }
                for entry in table.snapshots()
            ]
            kinds = [pa.timestamp("us"), pa.int64(), pa.int64(), pa.string(), pa.string()]
            names = ["committed_at", "snapshot_id", "parent_id", "operation", "manifest_list"]
        return pa.Table.from_pylist(rows, schema=pa.schema(list(zip(names, kinds))))


def _moment(milliseconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc).replace(tzinfo=None)


def _transform(field: str, transform: str, width: int | None):
    if transform in _SIMPLE:
        return _SIMPLE[transform](), field if transform == "identity" else f"{field}_{transform}"
    if transform == "bucket" and width:
        return BucketTransform(width), f"{field}_bucket"
    if transform == "truncate" and width:
        return TruncateTransform(width), f"{field}_trunc"
    raise DremioError(f"Unknown partition transform {transform}")


def _snapshot(table, name: str, version):
    if version is None:
        return table.current_snapshot()
    kind, text = version
    if kind == "VERSION":
        found = table.snapshot_by_id(int(text)) if re.fullmatch(r"\d+", text) else None
        if found is None:
            raise DremioError(f"the provided snapshot ID [{text}] is invalid for table '{name}'.")
        return found
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)
    found = table.snapshot_as_of_timestamp(int(moment.timestamp() * 1000))
    if found is None:
        raise DremioError(f"table '{name}' has no snapshot as of timestamp {text}.")
    return found


def _data_file(table, file, schema: pa.Schema) -> DataFile:
    """The file with what its manifest says of all its rows."""
    guarantee = pc.scalar(True)
    for column in table.schema().columns:
        if isinstance(column.field_type, (BinaryType, FixedType, UUIDType)) or not column.field_type.is_primitive:
            continue
        low, high = (file.lower_bounds or {}).get(column.field_id), (file.upper_bounds or {}).get(column.field_id)
        if low is None or high is None or (file.null_value_counts or {}).get(column.field_id) != 0:
            continue
        kind = schema.field(column.name).type
        bounds = [_scalar(from_bytes(column.field_type, bound), column.field_type, kind) for bound in (low, high)]
        name = pc.field(column.name)
        guarantee = guarantee & (name >= bounds[0]) & (name <= bounds[1])
    spec = table.specs()[file.spec_id]
    partition = ", ".join(
        f"{field.name}={_human(field, table.schema(), file.partition[index])}" for index, field in enumerate(spec.fields)
    )
    return DataFile(file.file_path, guarantee, partition, file.record_count)


def _scalar(value, iceberg_type, kind: pa.DataType):
    if isinstance(iceberg_type, (TimestampType, TimestamptzType)):
        return pa.scalar(value, pa.int64()).cast(pa.timestamp("us"))
    if pa.types.is_date(kind):
        return pa.scalar(value, pa.int32()).cast(pa.date32())
    return pa.scalar(str(value) if isinstance(iceberg_type, StringType) else value, kind)


def _human(field: PartitionField, schema: Schema, value) -> str:
    return field.transform.to_human_string(schema.find_type(field.source_id), value)


