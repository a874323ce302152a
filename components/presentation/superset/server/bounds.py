"""Puts bounds on a part of Superset that has no setting for them, once it is loaded."""

from typing import Any

from own_charts import keep_to_owners


def install(_app: Any) -> None:
    keep_to_owners()
