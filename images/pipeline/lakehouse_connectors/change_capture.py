"""Reading a source's log: the rows as they are at one point of it, then every change after that point.

The slot is confirmed up to the state a run begins with, never up to what is only on its way: a destination has committed
what a saved state covers. A run ends when it has read up to where the log ended when it began.
"""

import select
import time
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

import psycopg2.extras

from .catalogue import Stream
from .changes import ChangeReader
from .discovery import require_columns
from .pgoutput import Begin, Commit, Relation, Truncate, decode, lsn_number, lsn_text
from .postgresql import connection, quoted
from .protocol import (
    AirbyteStreamStatus,
    ConnectorError,
    FailureType,
    Type,
    emit,
    emit_record,
    emit_stream_status,
    log,
    now_milliseconds,
    timestamp,
)

#: Changes after which the end of a transaction becomes a state.
checkpoint_changes = 10_000
#: Seconds without any progress after which a run gives up.
patience = 60
short_wait = 0.01
#: Seconds between messages to the server of how far this client is: longer than a run. What has been read is not confirmed
#: before it is saved, and psycopg2 confirms by itself what a keepalive says (its "Replication support", `send_feedback`).
unasked_feedback = 86_400
fetched_rows = 2_000


def saved_position(states: list[Any]) -> Optional[int]:
    for state in states:
        if state.get("type") == "GLOBAL":
            text = (state["global"].get("shared_state") or {}).get("lsn")
            return lsn_number(text) if text else None
    return None


def read_changes(configuration: dict[str, Any], streams: list[Stream], states: list[Any]) -> None:
    method = configuration["replication_method"]
    slot = method["replication_slot"]
    with connection(configuration) as source:
        source.set_session(readonly=True, autocommit=True)
        for stream in streams:
            require_columns(source, stream)
            if not stream.primary_key:
                raise ConnectorError(f"{stream.label}: change data capture needs a primary key")
        require_publication(source, method["publication"], streams)
        position = saved_position(states)
        if position is not None:
            problem = slot_problem(source, slot, position)
            if problem and method.get("invalid_cdc_cursor_position_behavior") != "Re-sync data":
                raise ConnectorError(
                    f"{problem}: changes are lost. Remove the connection's state, or set "
                    "invalid_cdc_cursor_position_behavior to 'Re-sync data', to read all rows anew"
                )
            if problem:
                log(f"{problem}: all rows are read anew")
                position = None
        for stream in streams:
            emit_stream_status(stream.name, stream.namespace, AirbyteStreamStatus.STARTED)
        with connection(configuration, connection_factory=psycopg2.extras.LogicalReplicationConnection) as replication:
            if position is None:
                position = read_snapshot(configuration, source, replication, slot, streams)
            else:
                confirm(source, slot, position)
                emit_position(streams, position, 0)
            follow(source, replication, method, streams, position)
        for stream in streams:
            emit_stream_status(stream.name, stream.namespace, AirbyteStreamStatus.COMPLETE)


def require_publication(source: Any, publication: str, streams: list[Stream]) -> None:
    with source.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = %s", (publication,)
        )
        published = set(cursor.fetchall())
    for stream in streams:
        if (stream.namespace, stream.name) not in published:
            raise ConnectorError(f"{stream.label} is not in publication {publication!r} of the source")


def slot_problem(source: Any, slot: str, position: int) -> Optional[str]:
    """Why the slot does not hold every change after the position."""
    with source.cursor() as cursor:
        cursor.execute(
            "SELECT wal_status, confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = %s", (slot,)
        )
        found = cursor.fetchone()
    if found is None:
        return f"replication slot {slot!r} does not exist"
    if found[0] == "lost":
        return f"replication slot {slot!r} has fallen behind what the source keeps of its log"
    if lsn_number(found[1]) > position:
        return f"replication slot {slot!r} is at {found[1]}, after the saved {lsn_text(position)}"
    return None


def confirm(source: Any, slot: str, position: int) -> None:
    """Lets the source forget what is saved."""
    with source.cursor() as cursor:
        cursor.execute(
            "SELECT pg_replication_slot_advance(slot_name, %s::pg_lsn) FROM pg_replication_slots "
            "WHERE slot_name = %s AND confirmed_flush_lsn < %s::pg_lsn",
            (lsn_text(position), slot, lsn_text(position)),
        )


