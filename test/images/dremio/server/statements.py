"""Statements that change something."""

import base64

import pyarrow as pa

from changes import Changes
from columns import mismatch, new_columns, target_columns, widens
from errors import DremioError, not_found, unsupported
from reflections import Reflections
from results import summary
from words import Words, partitions


def _dotted(path) -> str:
    return ".".join(path)


def _absolute(catalog, path, contexts) -> tuple[str, ...]:
    """A new object's path: below the first context unless its first part is a source or a space."""
    if catalog.container(path[:1]) is None and contexts and contexts[0]:
        return tuple(contexts[0]) + tuple(path)
    return tuple(path)


class Statements:
    def __init__(self, engine):
        self._engine = engine
        self._catalog = engine.catalog
        self._changes = Changes(engine)

    def execute(self, words: Words, contexts) -> pa.Table:
        if words.take("CREATE", "OR", "REPLACE", "VIEW|VDS"):
            return self._create_view(words, contexts, replace=True)
        if words.take("CREATE", "VIEW|VDS"):
            return self._create_view(words, contexts, replace=False)
        if words.take("CREATE", "TABLE"):
            return self._create_table(words, contexts)
        if words.take("DROP", "VIEW|VDS"):
            return self._drop(words, contexts, "view")
        if words.take("DROP", "TABLE"):
            return self._drop(words, contexts, "table")
        if words.take("INSERT", "INTO"):
            return self._insert(words, contexts)
        if words.take("MERGE", "INTO"):
            return self._changes.merge(words.sql, contexts)
        if words.take("DELETE", "FROM"):
            return self._changes.delete(words.sql, contexts)
        if words.take("ALTER", "TABLE|PDS|DATASET|VIEW|VDS"):
            return self._alter(words, contexts)
        raise unsupported(f"Statement {words.text() or 'of no words'}")

    def _create_view(self, words: Words, contexts, replace: bool) -> pa.Table:
        path = _absolute(self._catalog, words.path(), contexts)
        words.need("AS")
        sql = words.rest()
        schema = self._engine.query(sql, contexts, dry=True).schema
        context = contexts[0] if contexts else ()
        existed = self._catalog.store.get("view", "/".join(path).lower()) is not None
        fields = base64.b64encode(schema.serialize().to_pybytes()).decode()
        self._catalog.put_view(path, sql, context, replace, fields)
        return summary(f"View '{_dotted(path)}' {'replaced' if existed else 'created'} successfully")

    def _create_table(self, words: Words, contexts) -> pa.Table:
        lenient = words.take("IF", "NOT", "EXISTS")
        path = _absolute(self._catalog, words.path(), contexts)
        spec = []
        while not words.take("AS"):
            if words.take("HASH|STRIPED|ROUNDROBIN", "PARTITION", "BY") or words.take("PARTITION", "BY"):
                spec = partitions(words)
            elif words.take("DISTRIBUTE|LOCALSORT", "BY"):
                words.names()
            elif words.take("STORE", "AS"):
                words.need("(", "TYPE")
                while not words.take("ICEBERG"):
                    if words.text() not in ("=>", "=", ">"):
                        raise unsupported(f"STORE AS type {words.text()}")
                    words.next()
                words.need(")")
            elif words.take("WITH", "SINGLE", "WRITER"):
                pass
            else:
                raise unsupported(f"CREATE TABLE with {words.text() or 'no query'}")
        source = self._catalog.source(path[0])
        if source is None or source.kind != "S3" or len(path) < 3:
            raise DremioError(f"Unable to create table [{_dotted(path)}]: it must lie in a bucket of an S3 source")
        if self._catalog.find(path) is not None:
            if lenient:
                return summary(f"Table [{_dotted(path)}] already exists.")
            raise DremioError(f"A table or view with given name [{_dotted(path)}] already exists.")
        data = self._engine.query(words.rest(), contexts)
        records = source.tables.create(path[1:], source.location(path[1:]), data, spec)
        return pa.table({"Fragment": ["0_0"], "Records": pa.array([records], pa.int64()), "Path": ["/".join(path[1:])]})

    def _insert(self, words: Words, contexts) -> pa.Table:
        path = words.path()
        names = words.names() if words.text() == "(" and not self._query_follows(words) else None
        found = self._catalog.find(path, contexts)
        if found is None:
            raise not_found(path)
        if found.kind != "iceberg":
            raise DremioError(f"INSERT clause is not supported in the query for table [{_dotted(found.path)}]")
        data = self._engine.query(words.rest(), contexts)
        target = found.schema
        wanted = target_columns(names or target.names, target)
        if len(wanted) != data.num_columns:
            raise mismatch(wanted, data.schema)
        columns = {}
        for field, given, column in zip(wanted, data.schema, data.columns):
            if not widens(given.type, field.type, column):
                raise mismatch(wanted, data.schema)
            columns[field.name] = column.cast(field.type)
        rows = pa.table([columns.get(field.name, pa.nulls(data.num_rows, field.type)) for field in target], schema=target)
        return pa.table({"Records": pa.array([found.source.tables.append(found.path[1:], rows)], pa.int64())})

    @staticmethod
    def _query_follows(words: Words) -> bool:
        return words.follows().upper().startswith(("SELECT", "WITH", "VALUES", "("))

    def _drop(self, words: Words, contexts, kind: str) -> pa.Table:
        lenient = words.take("IF", "EXISTS")
        path = words.path()
        words.end()
        found = self._catalog.find(path, contexts)
        if found is None or (found.kind == "view") != (kind == "view"):
            if found is not None and not lenient:
                raise DremioError(f"[{_dotted(path)}] is not a {kind.upper()}")
            if not lenient:
                raise DremioError(f"{kind.capitalize()} [{_dotted(path)}] does not exist.")
            return summary(f"{kind.capitalize()} [{_dotted(path)}] does not exist.")
        if found.kind == "view":
            self._catalog.remove_view(found)
        elif found.kind == "iceberg":
            found.source.tables.drop(found.path[1:])
        else:
            raise DremioError(f"Unable to drop [{_dotted(found.path)}]: this stand-in drops only tables that it made")
        return summary(f"{kind.capitalize()} [{_dotted(found.path)}] dropped")

    def _alter(self, words: Words, contexts) -> pa.Table:
        path = words.path()
        if words.text() in ("CREATE", "DROP") or words.follows().upper().startswith("REFLECTIONS"):
            return self._reflect(path, words, contexts)
        if not words.take("ADD", "COLUMNS"):
            words.need("REFRESH", "METADATA")
            return self._refresh(path, words, contexts)
        columns = new_columns(words)
        found = self._catalog.find(path, contexts)
        if found is None:
            raise not_found(path)
        if found.kind != "iceberg":
            raise DremioError(f"Table [{_dotted(found.path)}] is not configured to support DML operations")
        found.source.tables.add_columns(found.path[1:], columns)
        return summary("New columns added.")

    def _reflect(self, path, words: Words, contexts) -> pa.Table:
        found = self._catalog.find(path, contexts)
        if found is None:
            raise not_found(path)
        if "id" not in (found.document or {}):
            raise unsupported("A reflection on a table; on views and promoted folders it is kept")
        answer = Reflections(self._catalog).alter(words, found.document["id"])
        if answer is None:
            raise unsupported(f"ALTER with {words.text()}")
        return summary(answer)

    def _refresh(self, path, words: Words, contexts) -> pa.Table:
        promote = not words.take("AVOID", "PROMOTION")
        for option in (("AUTO", "PROMOTION"), ("FORCE|LAZY", "UPDATE"), ("MAINTAIN|DELETE", "WHEN", "MISSING")):
            words.take(*option)
        words.end()
        found = self._catalog.find(path, contexts, promote)
        if found is None or found.kind == "view":
            raise not_found(path)
        if found.kind in ("parquet", "delta"):
            self._catalog.promote(found.path)
        return summary(f"Metadata for table '{_dotted(found.path)}' refreshed.")
