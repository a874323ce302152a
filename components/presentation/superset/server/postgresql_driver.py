"""
Connections to PostgreSQL that send queries alone, one at a time. psycopg2 sends a text as it is, and PostgreSQL runs as many
statements as it holds; so could what Superset writes anew, or puts in front to choose a schema. A login may always change
itself and how it reads, whatever else it may not.
"""

import re
from typing import Any

import psycopg2
from psycopg2.extensions import cursor
from wire import NotAQuery, as_one_query

# What SQLAlchemy asks of a new connection and SQL Lab of a plan is among them.
WORDS = ("SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN")
# The schema of SQL Lab, as Superset 6.1 says it: PostgresEngineSpec.get_prequeries.
SEARCH_PATH = re.compile(r'set search_path = "[^"\\;]*"')


class QueryCursor(cursor):
    """A cursor that runs nothing but queries."""

    def execute(self, query: Any, vars: Any = None) -> Any:  # pylint: disable=redefined-builtin
        text = query.decode() if isinstance(query, bytes) else query
        try:
            if not isinstance(text, str):
                raise NotAQuery("Only texts are sent to a database.")
            if not SEARCH_PATH.fullmatch(text):
                text = as_one_query(text, *WORDS)
        except NotAQuery as refusal:
            raise psycopg2.ProgrammingError(str(refusal)) from None
        return super().execute(text, vars)

    def _refuse(self, *_given: Any, **_named: Any) -> None:
        raise psycopg2.NotSupportedError("Only queries are sent to a database.")

    executemany = callproc = copy_from = copy_to = copy_expert = _refuse


def guard(uri: Any, params: dict[str, Any], *_about: Any) -> tuple[Any, dict[str, Any]]:
    """What Superset connects by, with cursors of ours where it is PostgreSQL."""
    if uri.get_backend_name() == "postgresql":
        params = {**params, "connect_args": {**params.get("connect_args", {}), "cursor_factory": QueryCursor}}
    return uri, params
