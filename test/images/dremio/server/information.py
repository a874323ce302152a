"""The tables of INFORMATION_SCHEMA, and of `sys` what clients ask for."""

import pyarrow as pa

import folders
from catalog import Catalog, Found
from results import dremio_type, sql_type


def schema_of(found: Found) -> pa.Schema:
    return folders.schema_of({"schema": found.document["fields"]}) if found.kind == "view" else found.schema


def _dotted(path) -> str:
    return ".".join(path)


def _table(columns: dict, rows: list[tuple]) -> pa.Table:
    values = list(zip(*rows)) if rows else [[] for _ in columns]
    return pa.table({name: pa.array(list(held), kind) for (name, kind), held in zip(columns.items(), values)})


_TEXT, _WHOLE, _LONG = pa.string(), pa.int32(), pa.int64()
TABLES = ("CATALOGS", "SCHEMATA", "TABLES", "VIEWS", "COLUMNS")


def information_schema(name: str, catalog: Catalog) -> pa.Table:
    if name == "CATALOGS":
        return _table({"CATALOG_NAME": _TEXT, "CATALOG_DESCRIPTION": _TEXT, "CATALOG_CONNECT": _TEXT}, [("DREMIO", "", "")])
    datasets = sorted(catalog.datasets(), key=lambda found: found.path)
    if name == "SCHEMATA":
        paths = {("INFORMATION_SCHEMA",), ("sys",)}
        for kind in ("source", "space", "folder"):
            paths |= {tuple(entry.get("path") or [entry["name"]]) for entry in catalog.store.all(kind)}
        for found in datasets:
            paths |= {found.path[:length] for length in range(1, len(found.path))}
        columns = {"CATALOG_NAME": _TEXT, "SCHEMA_NAME": _TEXT, "SCHEMA_OWNER": _TEXT, "TYPE": _TEXT, "IS_MUTABLE": _TEXT}
        return _table(columns, [("DREMIO", _dotted(path), "<owner>", "SIMPLE", "NO") for path in sorted(paths)])
    if name == "TABLES":
        rows = [("DREMIO", "INFORMATION_SCHEMA", table, "SYSTEM_TABLE") for table in TABLES]
        rows += [
            ("DREMIO", _dotted(found.path[:-1]), found.path[-1], "VIEW" if found.kind == "view" else "TABLE") for found in datasets
        ]
        return _table({"TABLE_CATALOG": _TEXT, "TABLE_SCHEMA": _TEXT, "TABLE_NAME": _TEXT, "TABLE_TYPE": _TEXT}, rows)
    if name == "VIEWS":
        columns = {"TABLE_CATALOG": _TEXT, "TABLE_SCHEMA": _TEXT, "TABLE_NAME": _TEXT, "VIEW_DEFINITION": _TEXT}
        return _table(columns, [
            ("DREMIO", _dotted(found.path[:-1]), found.path[-1], found.document["sql"]) for found in datasets if found.kind == "view"
        ])
    columns = {
        "TABLE_CATALOG": _TEXT, "TABLE_SCHEMA": _TEXT, "TABLE_NAME": _TEXT, "COLUMN_NAME": _TEXT, "ORDINAL_POSITION": _WHOLE,
        "COLUMN_DEFAULT": _TEXT, "IS_NULLABLE": _TEXT, "DATA_TYPE": _TEXT, "COLUMN_SIZE": _WHOLE,
        "CHARACTER_MAXIMUM_LENGTH": _WHOLE, "CHARACTER_OCTET_LENGTH": _WHOLE, "NUMERIC_PRECISION": _WHOLE,
        "NUMERIC_PRECISION_RADIX": _WHOLE, "NUMERIC_SCALE": _WHOLE, "DATETIME_PRECISION": _WHOLE, "INTERVAL_TYPE": _TEXT,
        "INTERVAL_PRECISION": _WHOLE,
    }
    return _table(columns, [
        ("DREMIO", _dotted(found.path[:-1]), found.path[-1], *_column(index, field))
        for found in datasets
        for index, field in enumerate(schema_of(found))
    ])


_BITS = {"INTEGER": 32, "BIGINT": 64, "FLOAT": 24, "DOUBLE": 53}


def _column(index: int, field: pa.Field) -> tuple:
    kind = dremio_type(field.type)
    name = kind["name"]
    text = 65536 if name in ("VARCHAR", "VARBINARY") else None
    number = kind.get("precision", _BITS.get(name))
    return (field.name, index + 1, None, "YES", sql_type(field.type), number or text, text, text, number,
            None if number is None else (10 if name == "DECIMAL" else 2), kind.get("scale", 0 if number else None),
            3 if name == "TIMESTAMP" else None, None, None)


def describe(schema: pa.Schema) -> pa.Table:
    columns = {"COLUMN_NAME": _TEXT, "DATA_TYPE": _TEXT, "IS_NULLABLE": _TEXT, "NUMERIC_PRECISION": _WHOLE,
               "NUMERIC_SCALE": _WHOLE, "EXTENDED_PROPERTIES": _TEXT, "MASKING_POLICY": _TEXT, "SORT_ORDER_PRIORITY": _WHOLE}
    rows = []
    for index, field in enumerate(schema):
        details = _column(index, field)
        rows.append((field.name, details[4], "YES", details[8], details[10], "[]", "[]", None))
    return _table(columns, rows)
