"""Puts bounds on parts of Superset that have no setting for them, once it is loaded."""

from typing import Any

from one_request import keep_small
from own_charts import keep_to_owners
from parsing import keep_to_bounds


def install(app: Any) -> None:
    keep_small(app)
    keep_to_bounds()
    keep_to_owners()
