"""Statements as Superset's own parser reads them."""

from typing import Any

from sqlglot import Dialect


def statements(sql: str, engine: str) -> list[Any]:
    """Statements of a text, without the empty ones."""
    from superset.sql.parse import SQLScript

    return [each for each in SQLScript(sql, engine).statements if tree_of(each) is not None]


def tree_of(statement: Any) -> Any:
    return statement._parsed  # pylint: disable=protected-access


def trees(sql: str, engine: str) -> list[Any]:
    return [tree_of(each) for each in statements(sql, engine)]


def dialect_of(engine: str) -> Any:
    from superset.sql.parse import SQLGLOT_DIALECTS

    return Dialect.get_or_raise(SQLGLOT_DIALECTS.get(engine))
