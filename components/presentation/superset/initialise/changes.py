"""Counts what is written to the metadata, so that a run that changes nothing can say so."""

import logging
from collections import Counter
from contextlib import contextmanager
from typing import Any, Iterator
from uuid import UUID

from sqlalchemy import event, inspect

from superset.extensions import db


def _as_stored(_target: Any, value: Any, _old: Any, _initiator: Any) -> Any:
    return UUID(value) if isinstance(value, str) else value


def keep_identities() -> None:
    """The importer sets an object's UUID as text, which by itself would count as a change and be written."""
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.core import Database
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    for model in (Dashboard, Database, Slice, SqlaTable):
        event.listen(model.uuid, "set", _as_stored, retval=True)


class Changes:
    """Objects made, changed and removed, by kind."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def note(self, what: str) -> None:
        self.counted[what] += 1

    def total(self) -> int:
        return sum(self.counted.values())

    def _before_flush(self, session: Any, _context: Any, _instances: Any) -> None:
        for each in session.new:
            self.note(f"{type(each).__name__} made")
        for each in session.deleted:
            self.note(f"{type(each).__name__} removed")
        for each in session.dirty:
            fields = [attribute.key for attribute in inspect(each).attrs if attribute.history.has_changes()]
            if fields:
                self.note(f"{type(each).__name__} changed ({', '.join(sorted(fields))})")

    @contextmanager
    def watched(self) -> Iterator[None]:
        event.listen(db.session, "before_flush", self._before_flush)
        try:
            yield
            db.session.commit()
        finally:
            event.remove(db.session, "before_flush", self._before_flush)

    def report(self, logger: logging.Logger) -> None:
        for what, count in sorted(self.counted.items()):
            logger.info("%s: %d", what, count)
        logger.info("superset-init: %s", "done" if self.counted else "nothing changed")
