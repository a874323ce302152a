"""MERGE and DELETE: rows of an Iceberg table, changed in one commit that replaces the files they lie in."""

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

import rewrite
from columns import mismatch, target_columns, widens
from errors import DremioError, not_found, unsupported

# Under these names the target's rows stand in the query that finds what changes.
TARGET, ROW = "$target", "$row"


class Changes:
    def __init__(self, engine):
        self._engine = engine

    def delete(self, sql: str, contexts) -> pa.Table:
        tree = rewrite.parse_statement(sql, exp.Delete)
        if [key for key, value in tree.args.items() if value and key not in ("this", "where")]:
            raise unsupported("DELETE with more than WHERE")
        found, alias = self._target(tree.this, contexts)
        held = found.source.tables.held(found.path[1:])
        query = exp.select(_row(alias)).from_(_table(alias))
        if tree.args.get("where") is not None:
            query = query.where(tree.args["where"].this)
        gone = self._find(query, held, contexts).column(ROW).combine_chunks()
        return self._replace(found, held, gone, held.rows, gone, None)

    def merge(self, sql: str, contexts) -> pa.Table:
        tree = rewrite.parse_statement(sql, exp.Merge)
        if tree.args.get("returning") or tree.args.get("using_cond"):
            raise unsupported("MERGE with more than ON and WHEN")
        found, alias = self._target(tree.this, contexts)
        update, insert = _clauses(tree, alias, found.schema)
        held = found.source.tables.held(found.path[1:])
        given = [*update.items(), *insert.items()]
        query = exp.select(
            _row(alias), *(exp.alias_(value, f"${index}", quoted=True) for index, (_, value) in enumerate(given))
        ).from_(tree.args["using"]).join(_table(alias), on=tree.args["on"], join_type="left")
        result = self._find(query, held, contexts)
        values = _checked(given, result, found.schema)
        matched = pc.is_valid(result.column(ROW))

        rows, changed, new = held.rows, pa.array([], pa.int64()), None
        if update:
            pairs = values.select(range(len(update))).append_column(ROW, result.column(ROW)).filter(matched).sort_by(ROW)
            changed = pairs.column(ROW).combine_chunks()
            if pc.count_distinct(changed).as_py() != len(changed):
                raise DremioError("A target row matched more than once. Please update your query.")
            mask = pc.is_in(pa.array(range(rows.num_rows), pa.int64()), changed)
            for index, name in enumerate(update):
                column = pc.replace_with_mask(_whole(rows.column(name)), mask, _whole(pairs.column(index)))
                rows = rows.set_column(rows.schema.get_field_index(name), found.schema.field(name), column)
        if insert:
            added = values.select(range(len(update), len(given))).filter(pc.invert(matched))
            columns = dict(zip(insert, added.columns))
            new = pa.table([columns.get(field.name, pa.nulls(added.num_rows, field.type)) for field in found.schema],
                           schema=found.schema)
        return self._replace(found, held, changed, rows, pa.array([], pa.int64()), new)

    def _target(self, table: exp.Table, contexts):
        if not isinstance(table, exp.Table) or table.args.get("version") is not None:
            raise unsupported("A target that is not a table")
        path = tuple(part.name for part in table.parts)
        found = self._engine.catalog.find(path, contexts)
        if found is None:
            raise not_found(path)
        if found.kind != "iceberg":
            raise DremioError(f"DML is not supported on [{'.'.join(found.path)}]: it is no Iceberg table")
        return found, table.alias or path[-1]

    def _find(self, query: exp.Select, held, contexts) -> pa.Table:
        numbers = pa.array(range(held.rows.num_rows), pa.int64())
        return self._engine.select(query, contexts, {TARGET: held.rows.append_column(ROW, numbers)})

    @staticmethod
    def _replace(found, held, changed: pa.Array, rows: pa.Table, gone: pa.Array, new: pa.Table | None) -> pa.Table:
        """Writes anew the files of changed rows, without those that are gone, and the new rows."""
        numbers = set(changed.to_pylist())
        files, kept, start = [], [], 0
        for file, count in zip(held.files, held.counts):
            if not numbers.isdisjoint(range(start, start + count)):
                files.append(file)
                kept += range(start, start + count)
            start += count
        left = pa.array(kept, pa.int64())
        data = rows.take(left.filter(pc.invert(pc.is_in(left, gone))))
        records = len(numbers)
        if new is not None:
            data = pa.concat_tables([data, new])
            records += new.num_rows
        if records:
            found.source.tables.replace(held, files, data)
        return pa.table({"Records": pa.array([records], pa.int64())})


def _row(alias: str) -> exp.Column:
    return exp.column(exp.to_identifier(ROW, quoted=True), table=exp.to_identifier(alias, quoted=True))


def _table(alias: str) -> exp.Table:
    name = exp.TableAlias(this=exp.to_identifier(alias, quoted=True))
    return exp.Table(this=exp.to_identifier(TARGET, quoted=True), alias=name)


def _whole(column) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _clauses(tree: exp.Merge, alias: str, schema: pa.Schema) -> tuple[dict, dict]:
    """What WHEN MATCHED sets and WHEN NOT MATCHED inserts: expressions by column."""
    found: dict[bool, dict] = {}
    for when in tree.args["whens"].expressions:
        matched, action = bool(when.args["matched"]), when.args["then"]
        if when.args.get("condition") is not None or when.args.get("source") or matched in found:
            raise unsupported("MERGE with WHEN ... AND, BY SOURCE, or the same WHEN twice")
        if matched and isinstance(action, exp.Update) and all(isinstance(pair, exp.EQ) for pair in action.expressions):
            for pair in action.expressions:
                if not isinstance(pair.this, exp.Column) or pair.this.table.lower() not in ("", alias.lower()):
                    raise DremioError(f"Unknown target column '{pair.this.sql('dremio')}'")
            names, values = [pair.this.name for pair in action.expressions], [pair.expression for pair in action.expressions]
        elif not matched and isinstance(action, exp.Insert) and isinstance(action.expression, exp.Tuple):
            names = [column.name for column in action.this.expressions] if action.this is not None else schema.names
            values = action.expression.expressions
            for column in (column for value in values for column in value.find_all(exp.Column)):
                if column.table.lower() == alias.lower():
                    raise DremioError(f"Column '{column.name}' not found in table of USING: a new row has no target")
        else:
            raise unsupported("MERGE with another action than UPDATE SET and INSERT VALUES")
        if len(names) != len(values):
            raise DremioError("Number of INSERT target columns does not equal number of source items")
        found[matched] = {field.name: value for field, value in zip(target_columns(names, schema), values)}
    return found.get(True, {}), found.get(False, {})


def _checked(given: list, result: pa.Table, schema: pa.Schema) -> pa.Table:
    """The query's values with the types of their columns. Raises DremioError where one does not fit."""
    wanted = [schema.field(name) for name, _ in given]
    columns = result.columns[1:]
    for field, (_, value), column in zip(wanted, given, columns):
        if not isinstance(value, exp.Null) and not widens(column.type, field.type, column):
            raise mismatch(wanted, pa.schema([pa.field(f.name, c.type) for f, c in zip(wanted, columns)]))
    # Two columns may have one name: one that is set and one that is inserted.
    return pa.table([column.cast(field.type) for field, column in zip(wanted, columns)], names=[f"{i}" for i in range(len(wanted))])
