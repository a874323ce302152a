"""Changes of one table as records, with Airbyte's columns for change data capture."""

from datetime import datetime
from typing import Any, Iterable, Optional

from .catalogue import Stream
from .pgoutput import Change, Relation, unchanged
from .protocol import ConnectorError, timestamp

cdc_columns = ("_ab_cdc_lsn", "_ab_cdc_updated_at", "_ab_cdc_deleted_at")


class ChangeReader:
    """Makes records of a stream's changes.

    A record has the columns that are known: a delete only the key, an update not what is unchanged and lies outside the
    row. `_ab_cdc_lsn` is the position of the transaction's commit, which orders the changes of a row.
    """

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        missing = [name for name in cdc_columns if name not in stream.columns]
        if missing:
            raise ConnectorError(f"{stream.label}: the catalogue lacks the columns {', '.join(missing)}")

    def value(self, name: str, text: Optional[str]) -> Any:
        if text is None:
            return None
        schema = self.stream.columns[name]
        if schema.get("airbyte_type") == "integer":
            return int(text)
        if schema.get("type") == "number":
            return float(text)
        if schema.get("type") == "boolean":
            return text in ("t", "true")
        if schema.get("airbyte_type") == "timestamp_with_timezone":
            return timestamp(moment(text))
        return text

    def values(self, names: Iterable[str], texts: Iterable[Any]) -> dict[str, Any]:
        return {
            name: self.value(name, text)
            for name, text in zip(names, texts)
            if name in self.stream.columns and text is not unchanged
        }

    def records(self, change: Change, relation: Relation, lsn: int, at: str) -> list[dict[str, Any]]:
        """The records of one change: two where an update moves a row to another key."""
        marks = {"_ab_cdc_lsn": lsn, "_ab_cdc_updated_at": at, "_ab_cdc_deleted_at": None}
        records = []
        absent = [name for name in self.stream.columns if name not in relation.columns and name not in cdc_columns]
        if absent:
            raise ConnectorError(f"{self.stream.label}: the table has no column {absent[0]!r} any more; discover it anew")
        old = self.values(relation.columns, change.old) if change.old is not None else None
        new = self.values(relation.columns, change.new) if change.new is not None else None
        if old is not None and (new is None or self.key(old) != self.key(new)):
            key = dict(zip(self.stream.primary_key, self.key(old)))
            records.append(key | marks | {"_ab_cdc_deleted_at": at})
        if new is not None:
            records.append(new | marks)
        return records

    def key(self, row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(row.get(name) for name in self.stream.primary_key)


def moment(text: str) -> datetime:
    """PostgreSQL's text of a time with zone, in the ISO style."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ConnectorError(f"the time {text!r} cannot be represented: it must lie in the years 1 to 9999") from None
