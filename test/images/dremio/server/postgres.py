"""PostgreSQL sources: read only, whole tables."""

import psycopg
import pyarrow as pa

from errors import DremioError
from scan import Rows, Scan

_TYPES = {
    "smallint": pa.int32(), "integer": pa.int32(), "bigint": pa.int64(), "boolean": pa.bool_(),
    "real": pa.float32(), "double precision": pa.float64(), "text": pa.string(), "character varying": pa.string(),
    "character": pa.string(), "date": pa.date32(), "timestamp without time zone": pa.timestamp("us"),
    "timestamp with time zone": pa.timestamp("us"), "bytea": pa.binary(),
}
_COLUMNS = """
    SELECT table_schema, table_name, column_name, data_type, numeric_precision, numeric_scale
    FROM information_schema.columns
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
    ORDER BY table_schema, table_name, ordinal_position
"""
KEYS = {"hostname", "port", "databaseName", "username", "password", "authenticationType", "fetchSize", "useSsl",
        "encryptionValidationMode", "maxIdleConns", "idleTimeSec", "queryTimeoutSec", "enableExternalQuery",
        "showOnlyConnectionDatabase", "propertyList", "secretResourceUrl"}
REQUIRED = ("hostname", "databaseName", "username", "password")


class Postgres:
    """One source. `config` is that of the REST API; certificates are checked by what the server trusts."""

    def __init__(self, config: dict, trust: str | None):
        mode = config.get("encryptionValidationMode", "CERTIFICATE_AND_HOSTNAME_VALIDATION")
        modes = {"CERTIFICATE_AND_HOSTNAME_VALIDATION": "verify-full", "CERTIFICATE_ONLY_VALIDATION": "verify-ca",
                 "NO_VALIDATION": "require"}
        if mode not in modes:
            raise DremioError(f"encryptionValidationMode must be one of {', '.join(modes)}")
        self._arguments = {
            "host": config["hostname"], "port": int(config.get("port", 5432)), "dbname": config["databaseName"],
            "user": config["username"], "password": config["password"], "connect_timeout": 5,
            "sslmode": modes[mode] if config.get("useSsl", False) else "disable",
            "options": "-c default_transaction_read_only=on -c TimeZone=UTC",
            "application_name": "dremio",
        }
        if self._arguments["sslmode"] != "disable":
            self._arguments["sslrootcert"] = trust or "system"

    def _connect(self):
        try:
            return psycopg.connect(**self._arguments)
        except psycopg.OperationalError as error:
            raise DremioError(f"Unable to connect: {str(error).splitlines()[0]}", "CONNECTION ERROR") from None

    def check(self) -> None:
        self._connect().close()

    def tables(self) -> dict[tuple[str, str], pa.Schema]:
        """Schemas by schema and table name; columns of types that Dremio does not know are left out."""
        found: dict[tuple[str, str], list[pa.Field]] = {}
        with self._connect() as connection:
            for schema, table, column, kind, precision, scale in connection.execute(_COLUMNS):
                arrow = _TYPES.get(kind)
                if kind == "numeric":
                    arrow = pa.decimal128(precision, scale) if precision is not None and precision <= 38 else pa.float64()
                fields = found.setdefault((schema, table), [])
                if arrow is not None:
                    fields.append(pa.field(column, arrow))
        return {key: pa.schema(fields) for key, fields in found.items()}

    def dataset(self, table: tuple[str, str], schema: pa.Schema, name: str, dry: bool) -> tuple[Rows, Scan]:
        scan = Scan(table=name, kind="postgres")
        query = psycopg.sql.SQL("SELECT {} FROM {}").format(
            psycopg.sql.SQL(", ").join(_column(field) for field in schema), psycopg.sql.Identifier(*table)
        )

        def fetch():
            with self._connect() as connection, connection.cursor("scan") as cursor:
                cursor.itersize = 5000
                cursor.execute(query)
                while rows := cursor.fetchmany(5000):
                    columns = [pa.array(values, field.type) for values, field in zip(zip(*rows), schema)]
                    yield pa.record_batch(columns, schema=schema)

        return Rows(scan, schema, fetch, dry), scan


def _column(field: pa.Field):
    column = psycopg.sql.Identifier(field.name)
    if pa.types.is_timestamp(field.type):
        # With a time zone it is brought to UTC: sessions run in UTC.
        return psycopg.sql.SQL("{}::timestamp").format(column)
    if pa.types.is_float64(field.type):
        return psycopg.sql.SQL("{}::double precision").format(column)
    return column
