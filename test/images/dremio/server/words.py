"""Statements that are not queries, read word by word."""

from typing import NamedTuple

from sqlglot import tokenize
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

from errors import DremioError


class Token(NamedTuple):
    text: str
    start: int
    end: int


def _tokens(sql: str) -> list[Token]:
    """The words of a statement, comments left out."""
    try:
        found = tokenize(sql, read="dremio")
        if found and found[0].token_type in (TokenType.COMMAND, TokenType.SHOW):
            # sqlglot takes what follows such a word as one text; under another word it reads on.
            first = found[0]
            plain = sql[: first.start] + "_" * (first.end + 1 - first.start) + sql[first.end + 1 :]
            rest = tokenize(plain, read="dremio")[1:]
        else:
            first, rest = (found[0], found[1:]) if found else (None, [])
    except SqlglotError as error:
        raise DremioError(f"Failure parsing the query: {error}", "PARSE ERROR") from None
    words = []
    for token in ([first] if first else []) + list(rest):
        if token.token_type.name.endswith("_BY"):
            # Two words that sqlglot takes as one.
            start = token.end - 1
            words += [Token(token.text.split()[0], token.start, start - 1), Token("BY", start, token.end)]
        else:
            words.append(Token(token.text, token.start, token.end))
    return words


def path_of(text: str) -> tuple[str, ...]:
    """The parts of a dotted path, each of which may be quoted."""
    words = Words(text)
    path = words.path()
    words.end()
    return path


class Words:
    """A statement's words, with a place to read from."""

    def __init__(self, sql: str):
        self.sql = sql
        self._tokens = _tokens(sql)
        if self._tokens and self._is_end(self._tokens[-1]):
            self._tokens.pop()
        if any(self._is_end(token) for token in self._tokens):
            raise DremioError("Failure parsing the query: more than one statement", "PARSE ERROR")
        self._at = 0

    def _is_end(self, token: Token) -> bool:
        return self.sql[token.start : token.end + 1] == ";"

    def follows(self) -> str:
        """The text after the next word."""
        token = self._peek()
        return "" if token is None else self.sql[token.end + 1 :].lstrip()

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def text(self) -> str:
        token = self._peek()
        return "" if token is None else token.text.upper()

    def take(self, *words: str) -> bool:
        """Takes the words if they come next. An entry may list several words as `A|B`."""
        for offset, word in enumerate(words):
            index = self._at + offset
            if index >= len(self._tokens) or self._tokens[index].text.upper() not in word.split("|"):
                return False
        self._at += len(words)
        return True

    def need(self, *words: str) -> None:
        if not self.take(*words):
            raise DremioError(
                f"Failure parsing the query: expected {' '.join(words)} and found {self.text() or 'the end'}", "PARSE ERROR"
            )

    def next(self) -> Token:
        token = self._peek()
        if token is None:
            raise DremioError("Failure parsing the query: it ends too early", "PARSE ERROR")
        self._at += 1
        return token

    def path(self) -> tuple[str, ...]:
        parts = [self.next().text]
        while self.take("."):
            parts.append(self.next().text)
        return tuple(parts)

    def names(self) -> list[str]:
        """A list in parentheses of plain names."""
        self.need("(")
        found = [self.next().text]
        while self.take(","):
            found.append(self.next().text)
        self.need(")")
        return found

    def rest(self) -> str:
        """The text from here on, without a pair of parentheses around all of it."""
        token = self._peek()
        if token is None:
            raise DremioError("Failure parsing the query: a query is missing", "PARSE ERROR")
        last = self._tokens[-1]
        self._at = len(self._tokens)
        return self.sql[token.start : last.end + 1]

    def end(self) -> None:
        if self._peek() is not None:
            raise DremioError(f"Failure parsing the query: unexpected {self.text()}", "PARSE ERROR")


def partitions(words: Words) -> list[tuple[str, str, int | None]]:
    """`(column, month(column), bucket(4, column))` as column, transform and its number."""
    words.need("(")
    found = []
    while True:
        name = words.next().text
        if words.take("("):
            first = words.next().text
            if words.take(","):
                found.append((words.next().text, name.lower(), int(first)))
            else:
                found.append((first, name.lower(), None))
            words.need(")")
        else:
            found.append((name, "identity", None))
        if not words.take(","):
            break
    words.need(")")
    return found
