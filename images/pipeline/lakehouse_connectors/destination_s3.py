"""Destination: Parquet files in an object store, named so that a run that was cut short can be made good.

- `append`: a file is named by the number of the source's checkpoint it belongs to. Whatever has a higher number than the
  checkpoint a run begins with was never confirmed, and is removed before anything is written.
- `overwrite`: a file is named by its rows. What is there already is not written again, and when the stream is complete
  whatever is not among its files is removed.
"""

import re
import sys
from collections import defaultdict
from datetime import datetime, timezone
from string import Template
from typing import Any, Optional

from . import command
from .catalogue import Stream
from .object_store import Bucket
from .parquet_files import ParquetWriter, fingerprint
from .protocol import AirbyteStreamStatus, ConnectorError, DestinationSyncMode, Message, Type, emit, log, messages

#: Records held in memory at most.
buffered_records = 20_000
numbered = re.compile(r"/(\d{8})(?:-\d+)?\.parquet$")
named = re.compile(r"/full-[0-9a-f]{16}\.parquet$")


def check(configuration: dict[str, Any]) -> None:
    with Bucket(configuration) as bucket:
        next(bucket.keys(configuration["s3_bucket_path"].strip("/") + "/"), None)


def prefix_of(configuration: dict[str, Any], stream: Stream) -> str:
    path = Template(configuration["s3_path_format"])
    try:
        filled = path.substitute(NAMESPACE=stream.namespace or "", STREAM_NAME=stream.name)
    except (KeyError, ValueError):
        raise ConnectorError(
            "configuration.s3_path_format: only ${NAMESPACE} and ${STREAM_NAME} are filled in by this connector"
        ) from None
    return f"{configuration['s3_bucket_path'].strip('/')}/{filled.strip('/')}/"


class StreamWriter:
    """Files of one stream."""

    def __init__(self, bucket: Bucket, configuration: dict[str, Any], stream: Stream) -> None:
        if stream.destination_sync_mode not in (DestinationSyncMode.append, DestinationSyncMode.overwrite):
            raise ConnectorError(f"{stream.label}: this connector does not {stream.destination_sync_mode.value}")
        self.bucket, self.stream = bucket, stream
        self.prefix = prefix_of(configuration, stream)
        self.partition = configuration.get("partition")
        if self.partition and stream.columns.get(self.partition["column"], {}).get("format") not in ("date-time", "date"):
            raise ConnectorError(f"{stream.label}: configuration.partition.column must name a column of dates or times")
        self.parquet = ParquetWriter(stream)
        self.overwrites = stream.destination_sync_mode is DestinationSyncMode.overwrite
        self.present = set(bucket.keys(self.prefix))
        self.refuse_foreign_files()
        #: Checkpoint that is confirmed; unknown until the source has said where it begins.
        self.checkpoint: Optional[int] = None
        self.rows: dict[str, list[bytes]] = defaultdict(list)
        self.buffered = self.part = self.records = self.written = self.removed = 0
        self.extracted_at = 0
        self.current: set[str] = set()

    def refuse_foreign_files(self) -> None:
        foreign = [key for key in self.present if not numbered.search(key) and not named.search(key)]
        if foreign:
            raise ConnectorError(
                f"{self.stream.label}: s3://{self.bucket.name}/{min(foreign)} is not a file of this connector, and would be "
                "read as one; remove it, or choose another s3_bucket_path"
            )

    def add(self, record: dict[str, Any]) -> None:
        if not self.overwrites and self.checkpoint is None:
            raise ConnectorError(f"{self.stream.label}: the source has not said at which checkpoint it begins")
        data = record["data"]
        self.rows[self.directory(data)].append(self.parquet.canonical(data))
        self.extracted_at = record["emitted_at"]
        self.buffered += 1
        self.records += 1
        if self.buffered == buffered_records:
            self.flush()

    def directory(self, data: dict[str, Any]) -> str:
        if not self.partition:
            return self.prefix
        value = data.get(self.partition["column"])
        if value is None:
            raise ConnectorError(f"{self.stream.label}.{self.partition['column']} is null in a record, and names its partition")
        at = datetime.fromisoformat(value)
        day = (at.astimezone(timezone.utc) if at.tzinfo else at).date()
        return f"{self.prefix}{self.partition['name']}={day.isoformat()}/"

    def flush(self) -> None:
        for directory, rows in sorted(self.rows.items()):
            name = f"full-{fingerprint(rows)}"
            if not self.overwrites:
                name = f"{self.checkpoint + 1:08d}" + (f"-{self.part}" if self.part else "")
            key = f"{directory}{name}.parquet"
            if key in self.current:
                raise ConnectorError(f"{self.stream.label}: rows occur twice; overwriting needs a stream with a primary key")
            self.current.add(key)
            if self.overwrites and key in self.present:
                continue
            self.bucket.put(key, self.parquet.encode(rows, self.extracted_at), ContentType="application/vnd.apache.parquet")
            self.written += 1
        self.rows.clear()
        self.buffered = 0
        self.part += 1

    def reach(self, checkpoint: int) -> None:
        """The source's checkpoint: the first one says what is confirmed, each later one closes the files before it."""
        if self.checkpoint is None:
            unconfirmed = [key for key in self.present if not is_confirmed(key, checkpoint)]
            self.remove(unconfirmed)
            if unconfirmed:
                log(f"{self.stream.label}: {len(unconfirmed)} files of an unfinished run removed")
        else:
            if checkpoint != self.checkpoint + 1:
                raise ConnectorError(f"{self.stream.label}: checkpoint {checkpoint} follows {self.checkpoint}")
            self.flush()
        self.checkpoint, self.part = checkpoint, 0

    def complete(self) -> None:
        if self.overwrites:
            self.flush()
            self.remove(self.present - self.current)
        done = f"{self.records} records, {self.written} files written, {self.removed} removed"
        log(f"{self.stream.label}: {done if self.written or self.removed else f'no change ({self.records} records)'}")

    def remove(self, keys: Any) -> None:
        for key in sorted(keys):
            self.bucket.delete(key)
            self.removed += 1


