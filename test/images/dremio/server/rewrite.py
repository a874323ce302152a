"""Dremio's SQL as DuckDB's: names become registered tables, and what has no certain counterpart is refused."""

import logging

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from errors import DremioError, unsupported
from words import path_of

# sqlglot warns of statements it cannot read; they are refused here.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

# Functions whose meaning is the same on both sides after translation.
_KNOWN = {
    "Abs", "And", "Or", "Not", "Avg", "Case", "Cast", "TryCast", "Ceil", "Coalesce", "Concat", "Corr", "Count", "CountIf",
    "CumeDist", "CurrentDate", "CurrentTimestamp", "DateTrunc", "TimestampTrunc", "Day", "DenseRank",
    "Exists", "Exp", "Extract", "FirstValue", "Floor", "Greatest", "GroupConcat", "Hour", "If", "In", "Lag", "LastValue",
    "Lead", "Least", "Left", "Length", "Ln", "Lower", "Max", "Median", "Min", "Minute", "Month", "Ntile", "Nullif",
    "PercentileCont", "PercentileDisc", "PercentRank", "Pow", "Quarter", "Rank", "Replace", "Right", "Round", "RowNumber",
    "Second", "Sign", "Sqrt", "Stddev", "StddevPop", "StddevSamp", "StrPosition", "StrToDate", "TsOrDsToDate", "StrToTime",
    "Substring", "Sum", "TimeToStr", "Trim", "Upper", "Variance", "VariancePop", "Year", "Xor", "ILike", "DateToDateStr",
    "Date", "Timestamp", "Exists", "Repeat", "Reverse", "Pad", "Mod", "IntDiv", "Any", "All",
}
_ALIASES = {"BTRIM": exp.Trim, "CHARACTER_LENGTH": exp.Length, "CHAR_LENGTH": exp.Length}
HISTORY = ("table_history", "table_snapshot")


class Scope:
    """How a query's names are resolved: `table(path, version)` and `history(path, function)` give names in DuckDB."""

    def table(self, path, version) -> str | exp.Expression:
        raise NotImplementedError

    def history(self, path, function: str) -> str:
        raise NotImplementedError


def _parse(sql: str) -> exp.Expression | None:
    try:
        trees = sqlglot.parse(sql, read="dremio")
    except SqlglotError as error:
        first = error.errors[0] if error.errors else {"description": str(error), "line": 1, "col": 1}
        raise DremioError(
            f"Failure parsing the query. {first['description']} at line {first['line']}, column {first['col']}", "PARSE ERROR"
        ) from None
    return trees[0] if len(trees) == 1 else None


def parse_statement(sql: str, kind: type) -> exp.Expression:
    """The tree of a statement of this kind."""
    tree = _parse(sql)
    if not isinstance(tree, kind):
        raise DremioError(f"Failure parsing the query: {kind.__name__.upper()} was expected", "PARSE ERROR")
    return tree


def parse(sql: str) -> exp.Expression:
    """The tree of a query."""
    tree = _parse(sql)
    if not isinstance(tree, (exp.Query, exp.Values)):
        raise DremioError("Failure parsing the query: one query was expected", "PARSE ERROR")
    return tree


def translate(tree: exp.Expression, scope: Scope) -> str:
    """The query in DuckDB's SQL. Raises DremioError for what is not known."""
    tree = resolve(tree, scope)
    _name_columns(tree)
    try:
        return tree.sql("duckdb", unsupported_level=ErrorLevel.RAISE, comments=False)
    except SqlglotError as error:
        raise unsupported(str(error)) from None


def resolve(tree: exp.Expression, scope: Scope) -> exp.Expression:
    if isinstance(tree, exp.Values):
        tree = exp.select("*").from_(exp.alias_(tree, "VALUES_", table=True))
    common = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    for table in list(tree.find_all(exp.Table)):
        _table(table, scope, common)
    for column in tree.find_all(exp.Column):
        if column.args.get("db") is not None:
            # A column under its table's whole path: the table goes by the last part.
            column.set("db", None)
            column.set("catalog", None)
    tree = tree.transform(_function)
    for node in tree.find_all(exp.Func):
        name = type(node).__name__
        if isinstance(node, exp.Anonymous):
            name = str(node.this).upper()
            raise DremioError(f"No match found for function signature {name}(...)")
        if name not in _KNOWN:
            raise unsupported(f"Function {node.sql_name()}")
    for kind in (exp.Parameter, exp.Placeholder, exp.Into, exp.Lock, exp.TableSample, exp.Lateral, exp.Unnest, exp.Pivot):
        if tree.find(kind) is not None:
            raise unsupported(kind.__name__)
    return tree


