"""What counts as reading. Superset refuses the writing that it knows and lets the rest pass: Dremio's OPTIMIZE, COPY INTO,
GRANT or CREATE USER, and SET. Its login is an administrator in Dremio's free edition, so here only queries pass.
"""

from typing import Any

from postgresql_functions import FUNCTIONS
from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
WRITING = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Into, exp.Command, exp.Set)
# What rows may come from, for those whose right is to some tables only: a table's name, and other queries. A function
# in the place of a table (EXTERNAL_QUERY, a file of the lake) has no name to look a right up by.
SOURCES = (exp.Subquery, exp.Values, exp.Unnest)
TEMPLATE_MARKS = ("{{", "{%", "{#")
# Functions that may be called beside those that sqlglot has a class for, which are those of many databases. Any other runs
# SQL in a string, reads files, or shows sessions and settings: no right to a table counts for what comes out of it.
KNOWN_FUNCTIONS = {"postgresql": FUNCTIONS}
# The server's own tables, which PostgreSQL finds without their schema too.
SERVER_SCHEMAS = {"pg_catalog", "pg_toast"}


def _trees(sql: str, engine: str) -> list[Any]:
    from superset.sql.parse import SQLScript

    return [statement._parsed for statement in SQLScript(sql, engine).statements]  # pylint: disable=protected-access


def only_reads(sql: str, engine: str) -> bool:
    """Whether every statement is a query, all through."""
    return all(
        isinstance(tree, QUERIES) and tree.find(*WRITING) is None for tree in _trees(sql, engine) if tree is not None
    )


def is_as_written(sql: str) -> bool:
    """
    Whether nothing in a statement is a template. Templates are off, so that what is run is the text as it is; but rights are
    looked up for what the template would have made of it.
    """
    return not any(mark in sql for mark in TEMPLATE_MARKS)


def names_its_tables(sql: str, engine: str) -> bool:
    """Whether every row comes from a table with a name, at a place where Superset sees it and looks its right up."""
    for tree in _trees(sql, engine):
        if tree is not None and not _is_seen(tree):
            return False
        for place in tree.find_all(exp.From, exp.Join, exp.Lateral) if tree is not None else ():
            source = place.this
            if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
                continue
            if not isinstance(source, SOURCES):
                return False
    return True


def is_expression(sql: str, engine: str) -> bool:
    """Whether a query that was made around an expression holds that alone: one SELECT, and no table."""
    trees = _trees(sql, engine)
    return len(trees) == 1 and all(
        isinstance(tree, exp.Select) and tree.find(exp.Table, exp.SetOperation) is None and len(list(tree.find_all(exp.Select))) == 1
        for tree in trees
    )


def _is_seen(tree: Any) -> bool:
    """Superset goes through the scopes of a statement, and these leave out what stands below VALUES."""
    seen = {id(table) for scope in traverse_scope(tree) for table in scope.tables}
    return all(id(table) in seen for table in tree.find_all(exp.Table) if isinstance(table.this, exp.Identifier))


def calls_known_functions(sql: str, engine: str) -> bool:
    """Whether every function is one that computes, and no table is one of the server's own, which show other sessions."""
    known = KNOWN_FUNCTIONS.get(engine)
    if known is None:
        return True
    trees = [tree for tree in _trees(sql, engine) if tree is not None]
    called = [each.name.lower() for tree in trees for each in tree.find_all(exp.Anonymous, exp.AnonymousAggFunc)]
    tables = [table for tree in trees for table in tree.find_all(exp.Table)]
    return all(name in known for name in called) and not any(_is_the_servers(table) for table in tables)


def _is_the_servers(table: Any) -> bool:
    return table.db.lower() in SERVER_SCHEMAS or (not table.db and table.name.lower().startswith("pg_"))
