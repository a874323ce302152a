"""What counts as reading. Superset refuses the writing that it knows and lets the rest pass: Dremio's OPTIMIZE, COPY INTO,
GRANT or CREATE USER, and SET. Its login is an administrator in Dremio's free edition, so here only queries pass.
"""

from typing import Any, Iterator

from parsing import dialect_of, statements, tree_of, trees
from postgresql_functions import FUNCTIONS
from sqlglot import exp

QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
WRITING = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Into, exp.Command, exp.Set, exp.Lock)
# What rows may come from, for those whose right is to some tables only: a table's name, and other queries. A function
# in the place of a table (EXTERNAL_QUERY, a file of the lake) has no name to look a right up by.
SOURCES = (exp.Subquery, exp.Values, exp.Unnest)
TEMPLATE_MARKS = ("{{", "{%", "{#")
# Functions that may be called beside those that sqlglot has a class for, which are those of many databases. Any other runs
# SQL in a string, reads files, or shows sessions and settings: no right to a table counts for what comes out of it.
KNOWN_FUNCTIONS = {"postgresql": FUNCTIONS}
# Of Dremio, by which a query is handed on in a string.
HANDING_ON = {"external_query"}
# The server's own tables, which PostgreSQL finds without their schema too.
SERVER_SCHEMAS = {"pg_catalog", "pg_toast"}


def only_reads(sql: str, engine: str) -> bool:
    """Whether every statement is a query, all through."""
    return all(isinstance(tree, QUERIES) and tree.find(*WRITING) is None for tree in trees(sql, engine))


def is_as_written(sql: str) -> bool:
    """
    Whether nothing in a statement is a template. Templates are off, so that what is run is the text as it is; but rights are
    looked up for what the template would have made of it.
    """
    return not any(mark in sql for mark in TEMPLATE_MARKS)


def names_its_tables(sql: str, engine: str) -> bool:
    """
    Whether every row comes from a table with a name, and Superset looks up the right to it. It overlooks what stands below
    VALUES, and any table that has the name of a common table expression.
    """
    dialect = dialect_of(engine)
    return all(_names_its_tables(tree_of(each), each.tables, dialect) for each in statements(sql, engine))


def _names_its_tables(tree: Any, looked_up: Any, dialect: Any) -> bool:
    for place in tree.find_all(exp.From, exp.Join, exp.Lateral):
        source = place.this
        if not isinstance(source, SOURCES) and not _has_name(source):
            return False
    known = {(table.table, table.schema or "", table.catalog or "") for table in looked_up}
    return all(
        (table.name, table.db, table.catalog) in known or _is_common_expression(table, dialect)
        for table in tree.find_all(exp.Table)
        if _has_name(table)
    )


def _has_name(source: Any) -> bool:
    return isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier)


def _is_common_expression(table: Any, dialect: Any) -> bool:
    """Whether a name is that of a common table expression whose statement it stands in, as SQL has it: not in itself or in an
    earlier one, unless they are RECURSIVE."""
    if table.db:
        return False
    above = [table, *_ancestors(table)]
    for clause in (each.args["with_"] for each in above if each.args.get("with_")):
        for expression in clause.expressions:
            inside = any(expression is each for each in above)
            if inside and not clause.args.get("recursive"):
                break
            if _folded(expression.args["alias"].this, dialect) == _folded(table.this, dialect):
                return True
            if inside:
                break
    return False


def _ancestors(node: Any) -> Iterator[Any]:
    while node := node.parent:
        yield node


def _folded(identifier: Any, dialect: Any) -> str:
    return str(dialect.normalize_identifier(identifier.copy()).name)


def is_expression(sql: str, engine: str) -> bool:
    """Whether a query that was made around an expression holds that alone: one SELECT, and no table."""
    parsed = trees(sql, engine)
    return len(parsed) == 1 and all(
        isinstance(tree, exp.Select) and tree.find(exp.Table, exp.SetOperation) is None and len(list(tree.find_all(exp.Select))) == 1
        for tree in parsed
    )


def calls_known_functions(sql: str, engine: str) -> bool:
    """Whether every function is one that computes, and no table is one of the server's own, which show other sessions."""
    parsed = trees(sql, engine)
    calls = [each for tree in parsed for each in tree.find_all(exp.Anonymous, exp.AnonymousAggFunc)]
    known = KNOWN_FUNCTIONS.get(engine)
    if known is None:
        # A function with a name in front is a source's, which hands a query on, or somebody's own.
        return not any(isinstance(each.parent, exp.Dot) or each.name.lower() in HANDING_ON for each in calls)
    tables = [table for tree in parsed for table in tree.find_all(exp.Table)]
    return (
        all(each.name.lower() in known for each in calls)
        and not any(_is_the_servers(table) for table in tables)
        and not any(_calls_by_dot(tree) for tree in parsed)
    )


def _calls_by_dot(tree: Any) -> bool:
    """`(x).f` and `x.f` are `f(x)` to PostgreSQL where x has no column f: of a value, or of a row that is one."""
    if tree.find(exp.Dot):
        return True
    values = set()
    for place in tree.find_all(exp.Unnest, exp.Lateral, exp.Table):
        if isinstance(place, exp.Table) and isinstance(place.this, exp.Identifier):
            continue
        alias = place.args.get("alias")
        if alias is None or not alias.columns:
            function = place.this if isinstance(place, (exp.Lateral, exp.Table)) else place
            values |= {place.alias_or_name.lower(), place.alias.lower(), function.key, str(function.name).lower()}
    return any(column.table.lower() in values for column in tree.find_all(exp.Column) if column.table)


def _is_the_servers(table: Any) -> bool:
    name = table.name.lower()
    # `TABLE pg_authid` is a query of its own, and reads like a table of that name to the parser.
    is_keyword = name == "table" and not table.this.args.get("quoted")
    return table.db.lower() in SERVER_SCHEMAS or (not table.db and (is_keyword or name.startswith("pg_")))
