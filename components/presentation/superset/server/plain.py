"""
Whether a statement means the same to whoever reads it. Superset looks up rights for the text it was sent, and runs what its
parser has written anew: the end of a comment inside one, or a string with escapes, becomes SQL there that nobody looked at.
"""

import re
from collections import Counter
from typing import Any

from sqlglot import Dialect, exp

# What a comment may hold: nothing that ends one, or begins a string, anywhere.
HARMLESS = re.compile(r"[\w\s.,:!?()=<>@%&|-]*")
# Backslashes are escapes to some and letters to others; control characters end lines to some.
AMBIGUOUS = re.compile(r"[\\\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def is_plain(sql: str, engine: str) -> bool:
    """Whether strings are plain ones, in single quotes and without escapes, and comments hold words."""
    tokens = _dialect(engine).tokenize(sql)
    return AMBIGUOUS.search(sql) is None and all(
        not _is_strange(token.token_type.name) and all(HARMLESS.fullmatch(each) for each in token.comments)
        for token in tokens
    )


def _is_strange(token_type: str) -> bool:
    """Strings with a letter or a mark in front (E'', B'', U&'', $$), and hints, which are comments that count."""
    return token_type.endswith("_STRING") or token_type == "HINT"


def stays_as_it_is(sql: str, engine: str) -> bool:
    """Whether what is written anew of a statement reads the same tables, as often, by the same functions."""
    from superset.sql.parse import SQLScript

    for statement in SQLScript(sql, engine).statements:
        again = SQLScript(statement.format(), engine).statements
        if len(again) != 1 or _outline(again[0]._parsed) != _outline(statement._parsed):  # pylint: disable=protected-access
            return False
    return True


def _outline(tree: Any) -> Counter[tuple[str, str]]:
    kinds = (exp.Table, exp.Select, exp.SetOperation, exp.Subquery, exp.Anonymous, exp.AnonymousAggFunc)
    # Functions are written anew in capitals.
    return Counter(
        (type(each).__name__, each.sql(comments=False) if isinstance(each, exp.Table) else each.name.lower())
        for each in (tree.find_all(*kinds) if tree is not None else ())
    )


def means_one_thing(sql: str, engine: str) -> bool:
    return is_plain(sql, engine) and stays_as_it_is(sql, engine)


def _dialect(engine: str) -> Any:
    from superset.sql.parse import SQLGLOT_DIALECTS

    return Dialect.get_or_raise(SQLGLOT_DIALECTS.get(engine))
