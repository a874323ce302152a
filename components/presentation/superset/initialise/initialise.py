"""Brings Superset's metadata to what the files say: tables, roles, users, databases, datasets, charts, dashboards.

One process does it all, since Superset takes seconds to load. Each part is idempotent: run again, nothing changes, and
the last line says so. What somebody made by hand and no file names is left alone.
"""

import json
import logging
import os
import sys
import time
from pathlib import Path
from unittest import mock

import metadata
import psycopg2

FILES = Path(os.environ["LAKEHOUSE_FILES"])
# Seconds that PostgreSQL may take until it accepts connections.
PATIENCE = 120

logger = logging.getLogger("lakehouse.initialise")


class Failure(Exception):
    """Ends the job with one sentence."""


def wait_for_database() -> None:
    """Waits while the metadata database refuses connections or is starting; any other error is an error."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg2.connect(metadata.address("postgresql"), connect_timeout=10).close()
            return
        except psycopg2.OperationalError as error:
            reason = str(error).strip().splitlines()[-1]
            not_yet = "Connection refused" in str(error) or "the database system is starting up" in str(error)
            if not not_yet:
                raise Failure(f"the metadata database: {reason}") from None
            if time.monotonic() > deadline:
                raise Failure(f"the metadata database is not ready after {PATIENCE} s: {reason}") from None
            time.sleep(1)


def upgrade() -> bool:
    """Brings the tables to this release; says whether that took anything."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from flask import current_app
    from flask_migrate import upgrade as migrate

    from superset.extensions import db

    script = ScriptDirectory(current_app.extensions["migrate"].directory)
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    if set(present) == set(script.get_heads()):
        return False
    # Its own file of settings would take over logging.
    with mock.patch("logging.config.fileConfig"):
        migrate()
    return True


def initialise() -> None:
    from access import apply_databases, apply_owner, apply_roles, built_in_roles
    from assets import import_assets, show_dashboards
    from changes import Changes, keep_identities

    access = json.loads((FILES / "access.json").read_text())

    keep_identities()
    changes = Changes()
    if upgrade():
        changes.note("tables of this release")
    with changes.watched():
        built_in_roles()
        apply_roles(access["roles"])
        owner = apply_owner(access["owner"])
        import_assets(owner, FILES, changes)
        apply_databases(access["roles"])
        show_dashboards(access["dashboards"])
    changes.report(logger)


def main() -> int:
    try:
        wait_for_database()
        from superset.app import create_app

        with create_app().app_context():
            initialise()
        return 0
    except Failure as failure:
        logger.error("superset-init: %s", failure)
    except Exception as error:  # pylint: disable=broad-except
        # Without what was bound to a statement: that may be a password's hash.
        text = str(getattr(error, "orig", None) or error).strip().splitlines()
        reasons = getattr(error, "normalized_messages", None)
        logger.error("superset-init: %s: %s %s", type(error).__name__, text[0] if text else "", reasons() if reasons else "")
        if os.environ.get("LAKEHOUSE_DEBUG"):
            raise
    return 1


if __name__ == "__main__":
    sys.modules["initialise"] = sys.modules["__main__"]
    sys.exit(main())