def read_snapshot(configuration: Any, source: Any, replication: Any, slot: str, streams: list[Stream]) -> int:
    """All rows as they are where a new slot begins; what an unfinished run has left of the slot goes first."""
    with source.cursor() as cursor:
        cursor.execute("SELECT active FROM pg_replication_slots WHERE slot_name = %s", (slot,))
        found = cursor.fetchone()
        if found and found[0]:
            raise ConnectorError(f"replication slot {slot!r} is in use: another run of this connection has not ended")
        if found:
            cursor.execute("SELECT pg_drop_replication_slot(%s)", (slot,))
    with replication.cursor() as cursor:
        cursor.create_replication_slot(slot, output_plugin="pgoutput")
        _, begin, snapshot, _ = cursor.fetchone()
    position = lsn_number(begin)
    # No position yet: the destination empties its tables in the transaction that fills them.
    emit_position(streams, None, 0)
    at = now_milliseconds()
    marks = {
        "_ab_cdc_lsn": position,
        "_ab_cdc_updated_at": timestamp(datetime.now(timezone.utc)),
        "_ab_cdc_deleted_at": None,
    }
    total = 0
    with connection(configuration) as rows:
        rows.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with rows.cursor() as cursor:
            cursor.execute("SET TRANSACTION SNAPSHOT %s", (snapshot,))
        for stream in streams:
            names = [name for name in stream.columns if not name.startswith("_ab_cdc_")]
            reader = ChangeReader(stream)
            with rows.cursor(name="airbyte_rows") as cursor:
                cursor.itersize = fetched_rows
                # As text, like the log has it: a value must look the same whichever way it came.
                texts = ", ".join(f"{quoted(name)}::text" for name in names)
                cursor.execute(f"SELECT {texts} FROM {quoted(stream.namespace, stream.name)}")
                for row in cursor:
                    data = reader.values(names, row) | marks
                    emit_record(stream.name, stream.namespace, data, at)
                    total += 1
    emit_position(streams, position, total)
    log(f"{total} rows read at {begin}, where slot {slot!r} begins")
    return position


def follow(source: Any, replication: Any, method: Any, streams: list[Stream], position: int) -> None:
    """Every change from the position to where the log ends now."""
    with source.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_flush_lsn()::text")
        target = lsn_number(cursor.fetchone()[0])
    readers = {(stream.namespace, stream.name): ChangeReader(stream) for stream in streams}
    relations: dict[int, Any] = {}
    begin: Optional[Begin] = None
    pending = total = 0
    heard, reached = time.monotonic(), 0
    with replication.cursor() as cursor:
        options = {"proto_version": "1", "publication_names": quoted(method["publication"])}
        cursor.start_replication(
            slot_name=method["replication_slot"],
            start_lsn=lsn_text(position),
            options=options,
            decode=False,
            status_interval=unasked_feedback,
        )
        begun_at = position
        while True:
            message = cursor.read_message()
            if message is not None or cursor.wal_end > reached:
                heard, reached = time.monotonic(), cursor.wal_end
            if message is None:
                # A server that has sent all there is says so; everything before that position has arrived.
                if begin is None and cursor.wal_end >= target:
                    break
                if time.monotonic() - heard > patience:
                    raise ConnectorError(
                        f"the source has sent nothing of its log for {patience} seconds", FailureType.transient_error
                    )
                # Short: what TLS has decrypted already does not wake whoever waits for the socket.
                select.select([replication], [], [], short_wait)
                continue
            event = decode(message.payload)
            if isinstance(event, Begin):
                begin = event
            elif isinstance(event, Commit):
                position, begin = event.end_lsn, None
                if pending >= checkpoint_changes:
                    emit_position(streams, position, pending)
                    pending = 0
                # Changes made while this runs are the next run's.
                if position >= target:
                    break
            elif event is not None:
                count = emit_event(event, readers, relations, begin)
                pending, total = pending + count, total + count
    # Nothing of these tables lies between the last change and where the log ended: the slot need not keep it.
    end = max(position, target)
    if end > begun_at:
        emit_position(streams, end, pending)
    log(f"{total} changes read up to {lsn_text(end)}" if total else f"no change up to {lsn_text(end)}")


def emit_event(event: Any, readers: Any, relations: dict[int, Any], begin: Optional[Begin]) -> int:
    """Emits the records of one message; returns how many."""
    if isinstance(event, Relation):
        relations[event.identifier] = event
        return 0
    if isinstance(event, Truncate):
        names = ", ".join(f"{relations[each].namespace}.{relations[each].name}" for each in event.relations)
        raise ConnectorError(
            f"{names} was truncated, which is no change of rows; remove the connection's state to read all rows anew"
        )
    relation = relations[event.relation]
    reader = readers.get((relation.namespace, relation.name))
    if reader is None:
        return 0
    assert begin
    at = datetime(2000, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=begin.committed_at)
    records = reader.records(event, relation, begin.commit_lsn, timestamp(at))
    for data in records:
        emit_record(relation.name, relation.namespace, data, now_milliseconds())
    return len(records)


def emit_position(streams: list[Stream], position: Optional[int], records: int) -> None:
    shared = {"state_type": "cdc", "lsn": None if position is None else lsn_text(position)}
    phase = "reading" if position is None else "complete"
    body = {
        "type": "GLOBAL",
        "global": {
            "shared_state": shared,
            "stream_states": [
                {"stream_descriptor": stream.descriptor, "stream_state": {"snapshot": phase}} for stream in streams
            ],
        },
        "sourceStats": {"recordCount": float(records)},
    }
    emit({"type": Type.STATE.value, "state": body})
