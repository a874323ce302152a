"""Puts bounds on parts of Superset that have no setting for them, once it is loaded."""

from typing import Any

from expressions import keep_to_expressions
from own_charts import keep_to_owners


def install(_app: Any) -> None:
    keep_to_expressions()
    keep_to_owners()
