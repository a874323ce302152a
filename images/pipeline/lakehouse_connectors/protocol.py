"""Messages of the Airbyte protocol: one JSON object a line, on standard output and standard input.

Source: airbyte-protocol, `airbyte_protocol.yaml`; the words are those of its published models.
"""

import sys
import time
from datetime import datetime, timezone
from typing import Any, BinaryIO, Iterator, Optional

import orjson
from airbyte_protocol_dataclasses.models import (
    AirbyteStreamStatus,
    DestinationSyncMode,
    FailureType,
    Level,
    SyncMode,
    Type,
)

Message = dict[str, Any]


class ConnectorError(Exception):
    """Something an operator can mend: `str()` is one clear sentence for them, without secrets."""

    def __init__(self, message: str, failure: FailureType = FailureType.config_error) -> None:
        super().__init__(message)
        self.failure = failure


def now_milliseconds() -> int:
    return int(time.time() * 1000)


def emit(message: Message) -> None:
    """Writes a message. Records are buffered; whatever someone waits for is not."""
    out = sys.stdout.buffer
    out.write(orjson.dumps(message, option=orjson.OPT_APPEND_NEWLINE))
    if message["type"] != Type.RECORD.value:
        out.flush()


def log(text: str, level: Level = Level.INFO) -> None:
    emit({"type": Type.LOG.value, "log": {"level": level.value, "message": text}})


def emit_record(stream: str, namespace: Optional[str], data: dict[str, Any], emitted_at: int) -> None:
    record = {"stream": stream, "namespace": namespace, "data": data, "emitted_at": emitted_at}
    emit({"type": Type.RECORD.value, "record": record})


def emit_stream_status(stream: str, namespace: Optional[str], status: AirbyteStreamStatus) -> None:
    descriptor = {"name": stream, "namespace": namespace}
    trace = {
        "type": "STREAM_STATUS",
        "emitted_at": now_milliseconds(),
        "stream_status": {"stream_descriptor": descriptor, "status": status.value},
    }
    emit({"type": Type.TRACE.value, "trace": trace})


def emit_error(error: Exception) -> None:
    """An operator's error in its own words; any other by its kind alone, since its text may hold data."""
    known = isinstance(error, ConnectorError)
    failure = error.failure if known else FailureType.system_error
    text = str(error) if known else f"{type(error).__name__} in the connector"
    trace = {
        "type": "ERROR",
        "emitted_at": now_milliseconds(),
        "error": {"message": text, "failure_type": failure.value},
    }
    emit({"type": Type.TRACE.value, "trace": trace})


def messages(stream: BinaryIO, origin: str) -> Iterator[Message]:
    """Messages read from a stream, each checked to be one.

    :raises ConnectorError: at a line that is none
    """
    kinds = {kind.value for kind in Type}
    for number, line in enumerate(stream, 1):
        try:
            message = orjson.loads(line)
        except orjson.JSONDecodeError:
            message = None
        if not isinstance(message, dict) or message.get("type") not in kinds:
            raise ConnectorError(f"{origin}, line {number}, is no message of the Airbyte protocol", FailureType.system_error)
        yield message


def timestamp(value: datetime) -> str:
    """A point in time as RFC 3339 in UTC, with microseconds."""
    return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


__all__ = [
    "AirbyteStreamStatus",
    "ConnectorError",
    "DestinationSyncMode",
    "FailureType",
    "Level",
    "Message",
    "SyncMode",
    "Type",
    "emit",
    "emit_error",
    "emit_record",
    "emit_stream_status",
    "log",
    "messages",
    "now_milliseconds",
    "timestamp",
]
