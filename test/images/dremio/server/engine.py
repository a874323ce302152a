"""Runs statements: one engine for REST and Arrow Flight."""

import duckdb
import pyarrow as pa
from sqlglot import exp

import folders
import objectstore
import rewrite
from catalog import Catalog, Found
from errors import DremioError, not_found, unsupported
from explain import plan_of
from information import TABLES, describe, information_schema, schema_of
from results import normalise, summary
from statements import Statements
from words import Words, path_of

QUERIES = ("SELECT", "WITH", "VALUES", "(")


class Query(rewrite.Scope):
    """One query's tables in a DuckDB of its own, which reaches no file and no network."""

    def __init__(self, catalog: Catalog, contexts, dry: bool, bound: dict[str, pa.Table] | None = None):
        self._catalog, self._contexts, self._dry, self._bound = catalog, contexts, dry, bound or {}
        self._views: list[tuple] = []
        self.scans: list = []
        self._duck = duckdb.connect(config={"memory_limit": "256MB", "threads": 2})
        for setting in ("enable_external_access=false", "python_enable_replacements=false", "integer_division=true",
                        "TimeZone='UTC'", "default_null_order='nulls_last'", "lock_configuration=true"):
            self._duck.execute(f"SET {setting}")

    def _register(self, data) -> str:
        name = f"$scan{len(self.scans)}"
        self._duck.register(name, data)
        return name

    def table(self, path, version):
        if len(path) == 2 and path[0].upper() == "INFORMATION_SCHEMA" and path[1].upper() in TABLES:
            self.scans.append(None)
            return self._register(information_schema(path[1].upper(), self._catalog))
        if len(path) == 1 and path[0] in self._bound:
            self.scans.append(None)
            return self._register(self._bound[path[0]])
        found = self._catalog.find(path, self._contexts, promote=True)
        if found is None:
            raise not_found(path)
        name = ".".join(found.path)
        if version is not None and found.kind != "iceberg":
            raise DremioError(f"Time travel is not supported on table '{name}'.", "UNSUPPORTED_OPERATION ERROR")
        if found.kind == "view":
            return self._view(found)
        if found.kind in ("parquet", "delta"):
            files, scan = folders.dataset(found.document["metadata"], name, found.source.files, self._dry)
            scan.kind = found.kind
        elif found.kind == "iceberg":
            files, scan = found.source.tables.dataset(found.path[1:], name, version, self._dry)
        else:
            files, scan = found.source.database.dataset(found.path[1:], found.schema, name, self._dry)
        self.scans.append(scan)
        return self._register(files)

    def _view(self, found: Found):
        if found.path in self._views:
            raise DremioError(f"View {'.'.join(found.path)} refers to itself")
        self._views.append(found.path)
        contexts, self._contexts = self._contexts, (tuple(found.document["sqlContext"]),)
        try:
            return rewrite.resolve(rewrite.parse(found.document["sql"]), self)
        finally:
            self._contexts = contexts
            self._views.pop()

    def history(self, path, function: str) -> str:
        found = self._catalog.find(path, self._contexts)
        if found is None:
            raise not_found(path)
        if found.kind != "iceberg":
            raise DremioError(f"Metadata function ('{function}') is not supported on table '{'.'.join(found.path)}'")
        self.scans.append(None)
        return self._register(found.source.tables.history(found.path[1:], function))

    def run(self, tree: exp.Expression) -> pa.Table:
        translated = rewrite.translate(tree, self)
        try:
            relation = self._duck.sql(translated)
            return normalise(relation.to_arrow_table(), relation.types)
        except DremioError:
            raise
        except duckdb.Error as error:
            raise _failure(error) from None
        except (pa.ArrowException, OSError) as error:
            raise DremioError(objectstore.reason(error), "DATA_READ ERROR") from None
        finally:
            self._duck.close()


def _failure(error: duckdb.Error) -> DremioError:
    """DuckDB's complaint under the kind that the real server uses; its statement differs from the client's."""
    text = str(error).splitlines()[0]
    kinds = ((duckdb.BinderException, "VALIDATION ERROR"), (duckdb.CatalogException, "VALIDATION ERROR"),
             (duckdb.ParserException, "PARSE ERROR"), (duckdb.ConversionException, "FUNCTION ERROR"),
             (duckdb.OutOfMemoryException, "RESOURCE ERROR"))
    kind = next((name for group, name in kinds if isinstance(error, group)), "SYSTEM ERROR")
    return DremioError(text, kind)


class Engine:
    def __init__(self, catalog: Catalog):
        self.catalog = catalog
        self._statements = Statements(self)

    def query(self, sql: str, contexts=(), dry: bool = False) -> pa.Table:
        return Query(self.catalog, contexts, dry).run(rewrite.parse(sql))

    def select(self, tree: exp.Select, contexts, bound: dict[str, pa.Table]) -> pa.Table:
        """A query that is parsed already, in which some names stand for the tables given."""
        return Query(self.catalog, contexts, False, bound).run(tree)

    def execute(self, sql: str, contexts=()) -> pa.Table:
        """The statement's result. Raises DremioError."""
        words = Words(sql)
        if words.text() in QUERIES:
            return self.query(words.rest(), contexts)
        if words.take("EXPLAIN", "PLAN"):
            words.take("INCLUDING", "ALL", "ATTRIBUTES")
            words.take("WITH|WITHOUT", "IMPLEMENTATION")
            words.need("FOR")
            return self._explain(words, contexts)
        if words.take("SHOW", "SCHEMAS|DATABASES"):
            words.end()
            return self.query('SELECT SCHEMA_NAME FROM INFORMATION_SCHEMA."SCHEMATA"')
        if words.take("DESCRIBE|DESC"):
            words.take("TABLE")
            path = words.path()
            words.end()
            return describe(self.schema(path, contexts))
        return self._statements.execute(words, contexts)

    def schema(self, path, contexts=()) -> pa.Schema:
        # Clients put a whole dotted schema into one pair of quotes.
        spread = tuple(part for name in path[:-1] for part in path_of(name)) + tuple(path[-1:])
        found = self.catalog.find(path, contexts) or self.catalog.find(spread, contexts)
        if found is None:
            raise not_found(path)
        return schema_of(found)

    def _explain(self, words: Words, contexts) -> pa.Table:
        if words.text() not in QUERIES:
            raise unsupported(f"EXPLAIN PLAN FOR {words.text()}")
        query = Query(self.catalog, contexts, dry=True)
        schema = query.run(rewrite.parse(words.rest())).schema
        return plan_of(schema, [scan for scan in query.scans if scan is not None])

    def schema_of_query(self, sql: str, contexts=()) -> pa.Schema:
        """The result's columns, without reading rows. Raises DremioError."""
        words = Words(sql)
        if words.text() in QUERIES:
            return self.query(words.rest(), contexts, dry=True).schema
        return summary("").schema
