"""Custom SQL of charts is an expression over their dataset's columns, and nothing else."""

from typing import Any

from plain import means_one_thing
from reading import is_expression
from refusal import refuse
from superset.errors import SupersetErrorType


def keep_to_expressions() -> None:
    """
    Superset refuses subqueries there and takes `COUNT(*) FROM another UNION ALL SELECT COUNT(*)`, which reads a table that
    nobody has looked a right up for. Source: superset/models/helpers.py of 6.1; each expression passes there.
    """
    from superset.models import helpers

    validate = helpers.validate_adhoc_subquery

    def validate_expression(sql: str, database: Any, *more: Any, **named: Any) -> str:
        engine = database.db_engine_spec.engine
        # What is written anew of it is what becomes part of the query.
        if not means_one_thing(sql, engine) or not is_expression(sql, engine):
            refuse("Custom SQL is an expression and reads no table.", SupersetErrorType.TABLE_SECURITY_ACCESS_ERROR)
        return validate(sql, database, *more, **named)

    helpers.validate_adhoc_subquery = validate_expression
