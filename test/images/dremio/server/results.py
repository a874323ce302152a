"""Results: Dremio's types, names and JSON form."""

import base64
import datetime
import decimal

import pyarrow as pa

# Name in INFORMATION_SCHEMA where it differs from the one in REST results.
_LONG = {"VARCHAR": "CHARACTER VARYING", "VARBINARY": "BINARY VARYING"}


def dremio_type(kind: pa.DataType) -> dict:
    """A type as the REST interface names it."""
    if pa.types.is_decimal(kind):
        return {"name": "DECIMAL", "precision": kind.precision, "scale": kind.scale}
    for matches, name in (
        (pa.types.is_boolean, "BOOLEAN"), (pa.types.is_int64, "BIGINT"), (pa.types.is_integer, "INTEGER"),
        (pa.types.is_float64, "DOUBLE"), (pa.types.is_floating, "FLOAT"), (pa.types.is_date, "DATE"),
        (pa.types.is_timestamp, "TIMESTAMP"), (pa.types.is_time, "TIME"), (pa.types.is_binary, "VARBINARY"),
        (pa.types.is_list, "LIST"), (pa.types.is_map, "MAP"), (pa.types.is_struct, "STRUCT"),
    ):
        if matches(kind):
            return {"name": name}
    return {"name": "VARCHAR"}


def sql_type(kind: pa.DataType) -> str:
    """A type as INFORMATION_SCHEMA names it."""
    name = dremio_type(kind)["name"]
    return _LONG.get(name, name)


def columns_of(schema: pa.Schema) -> list[dict]:
    return [{"name": field.name, "type": dremio_type(field.type)} for field in schema]


def normalise(table: pa.Table, duck_types) -> pa.Table:
    """DuckDB's result with the types Dremio gives, and each column name once."""
    names, columns = [], []
    for field, column, duck in zip(table.schema, table.columns, duck_types):
        kind = field.type
        if str(duck) in ("HUGEINT", "UBIGINT", "UINTEGER", "UHUGEINT"):
            # The sum of whole numbers is a BIGINT; one that does not fit is an error.
            column = column.cast(pa.int64())
        elif pa.types.is_timestamp(kind):
            column = column.cast(pa.timestamp("us"))
        elif pa.types.is_null(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
            column = column.cast(pa.string())
        elif pa.types.is_integer(kind) and kind.bit_width < 32:
            column = column.cast(pa.int32())
        name, count = field.name, 0
        while name.lower() in (held.lower() for held in names):
            name, count = f"{field.name}{count}", count + 1
        names.append(name)
        columns.append(column)
    return pa.table(columns, names=names) if names else table


def wire(table: pa.Table) -> pa.Table:
    """As it goes to clients: timestamps in milliseconds."""
    schema = pa.schema([
        pa.field(field.name, pa.timestamp("ms") if pa.types.is_timestamp(field.type) else field.type)
        for field in table.schema
    ])
    return table.cast(schema, safe=False)


def json_rows(table: pa.Table) -> list[dict]:
    return [{key: _json(value) for key, value in row.items()} for row in table.to_pylist()]


def _json(value):
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.") + f"{value.microsecond // 1000:03d}"
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def summary(text: str) -> pa.Table:
    return pa.table({"ok": pa.array([True]), "summary": pa.array([text])})
