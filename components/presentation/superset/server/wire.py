"""
What is sent to a database: one query at a time, from the word on that says that it is one. It is looked at where it leaves,
so that it matters neither who wrote it nor what was read into it before.
"""

import re

# Whatever stands before the first word is taken away, not interpreted: databases do not agree on where comments end.
_BEFORE = re.compile(r"(?:\s+|--[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_STRINGS = re.compile(r"'[^']*'|\"[^\"]*\"")
# Where one of these stands, strings and comments end at other places to some than to others.
_AMBIGUOUS = re.compile(r"\\|\$|--|/\*")


class NotAQuery(Exception):
    """What was to be sent is no query, or more than one."""


def as_query(statement: str, *words: str) -> str:
    """
    The statement without what stands before its first word.

    :param words: those by which a statement may begin, each a pattern
    :raises NotAQuery: when it begins by another
    """
    query = statement[_BEFORE.match(statement).end() :]  # type: ignore[union-attr]
    if not re.match(rf"[(\s]*(?:{'|'.join(words)})(?![\w$])", query, re.IGNORECASE):
        raise NotAQuery("Only queries are sent to a database: SELECT, WITH or VALUES.")
    return query


def as_one_query(statement: str, *words: str) -> str:
    """
    As above, for databases that take several statements at once: only a semicolon can part them.

    :raises NotAQuery: also when it may hold more than one
    """
    query = as_query(statement, *words).rstrip().removesuffix(";")
    if ";" in query and (_AMBIGUOUS.search(query) or ";" in _STRINGS.sub("", query)):
        raise NotAQuery(
            "One query at a time: leave out semicolons, or keep them in strings without backslashes, dollar signs and "
            "comments beside them."
        )
    return query
