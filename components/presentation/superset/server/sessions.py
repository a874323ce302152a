"""Ends a session when somebody signs out. Superset keeps sessions in the browser's cookie alone, so that without this a copy
of it would be good for as long as the cookie lives.

What has ended is noted in Superset's own table of keys and values, until no cookie can be as old.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask import current_app, session

# Of the session: which sign-on it came from.
SIGN_ON = "sign_on"


def _notes() -> tuple[Any, Any]:
    """Superset's modules cannot be loaded yet where the configuration is read."""
    from superset.daos.key_value import KeyValueDAO
    from superset.key_value.types import KeyValueResource

    return KeyValueDAO, KeyValueResource.APP


def begin() -> None:
    session[SIGN_ON] = str(uuid4())


def end() -> None:
    from superset.extensions import db
    from superset.key_value.types import JsonKeyValueCodec

    notes, kind = _notes()
    if sign_on := session.get(SIGN_ON):
        notes.delete_expired_entries(kind)
        until = datetime.now() + current_app.permanent_session_lifetime
        notes.upsert_entry(kind, {"signed": "out"}, JsonKeyValueCodec(), UUID(sign_on), expires_on=until)
        db.session.commit()
    session.clear()


def is_open() -> bool:
    """Whether this session came from a sign-on that has not ended. One that has is emptied, so that it cannot be renewed."""
    notes, kind = _notes()
    sign_on = session.get(SIGN_ON)
    if sign_on and notes.get_entry(kind, UUID(sign_on)) is None:
        return True
    session.clear()
    return False
