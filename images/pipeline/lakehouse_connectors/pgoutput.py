"""Messages of PostgreSQL's logical replication, `pgoutput` protocol version 1.

Source: PostgreSQL 17 manual, 53.9 "Logical Replication Message Formats".
"""

import struct
from dataclasses import dataclass
from typing import Any, Optional, Union

from .protocol import ConnectorError, FailureType

#: A value that was not sent, because it lies outside the row and has not changed; other than null.
unchanged: Any = object()


@dataclass(frozen=True)
class Begin:
    #: Position of the transaction's commit in the log; it grows from each transaction to the next.
    commit_lsn: int
    #: Microseconds since 2000-01-01 UTC.
    committed_at: int


@dataclass(frozen=True)
class Commit:
    #: Position after the commit: from here the next run reads.
    end_lsn: int


@dataclass(frozen=True)
class Relation:
    identifier: int
    namespace: str
    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    kind: str
    relation: int
    #: Texts by position; of an update that changes the key, and of a delete, `old` has the key's.
    old: Optional[tuple[Any, ...]]
    new: Optional[tuple[Any, ...]]


@dataclass(frozen=True)
class Truncate:
    relations: tuple[int, ...]


Event = Union[Begin, Commit, Relation, Change, Truncate, None]


class Reader:
    """Takes values off the front of a message."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> Any:
        values = struct.unpack_from(f">{form}", self.data, self.at)
        self.at += struct.calcsize(f">{form}")
        return values[0] if len(values) == 1 else values

    def text(self) -> str:
        end = self.data.index(0, self.at)
        value = self.data[self.at : end].decode()
        self.at = end + 1
        return value

    def letter(self) -> str:
        return chr(self.take("B"))

    def row(self) -> tuple[Any, ...]:
        values: list[Any] = []
        for _ in range(self.take("h")):
            kind = self.letter()
            if kind == "t":
                length = self.take("i")
                values.append(self.data[self.at : self.at + length].decode())
                self.at += length
            elif kind in "nu":
                values.append(None if kind == "n" else unchanged)
            else:
                raise ConnectorError(f"pgoutput: column of kind {kind!r}", FailureType.system_error)
        return tuple(values)


def decode(data: bytes) -> Event:
    """One message; None for those that carry no rows (types, origins).

    :raises ConnectorError: for a message that protocol version 1 does not have
    """
    reader = Reader(data)
    kind = reader.letter()
    if kind == "B":
        commit_lsn, committed_at, _ = reader.take("qqI")
        return Begin(commit_lsn, committed_at)
    if kind == "C":
        _, _, end_lsn, _ = reader.take("Bqqq")
        return Commit(end_lsn)
    if kind == "R":
        return relation(reader)
    if kind in "IUD":
        return change(kind, reader)
    if kind == "T":
        count, _ = reader.take("iB")
        return Truncate(tuple(reader.take("I") for _ in range(count)))
    if kind in "YO":
        return None
    raise ConnectorError(f"pgoutput: message of kind {kind!r}", FailureType.system_error)


def relation(reader: Reader) -> Relation:
    identifier = reader.take("I")
    namespace, name = reader.text(), reader.text()
    reader.take("B")
    columns = []
    for _ in range(reader.take("h")):
        reader.take("B")
        columns.append(reader.text())
        reader.take("Ii")
    return Relation(identifier, namespace, name, tuple(columns))


def change(kind: str, reader: Reader) -> Change:
    identifier = reader.take("I")
    part = reader.letter()
    old = None
    if part in "KO":
        old = reader.row()
        if kind == "D":
            return Change(kind, identifier, old, None)
        part = reader.letter()
    if part != "N":
        raise ConnectorError(f"pgoutput: part {part!r} of a change", FailureType.system_error)
    return Change(kind, identifier, old, reader.row())


def lsn_text(lsn: int) -> str:
    """A position as PostgreSQL writes it."""
    return f"{lsn >> 32:X}/{lsn & 0xFFFFFFFF:X}"


def lsn_number(text: str) -> int:
    high, low = text.split("/")
    return (int(high, 16) << 32) | int(low, 16)
