"""How sqlalchemy-dremio 3.0.4 fetches results, done with Arrow alone, and of queries alone.

Superset's login is an administrator in Dremio's free edition, so this is where nothing that writes gets through. Its own way goes through pandas: it fails on results without rows and on times of a resolution other than nanoseconds,
and makes whole numbers fractions where every column is a number.
"""

from typing import Any

import pyarrow as pa
from pyarrow import flight
from sqlalchemy import types
from sqlalchemy_dremio import db
from sqlalchemy_dremio.exceptions import NotSupportedError
from wire import NotAQuery, as_query

# Dremio takes one statement at a time, and no statement that begins so writes (SqlConverter.parseSingleStatementImpl and the
# grammar of dremio-oss 25.2). The last two are what the dialect asks for.
WORDS = ("SELECT", "WITH", "VALUES", "SHOW", "DESCRIBE")
# Dremio takes for a command of Flight SQL, with a statement of its own in it, whatever can be read as one (its
# DremioFlightProducer): nothing can that begins with a slash, by the rules of protobuf's wire format.
NO_COMMAND = "/* Superset */ "

_KINDS = (
    (pa.types.is_boolean, types.BOOLEAN),
    (pa.types.is_integer, types.BIGINT),
    (pa.types.is_floating, types.FLOAT),
    (pa.types.is_decimal, types.DECIMAL),
    (pa.types.is_date, types.DATE),
    (pa.types.is_time, types.TIME),
    (pa.types.is_timestamp, types.TIMESTAMP),
    (pa.types.is_binary, types.LargeBinary),
)


def _kind(of: pa.DataType) -> Any:
    return next((kind for is_kind, kind in _KINDS if is_kind(of)), types.VARCHAR)


def command(statement: str) -> str:
    """What is sent for a statement; an error where it is no query."""
    try:
        return NO_COMMAND + as_query(statement, *WORDS)
    except NotAQuery as refusal:
        raise NotSupportedError(str(refusal)) from None


def execute(query: str, flightclient: Any = None, options: Any = None) -> tuple[list[Any], list[Any]]:
    """Rows, and a description of their columns as Python's database interface has it."""
    info = flightclient.get_flight_info(flight.FlightDescriptor.for_command(command(query)), options)
    table = flightclient.do_get(info.endpoints[0].ticket, options).read_all()
    description = [(field.name, _kind(field.type), None, None, True) for field in table.schema]
    rows = [list(row) for row in zip(*(column.to_pylist() for column in table.columns))]
    return rows, description


def install() -> None:
    """Takes the place of the driver's own."""
    db.execute = execute
