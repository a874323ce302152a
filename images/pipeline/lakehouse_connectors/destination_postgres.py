"""Destination: tables of a PostgreSQL database that follow the source's, one row for each key.

A deleted row stays, marked in `_ab_cdc_deleted_at`. Rows are written in one transaction up to each state, and the state is
said once that is committed. A change that is older than the row that is there is left out, so changes that arrive again
alter nothing.
"""

import sys
from collections import defaultdict
from typing import Any, Optional

import psycopg2
import psycopg2.extras

from . import command
from .catalogue import Stream
from .changes import cdc_columns
from .postgresql import connection, first_line, quoted
from .protocol import ConnectorError, DestinationSyncMode, FailureType, Type, emit, log, messages

#: Records held in memory at most.
buffered_records = 2_000


def check(configuration: dict[str, Any]) -> None:
    with connection(configuration) as target, target.cursor() as cursor:
        schema = configuration["schema"]
        cursor.execute("SELECT has_schema_privilege(%s::name::text, 'CREATE, USAGE')", (schema,))
        if not cursor.fetchone()[0]:
            raise ConnectorError(f"schema {schema!r}: no right to make tables in it")


def column_type(stream: Stream, name: str) -> str:
    schema = stream.columns[name]
    kind, form = schema.get("type"), schema.get("format")
    if schema.get("airbyte_type") == "integer":
        return "bigint"
    if schema.get("airbyte_type") == "timestamp_with_timezone":
        return "timestamp with time zone"
    if kind == "number":
        return "double precision"
    if kind == "boolean":
        return "boolean"
    if kind == "string":
        return {"date": "date", None: "text"}.get(form) or refuse(stream, name)
    return refuse(stream, name)


def refuse(stream: Stream, name: str) -> str:
    raise ConnectorError(f"{stream.label}.{name}: this connector does not write {stream.columns[name]}")


class TableWriter:
    """Rows of one stream. Changes of one key are put together before they are written."""

    def __init__(self, target: Any, schema: str, stream: Stream) -> None:
        if stream.destination_sync_mode is not DestinationSyncMode.append_dedup or not stream.primary_key:
            raise ConnectorError(f"{stream.label}: this connector takes append_dedup with a primary_key alone")
        if any(name not in stream.columns for name in cdc_columns):
            raise ConnectorError(f"{stream.label}: the catalogue lacks one of {', '.join(cdc_columns)}")
        self.stream, self.schema = stream, schema
        self.types = {name: column_type(stream, name) for name in stream.columns}
        self.table = quoted(schema, stream.name)
        self.rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.records = 0
        with target.cursor() as cursor:
            self.prepare(cursor)
        target.commit()

    def prepare(self, cursor: Any) -> None:
        # Not IF NOT EXISTS alone: that wants the right to make tables even when there is nothing to make.
        cursor.execute("SELECT to_regclass(%s)", (self.table,))
        if cursor.fetchone()[0] is None:
            columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in self.types.items())
            key = ", ".join(map(quoted, self.stream.primary_key))
            cursor.execute(f"CREATE TABLE {self.table} ({columns}, PRIMARY KEY ({key}))")
            log(f"{self.stream.label}: table {self.schema}.{self.stream.name} made")
        cursor.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            (self.table,),
        )
        found = dict(cursor.fetchall())
        for name, kind in self.types.items():
            if found.get(name) != kind:
                raise ConnectorError(
                    f"{self.schema}.{self.stream.name}.{name} is {found.get(name, 'missing')}, and must be {kind}; "
                    "remove the table and the connection's state to read everything anew"
                )

    def empty(self, cursor: Any) -> None:
        # Not TRUNCATE: whoever reads meanwhile sees the old rows until the new ones are there.
        cursor.execute(f"DELETE FROM {self.table}")

    def add(self, data: dict[str, Any]) -> None:
        unknown = data.keys() - self.types.keys()
        if unknown:
            raise ConnectorError(f"{self.stream.label}: the record has columns the catalogue has not: {min(unknown)}")
        key = tuple(data[name] for name in self.stream.primary_key)
        self.rows[key] = self.rows.get(key, {}) | data
        self.records += 1

    def write(self, cursor: Any) -> None:
        """Each row with the columns that are known of it; a statement has rows with the same columns."""
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for row in self.rows.values():
            columns = tuple(name for name in self.types if name in row)
            groups[columns].append(tuple(row[name] for name in columns))
        self.rows.clear()
        key = ", ".join(map(quoted, self.stream.primary_key))
        for columns, rows in groups.items():
            names = ", ".join(map(quoted, columns))
            assignments = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in columns)
            psycopg2.extras.execute_values(
                cursor,
                f"INSERT INTO {self.table} AS present ({names}) VALUES %s ON CONFLICT ({key}) DO UPDATE SET {assignments} "
                "WHERE excluded._ab_cdc_lsn >= present._ab_cdc_lsn",
                rows,
                page_size=500,
            )


class Writer:
    """All streams of a connection, in one transaction from state to state."""

    def __init__(self, target: Any, schema: str, streams: list[Stream]) -> None:
        self.target = target
        self.tables = {(s.namespace, s.name): TableWriter(target, schema, s) for s in streams}
        self.buffered = 0

    def record(self, record: dict[str, Any]) -> None:
        table = self.tables.get((record.get("namespace"), record["stream"]))
        if table is None:
            raise ConnectorError(f"the source sends stream {record['stream']!r}, which is not in the catalogue")
        table.add(record["data"])
        self.buffered += 1
        if self.buffered >= buffered_records:
            self.flush()

    def flush(self) -> None:
        with self.target.cursor() as cursor:
            for table in self.tables.values():
                table.write(cursor)
        self.buffered = 0

    def state(self, message: dict[str, Any]) -> None:
        shared = message["state"].get("global", {}).get("shared_state")
        if not shared or shared.get("state_type") != "cdc":
            raise ConnectorError("this connector takes states of change data capture alone")
        if shared["lsn"] is None:
            with self.target.cursor() as cursor:
                for table in self.tables.values():
                    table.empty(cursor)
            return
        self.flush()
        self.target.commit()
        emit(message)


def write(configuration: dict[str, Any], streams: list[Stream]) -> None:
    with connection(configuration) as target:
        try:
            writer = Writer(target, configuration["schema"], streams)
            for message in messages(sys.stdin.buffer, "the source"):
                if message["type"] == Type.RECORD.value:
                    writer.record(message["record"])
                elif message["type"] == Type.STATE.value:
                    writer.state(message)
            target.rollback()
        except psycopg2.Error as error:
            # Only what the server calls the error: its details hold rows.
            code = error.pgcode or type(error).__name__
            reason = error.diag.message_primary or first_line(error)
            raise ConnectorError(f"PostgreSQL, {code}: {reason}", FailureType.system_error) from None
    for table in writer.tables.values():
        log(f"{table.stream.label}: {f'{table.records} records' if table.records else 'no change'}")


if __name__ == "__main__":
    sys.exit(command.run("destination-postgres", check, write=write))