def _table(table: exp.Table, scope: Scope, common: set) -> None:
    alias = table.args.get("alias")
    inner = table.this
    if isinstance(inner, exp.Anonymous):
        name = str(inner.this).lower()
        argument = inner.expressions[0] if len(inner.expressions) == 1 else None
        if name == "table" and isinstance(argument, exp.Anonymous):
            function = str(argument.this).lower()
            literal = argument.expressions[0] if len(argument.expressions) == 1 else None
            if function in HISTORY and isinstance(literal, exp.Literal) and literal.is_string:
                source = scope.history(path_of(literal.this), function)
                table.replace(_named(source, alias or function))
                return
        raise unsupported(f"Table function {name}")
    parts = [part.name for part in table.parts]
    version = table.args.get("version")
    if version is None and len(parts) == 1 and parts[0].lower() in common:
        return
    if version is not None:
        literal = version.expression
        if not isinstance(literal, (exp.Literal, exp.Cast)) or str(version.this) not in ("VERSION", "TIMESTAMP"):
            raise unsupported(f"AT {version.this}")
        text = literal.name if isinstance(literal, exp.Literal) else literal.this.name
        version = (str(version.this), text)
    source = scope.table(tuple(parts), version)
    table.replace(_named(source, alias or parts[-1], table.args.get("joins")))


def _named(source, alias, joins=None) -> exp.Expression:
    name = alias if isinstance(alias, exp.TableAlias) else exp.TableAlias(this=exp.to_identifier(alias, quoted=True))
    if isinstance(source, exp.Expression):
        found = exp.Subquery(this=source, alias=name)
    else:
        found = exp.Table(this=exp.to_identifier(source, quoted=True), alias=name)
    if joins:
        found.set("joins", joins)
    return found


def _function(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Anonymous):
        name = str(node.this).upper()
        if name == "ILIKE" and len(node.expressions) == 2:
            return exp.Paren(this=exp.ILike(this=node.expressions[0], expression=node.expressions[1]))
        if name in _ALIASES and len(node.expressions) == 1:
            return _ALIASES[name](this=node.expressions[0])
        if name == "TO_TIMESTAMP" and len(node.expressions) == 2:
            return exp.StrToTime(this=node.expressions[0], format=exp.Literal.string(_strftime(_literal(node.expressions[1]))))
    if isinstance(node, exp.ToChar):
        return exp.TimeToStr(this=node.this, format=exp.Literal.string(_strftime(_literal(node.args.get("format")))))
    return node


def _literal(node) -> str:
    if not isinstance(node, exp.Literal) or not node.is_string:
        raise unsupported("A format that is not a literal")
    return node.this


def _strftime(form: str) -> str:
    pieces = {"YYYY": "%Y", "MM": "%m", "DD": "%d", "HH24": "%H", "MI": "%M", "SS": "%S", "FFF": "%g", "MON": "%b",
              "MONTH": "%B", "DY": "%a", "DAY": "%A", "DDD": "%j"}
    found, rest = "", form
    while rest:
        piece = next((key for key in sorted(pieces, key=len, reverse=True) if rest.upper().startswith(key)), None)
        if piece is None and rest[0].isalpha():
            raise unsupported(f"Format {form}")
        found += rest[0] if piece is None else pieces[piece]
        rest = rest[1 if piece is None else len(piece) :]
    return found


def _name_columns(tree: exp.Expression) -> None:
    """A column is called as the query writes it, and one without a name EXPR$0 and so on, after its place."""
    for select in tree.find_all(exp.Select):
        if isinstance(select.parent, exp.SetOperation) and select.parent.this is not select:
            continue
        for index, column in enumerate(select.expressions):
            if column.is_star or isinstance(column, exp.Alias):
                continue
            name = column.name if isinstance(column, exp.Column) else f"EXPR${index}"
            column.replace(exp.alias_(column.copy(), name, quoted=True))