def is_confirmed(key: str, checkpoint: int) -> bool:
    match = numbered.search(key)
    return match is not None and int(match[1]) <= checkpoint


def write(configuration: dict[str, Any], streams: list[Stream]) -> None:
    with Bucket(configuration) as bucket:
        writers = {(s.namespace, s.name): StreamWriter(bucket, configuration, s) for s in streams}
        for message in messages(sys.stdin.buffer, "the source"):
            handle(writers, message)


def handle(writers: dict[tuple[Optional[str], str], StreamWriter], message: Message) -> None:
    kind = message["type"]
    if kind == Type.RECORD.value:
        record = message["record"]
        writer_of(writers, record.get("namespace"), record["stream"]).add(record)
    elif kind == Type.STATE.value:
        inner = message["state"].get("stream")
        if inner is None:
            raise ConnectorError("this connector takes states of streams alone")
        writer = writer_of(writers, inner["stream_descriptor"].get("namespace"), inner["stream_descriptor"]["name"])
        if not writer.overwrites:
            writer.reach(inner["stream_state"]["checkpoint"])
        emit(message)
    elif kind == Type.TRACE.value and message["trace"]["type"] == "STREAM_STATUS":
        status = message["trace"]["stream_status"]
        if status["status"] == AirbyteStreamStatus.COMPLETE.value:
            descriptor = status["stream_descriptor"]
            writer_of(writers, descriptor.get("namespace"), descriptor["name"]).complete()


def writer_of(writers: dict[Any, StreamWriter], namespace: Optional[str], name: str) -> StreamWriter:
    writer = writers.get((namespace, name))
    if writer is None:
        raise ConnectorError(f"the source sends stream {name!r}, which is not in the catalogue")
    return writer


if __name__ == "__main__":
    sys.exit(command.run("destination-s3", check, write=write))
