"""
Whether a statement means the same to whoever reads it. Superset looks up rights for the text it was sent, and runs what its
parser has written anew: the end of a comment inside one, a string with escapes, or a string that is written without its quotes
becomes SQL there that nobody looked at.
"""

import re
from collections import Counter
from typing import Any

from parsing import dialect_of, statements, trees
from sqlglot import exp
from sqlglot.errors import SqlglotError

# Backslashes are escapes to some and letters to others; control characters and other spaces end words to some.
AMBIGUOUS = re.compile(r"[\\\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[^\S \t\r\n]")
# What ends a comment, begins one, or makes it a hint.
NO_COMMENT = re.compile(r"\*/|/\*|^\s*[+!]|\*\s*$")
# Names and types that are no literals: words alone, which mean nothing else without quotes.
WORDS = re.compile(r"[\w .]*")
OPERATORS = re.compile(r"[\w.+*/<>=~!@#%^&|`?-]*")
# Strings of letters mean the same with and without their quotes lost.
HARMLESS_STRING = re.compile(r"[\w .:+-]*")
# A parser that tries every way of reading takes for ever where brackets are deep.
MOST_CHARACTERS = 20_000
MOST_TOKENS = 4_000
DEEPEST = {"L_PAREN": 60, "L_BRACKET": 6, "L_BRACE": 6}
CLOSING = {"R_PAREN": "L_PAREN", "R_BRACKET": "L_BRACKET", "R_BRACE": "L_BRACE"}
# An expression of a chart is written anew twice before it is run.
REWRITINGS = 3


def is_plain(sql: str, engine: str) -> bool:
    """Whether strings are plain ones, in single quotes and without escapes, and comments end nowhere else."""
    return AMBIGUOUS.search(sql) is None and all(
        not _is_strange(token) and not any(NO_COMMENT.search(each) for each in token.comments)
        for token in dialect_of(engine).tokenize(sql)
    )


def _is_strange(token: Any) -> bool:
    """Strings with a letter or a mark in front (E'', B'', U&'', $$), and hints, which are comments that count."""
    kind = token.token_type.name
    return kind.endswith("_STRING") or kind == "HINT" or (kind not in ("STRING", "IDENTIFIER") and "$" in token.text)


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


def stays_as_it_is(sql: str, engine: str) -> bool:
    """Whether a statement reads the same tables by the same functions and strings, however often it is written anew."""
    for _ in range(REWRITINGS):
        again = _written_anew(sql, engine)
        if not _has_words_only(sql, engine) or not _is_the_same(again, sql, engine):
            return False
        if again == sql:
            break
        sql = again
    return True


def _is_the_same(again: str, sql: str, engine: str) -> bool:
    from superset.exceptions import SupersetParseError

    try:
        return (
            is_plain(again, engine)
            and _strings(again, engine) == _strings(sql, engine)
            and _outlines(again, engine) == _outlines(sql, engine)
        )
    except (SqlglotError, SupersetParseError):
        # What cannot be read again was not written as it was read.
        return False


def means_one_thing(sql: str, engine: str) -> bool:
    return is_bounded(sql, engine) and is_plain(sql, engine) and stays_as_it_is(sql, engine)


def _has_words_only(sql: str, engine: str) -> bool:
    """Whether what the parser keeps as bare text, and so writes without quotes, is but words: units, types, operators."""
    return all(
        (OPERATORS if isinstance(node, exp.Operator) else WORDS).fullmatch(text)
        for tree in trees(sql, engine)
        for node in tree.walk()
        if not isinstance(node, (exp.Literal, exp.Identifier))
        for value in node.args.values()
        for text in (value if isinstance(value, list) else [value])
        if isinstance(text, str)
    )


def _strings(sql: str, engine: str) -> Counter[str]:
    """Strings and quoted names that would be something else without their quotes."""
    tokens = dialect_of(engine).tokenize(sql)
    return Counter(
        token.text
        for token in tokens
        if token.token_type.name in ("STRING", "IDENTIFIER") and not HARMLESS_STRING.fullmatch(token.text)
    )


def _outlines(sql: str, engine: str) -> list[Counter[tuple[str, str]]]:
    return [_outline(tree) for tree in trees(sql, engine)]


def _outline(tree: Any) -> Counter[tuple[str, str]]:
    kinds = (exp.Table, exp.Select, exp.SetOperation, exp.Subquery, exp.Anonymous, exp.AnonymousAggFunc)
    # Functions are written anew in capitals.
    return Counter(
        (type(each).__name__, each.sql(comments=False) if isinstance(each, exp.Table) else each.name.lower())
        for each in tree.find_all(*kinds)
    )


def _written_anew(sql: str, engine: str) -> str:
    return ";\n".join(statement.format() for statement in statements(sql, engine))
