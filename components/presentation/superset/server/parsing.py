"""Statements as Superset's own parser reads them."""

from collections import Counter
from typing import Any

from sqlglot import Dialect
from sqlglot.errors import SqlglotError

# A parser that tries every way of reading takes for ever where brackets are deep.
MOST_CHARACTERS = 20_000
MOST_TOKENS = 4_000
DEEPEST = {"L_PAREN": 60, "L_BRACKET": 6, "L_BRACE": 6}
CLOSING = {"R_PAREN": "L_PAREN", "R_BRACKET": "L_BRACKET", "R_BRACE": "L_BRACE"}


def is_bounded(sql: str, engine: str) -> bool:
    """Whether a parser gets to its end in time; looked at before anything is parsed."""
    if len(sql) > MOST_CHARACTERS:
        return False
    try:
        tokens = dialect_of(engine).tokenize(sql)
    except SqlglotError:
        # Whoever parses it says what is wrong.
        return True
    depth: Counter[str] = Counter()
    for kind in (token.token_type.name for token in tokens):
        if kind in DEEPEST:
            depth[kind] += 1
            if depth[kind] > DEEPEST[kind]:
                return False
        elif kind in CLOSING:
            depth[CLOSING[kind]] -= 1
    return len(tokens) <= MOST_TOKENS


def keep_to_bounds() -> None:
    """Every text that Superset parses is looked at first: statements, and what charts and filters are made of."""
    from superset.exceptions import SupersetParseError
    from superset.sql.parse import SQLStatement

    parse = SQLStatement._parse.__func__  # pylint: disable=protected-access

    def parse_what_is_bounded(cls: Any, script: str, engine: str) -> Any:
        if not is_bounded(script, engine):
            raise SupersetParseError(script[:80], engine, "The statement is too long, or its brackets are too deep.")
        return parse(cls, script, engine)

    SQLStatement._parse = classmethod(parse_what_is_bounded)  # pylint: disable=protected-access


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
