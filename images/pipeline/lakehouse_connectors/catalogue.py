"""The configured catalogue: which streams a connection moves, and how."""

from dataclasses import dataclass
from typing import Any, Optional

from .protocol import ConnectorError, DestinationSyncMode, SyncMode


@dataclass(frozen=True)
class Stream:
    name: str
    namespace: Optional[str]
    #: JSON schema by column.
    columns: dict[str, dict[str, Any]]
    sync_mode: SyncMode
    destination_sync_mode: DestinationSyncMode
    cursor: Optional[str]
    primary_key: tuple[str, ...]

    @property
    def descriptor(self) -> dict[str, Optional[str]]:
        return {"name": self.name, "namespace": self.namespace}

    @property
    def label(self) -> str:
        return f"{self.namespace}.{self.name}" if self.namespace else self.name


def single(path: Any, what: str) -> str:
    if not isinstance(path, list) or len(path) != 1 or not isinstance(path[0], str):
        raise ConnectorError(f"{what} must name one column, as a list of one string")
    return path[0]


def read_catalogue(document: Any) -> list[Stream]:
    """Streams of a ConfiguredAirbyteCatalog.

    :raises ConnectorError: with the stream and what is wrong with it
    """
    if not isinstance(document, dict) or not isinstance(document.get("streams"), list) or not document["streams"]:
        raise ConnectorError("the catalogue must have a list `streams` with at least one stream")
    return [read_stream(entry, index) for index, entry in enumerate(document["streams"])]


def read_stream(entry: dict[str, Any], index: int) -> Stream:
    try:
        inner = entry["stream"]
        name, columns = inner["name"], inner["json_schema"]["properties"]
        sync_mode = SyncMode(entry["sync_mode"])
        destination_sync_mode = DestinationSyncMode(entry["destination_sync_mode"])
    except (KeyError, TypeError) as error:
        raise ConnectorError(f"catalogue, streams[{index}]: {error} is missing or of the wrong type") from None
    except ValueError as error:
        raise ConnectorError(f"catalogue, streams[{index}]: {error}") from None
    key = entry.get("primary_key") or inner.get("source_defined_primary_key") or []
    cursor = entry.get("cursor_field") or []
    stream = Stream(
        name=name,
        namespace=inner.get("namespace"),
        columns=columns,
        sync_mode=sync_mode,
        destination_sync_mode=destination_sync_mode,
        cursor=single(cursor, f"cursor_field of {name}") if cursor else None,
        primary_key=tuple(single(path, f"primary_key of {name}") for path in key),
    )
    for column in (*stream.primary_key, *([stream.cursor] if stream.cursor else [])):
        if column not in columns:
            raise ConnectorError(f"{stream.label}: {column!r} is not among the columns {', '.join(columns)}")
    return stream
