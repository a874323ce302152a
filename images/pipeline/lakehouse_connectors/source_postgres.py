"""Source: tables of a PostgreSQL database, by a cursor column or from its log."""

import sys
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Iterator, Optional

from . import command
from .catalogue import Stream
from .change_capture import read_changes
from .discovery import discover, require_columns
from .postgresql import connection, quoted
from .protocol import (
    AirbyteStreamStatus,
    ConnectorError,
    SyncMode,
    Type,
    emit,
    emit_record,
    emit_stream_status,
    log,
    now_milliseconds,
    timestamp,
)

#: Rows between two states: what a killed run reads again, and what a destination holds at most.
checkpoint_rows = 10_000
#: Rows fetched at a time.
fetched_rows = 2_000


def check(configuration: dict[str, Any]) -> None:
    with connection(configuration) as source, source.cursor() as cursor:
        method = configuration["replication_method"]
        if method["method"] == "CDC":
            cursor.execute("SHOW wal_level")
            if cursor.fetchone()[0] != "logical":
                raise ConnectorError("change data capture needs wal_level = logical on the source")
            cursor.execute("SELECT 1 FROM pg_publication WHERE pubname = %s", (method["publication"],))
            if cursor.fetchone() is None:
                raise ConnectorError(f"publication {method['publication']!r} does not exist in the source")
        else:
            cursor.execute("SELECT 1")


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return timestamp(value) if value.tzinfo else value.isoformat(timespec="microseconds")
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value


def read(configuration: dict[str, Any], streams: list[Stream], states: list[Any]) -> None:
    for stream in streams:
        if stream.namespace not in configuration["schemas"]:
            raise ConnectorError(f"{stream.label}: its schema is not among `schemas`")
    if configuration["replication_method"]["method"] == "CDC":
        return read_changes(configuration, streams, states)
    with connection(configuration) as source:
        source.set_session(isolation_level="REPEATABLE READ", readonly=True)
        for stream in streams:
            require_columns(source, stream)
            emit_stream_status(stream.name, stream.namespace, AirbyteStreamStatus.STARTED)
            if stream.sync_mode is SyncMode.incremental:
                read_incremental(source, stream, state_of(stream, states))
            else:
                count = sum(1 for _ in emit_rows(source, stream, None))
                log(f"{stream.label}: {count} rows read")
            emit_stream_status(stream.name, stream.namespace, AirbyteStreamStatus.COMPLETE)


def state_of(stream: Stream, states: list[Any]) -> dict[str, Any]:
    for state in states:
        inner = state.get("stream") or {}
        if state.get("type") == "STREAM" and inner.get("stream_descriptor") == stream.descriptor:
            return inner.get("stream_state") or {}
    return {}


def emit_rows(source: Any, stream: Stream, after: Optional[list[Any]]) -> Iterator[dict[str, Any]]:
    """Emits rows in the order of cursor and primary key, and yields each; a server-side cursor keeps memory bounded."""
    columns = list(stream.columns)
    order = [*([stream.cursor] if stream.cursor and after is not None else []), *stream.primary_key]
    names = ", ".join(quoted(name) for name in order)
    where, values = "", []
    if after:
        where = f" WHERE ({names}) > ({', '.join(['%s'] * len(order))})"
        values = after
    table = quoted(stream.namespace, stream.name)
    query = f"SELECT {', '.join(map(quoted, columns))} FROM {table}{where}{f' ORDER BY {names}' if names else ''}"
    emitted_at = now_milliseconds()
    with source.cursor(name="airbyte_rows") as cursor:
        cursor.itersize = fetched_rows
        cursor.execute(query, values)
        for row in cursor:
            data = {column: plain(value) for column, value in zip(columns, row)}
            emit_record(stream.name, stream.namespace, data, emitted_at)
            yield data


def read_incremental(source: Any, stream: Stream, state: dict[str, Any]) -> None:
    """Rows whose cursor and key lie after the state's.

    Many rows may share one cursor value, so the key is part of the position. The state numbers its checkpoints, and the
    first one said is where this run begins: a destination tells from it what an unfinished run has left.
    """
    if not stream.cursor or not stream.primary_key:
        raise ConnectorError(f"{stream.label}: incremental reading needs a cursor_field and a primary_key")
    names = [stream.cursor, *stream.primary_key]
    if state and state.get("cursor_field") != [stream.cursor]:
        raise ConnectorError(
            f"{stream.label}: the state is of cursor {state.get('cursor_field')}, the catalogue's is {stream.cursor!r}; "
            "remove the state to read everything anew"
        )
    number = state.get("checkpoint", 0)
    after = state.get("position", [])
    emit_state(stream, number, after, 0)
    pending = total = 0
    for data in emit_rows(source, stream, after):
        after = [data[name] for name in names]
        if None in after:
            raise ConnectorError(f"{stream.label}: {', '.join(names)} must not be null")
        pending, total = pending + 1, total + 1
        if pending == checkpoint_rows:
            number, pending = number + 1, emit_state(stream, number + 1, after, pending)
    if pending:
        emit_state(stream, number + 1, after, pending)
    log(f"{stream.label}: {total} rows read after the state's position")


def emit_state(stream: Stream, number: int, position: list[Any], records: int) -> int:
    """Says a checkpoint; returns how many records are pending after it."""
    state = {
        "state_type": "cursor_based",
        "version": 2,
        "stream_name": stream.name,
        "stream_namespace": stream.namespace,
        "cursor_field": [stream.cursor],
        "cursor": position[0] if position else None,
        "position": position,
        "checkpoint": number,
    }
    body = {
        "type": "STREAM",
        "stream": {"stream_descriptor": stream.descriptor, "stream_state": state},
        "sourceStats": {"recordCount": float(records)},
    }
    emit({"type": Type.STATE.value, "state": body})
    return 0


if __name__ == "__main__":
    sys.exit(command.run("source-postgres", check, discover, read))
