"""Whether a query's columns fit into a table's."""

import pyarrow as pa

from errors import DremioError, unsupported
from results import dremio_type
from words import Words

_TYPES = {
    "BOOLEAN": pa.bool_(), "INT": pa.int32(), "INTEGER": pa.int32(), "BIGINT": pa.int64(), "FLOAT": pa.float32(), "DOUBLE": pa.float64(),
    "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us"), "VARCHAR": pa.string(), "CHARACTER VARYING": pa.string(),
    "VARBINARY": pa.binary(), "BINARY VARYING": pa.binary(),
}


def target_columns(names: list[str], schema: pa.Schema) -> list[pa.Field]:
    """The table's columns of these names. Raises DremioError for one that is not there, or is there twice."""
    known = {field.name.lower(): field for field in schema}
    lower = [name.lower() for name in names]
    for name in names:
        if name.lower() not in known:
            raise DremioError(f"Unknown target column '{name}'")
        if lower.count(name.lower()) > 1:
            raise DremioError(f"Target column '{name}' is assigned more than once")
    return [known[name] for name in lower]


def new_columns(words: Words) -> list[pa.Field]:
    """`(name type, ...)` of ADD COLUMNS."""
    words.need("(")
    found = []
    while True:
        name, kind = words.next().text, words.next().text.upper()
        if words.take("VARYING"):
            kind += " VARYING"
        numbers = words.names() if words.text() == "(" else []
        if kind == "DECIMAL" and len(numbers) == 2 and all(number.isdigit() for number in numbers):
            found.append(pa.field(name, pa.decimal128(int(numbers[0]), int(numbers[1]))))
        elif kind in _TYPES:
            found.append(pa.field(name, _TYPES[kind]))
        else:
            raise unsupported(f"A column of type {kind}")
        if not words.take(","):
            break
    words.need(")")
    words.end()
    return found


def mismatch(wanted: list, given: pa.Schema) -> DremioError:
    def text(fields):
        return "schema(" + ", ".join(f"{field.name}::{dremio_type(field.type)['name'].lower()}" for field in fields) + ")"

    return DremioError(f"Table {text(wanted)} doesn't match with query {text(given)}.")


def widens(given: pa.DataType, wanted: pa.DataType, column) -> bool:
    """Whether a value of one type may be put into a column of another without a cast."""
    if given == wanted or (len(column) > 0 and column.null_count == len(column)):
        return True
    ranks = [pa.int32(), pa.int64(), pa.float32(), pa.float64()]
    if given in ranks and wanted in ranks:
        return ranks.index(given) < ranks.index(wanted)
    if pa.types.is_decimal(given) and pa.types.is_decimal(wanted):
        return given.scale <= wanted.scale and given.precision - given.scale <= wanted.precision - wanted.scale
    return pa.types.is_decimal(given) and wanted == pa.float64()
