"""What tables a source has, as streams with JSON schemas."""

from typing import Any

from .catalogue import Stream
from .postgresql import connection
from .protocol import ConnectorError

#: JSON schema by PostgreSQL type, as Airbyte's own source says them.
schemas: dict[str, dict[str, Any]] = {
    "int2": {"type": "number", "airbyte_type": "integer"},
    "int4": {"type": "number", "airbyte_type": "integer"},
    "int8": {"type": "number", "airbyte_type": "integer"},
    "float4": {"type": "number"},
    "float8": {"type": "number"},
    "bool": {"type": "boolean"},
    "text": {"type": "string"},
    "varchar": {"type": "string"},
    "bpchar": {"type": "string"},
    "date": {"type": "string", "format": "date"},
    "timestamptz": {"type": "string", "format": "date-time", "airbyte_type": "timestamp_with_timezone"},
}

columns_query = """
SELECT c.relname, a.attname, t.typname, coalesce(a.attnum = ANY (i.indkey), false)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE n.nspname = %s AND c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'SELECT')
ORDER BY c.relname, a.attnum
"""


def tables_of(source: Any, namespace: str) -> dict[str, list[tuple[str, str, bool]]]:
    """Columns by table: name, type, whether it is part of the primary key."""
    tables: dict[str, list[tuple[str, str, bool]]] = {}
    with source.cursor() as cursor:
        cursor.execute(columns_query, (namespace,))
        for table, *column in cursor:
            tables.setdefault(table, []).append(tuple(column))
    return tables


def discover(configuration: dict[str, Any]) -> dict[str, Any]:
    streams = []
    with connection(configuration) as source:
        for namespace in configuration["schemas"]:
            for table, columns in tables_of(source, namespace).items():
                streams.append(stream_of(namespace, table, columns))
    return {"streams": streams}


def stream_of(namespace: str, table: str, columns: list[tuple[str, str, bool]]) -> dict[str, Any]:
    for name, kind, _ in columns:
        if kind not in schemas:
            raise ConnectorError(f"{namespace}.{table}.{name}: this connector does not read type {kind}")
    return {
        "name": table,
        "namespace": namespace,
        "json_schema": {"type": "object", "properties": {name: schemas[kind] for name, kind, _ in columns}},
        "supported_sync_modes": ["full_refresh", "incremental"],
        "source_defined_primary_key": [[name] for name, _, is_key in columns if is_key],
    }


def require_columns(source: Any, stream: Stream) -> None:
    """Refuses a catalogue that is not of the table there is."""
    found = tables_of(source, stream.namespace or "").get(stream.name)
    if found is None:
        raise ConnectorError(f"{stream.label}: there is no such table, or no right to read it")
    kinds = {name: kind for name, kind, _ in found}
    for name, schema in stream.columns.items():
        if name.startswith("_ab_cdc_"):
            continue
        if name not in kinds:
            raise ConnectorError(f"{stream.label}: the table has no column {name!r}; discover it anew")
        if schemas.get(kinds[name]) != schema:
            raise ConnectorError(
                f"{stream.label}.{name}: the table has type {kinds[name]}, which the catalogue does not say; discover it anew"
            )
