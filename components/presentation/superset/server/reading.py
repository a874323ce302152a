"""What counts as reading. Superset refuses the writing that it knows and lets the rest pass: Dremio's OPTIMIZE, COPY INTO,
GRANT or CREATE USER, and SET.

These are no bounds of a role's rights: what can be read is up to the logins of the connections, and what gets to a database
to what sends it (wire.py). They say early and plainly what will not do.
"""

from typing import Any

from parsing import trees
from postgresql_functions import FUNCTIONS
from sqlglot import exp

QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
WRITING = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Into, exp.Command, exp.Set, exp.Lock)
TEMPLATE_MARKS = ("{{", "{%", "{#")
# Functions that may be called beside those that sqlglot has a class for, which are those of many databases. Others run SQL
# in a string, wait, lock, or show sessions.
KNOWN_FUNCTIONS = {"postgresql": FUNCTIONS}
# Of Dremio, by which a query is handed on in a string.
HANDING_ON = {"external_query"}
# The server's own tables, which show what others do. PostgreSQL finds its without their schema too.
SERVER_SCHEMAS = {"postgresql": {"pg_catalog", "pg_toast"}, "dremio": {"sys"}}
# Functions that are called without brackets, also where a table could stand.
BARE = {"current_catalog", "current_date", "current_role", "current_schema", "current_user", "session_user", "user"}
# Fields of rows that functions give.
FIELDS = {"key", "value", "ordinality"}


def only_reads(sql: str, engine: str) -> bool:
    """Whether every statement is a query, all through."""
    return all(isinstance(tree, QUERIES) and tree.find(*WRITING) is None for tree in trees(sql, engine))


def is_as_written(sql: str) -> bool:
    """
    Whether nothing in a statement is a template. Templates are off, so that what is run is the text as it is; but Superset
    looks for tables in what the template would have made of it.
    """
    return not any(mark in sql for mark in TEMPLATE_MARKS)


def calls_known_functions(sql: str, engine: str) -> bool:
    """Whether every function is one that computes, and no table is one of the server's own, which show other sessions."""
    parsed = trees(sql, engine)
    if any(_is_the_servers(table, engine) for tree in parsed for table in tree.find_all(exp.Table)):
        return False
    calls = [each for tree in parsed for each in tree.find_all(exp.Anonymous, exp.AnonymousAggFunc)]
    known = KNOWN_FUNCTIONS.get(engine)
    if known is None:
        # A function with a name in front is a source's, which hands a query on, or somebody's own.
        return not any(isinstance(each.parent, exp.Dot) or each.name.lower() in HANDING_ON for each in calls)
    return all(each.name.lower() in known for each in calls) and not any(_calls_by_dot(tree) for tree in parsed)


def _calls_by_dot(tree: Any) -> bool:
    """`(x).f` and `x.f` are `f(x)` to PostgreSQL where x has no column f: of a value, or of a row that is one."""
    if any(dot.expression.name.lower() not in FIELDS for dot in tree.find_all(exp.Dot)):
        return True
    values = set()
    for place in tree.find_all(exp.Unnest, exp.Lateral, exp.Table):
        if isinstance(place, exp.Table) and isinstance(place.this, exp.Identifier) and place.name.lower() not in BARE:
            continue
        if isinstance(place, exp.Lateral) and isinstance(place.this, exp.Subquery):
            continue
        alias = place.args.get("alias")
        if alias is None or not alias.columns:
            function = place.this if isinstance(place, (exp.Lateral, exp.Table)) else place
            values |= {place.alias_or_name.lower(), place.alias.lower(), function.key, str(function.name).lower()}
    return any(
        column.table.lower() in values and column.name.lower() not in FIELDS | {column.table.lower()}
        for column in tree.find_all(exp.Column)
        if column.table
    )


def _is_the_servers(table: Any, engine: str) -> bool:
    schemas = SERVER_SCHEMAS.get(engine, set())
    parts = [part.name.lower() for part in table.parts]
    if len(parts) > 1:
        return parts[0] in schemas
    # `TABLE pg_authid` is a query of its own, and reads like a table of that name to the parser.
    is_keyword = parts == ["table"] and not table.this.args.get("quoted")
    return engine == "postgresql" and bool(parts) and (is_keyword or parts[0].startswith("pg_"))
