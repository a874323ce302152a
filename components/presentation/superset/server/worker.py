"""Does what is sent to the background, with all of Superset and its guards loaded."""

from pathlib import Path

from celery import signals

# Touched each time the worker has told the queue that it is there.
HEARTBEAT = Path("/tmp/heartbeat")


@signals.setup_logging.connect
def _leave_logging_to_superset(**_more):
    pass


@signals.heartbeat_sent.connect
def _beat(**_more):
    HEARTBEAT.touch()


# Superset takes logging over while it loads; its module of SQL Lab has the task for queries.
from superset.tasks.celery_app import app, teardown  # noqa: E402
import superset.sql_lab  # noqa: E402,F401

# It looks for the context of the task, which is gone by then, with the session that it would end: an error each time.
signals.task_postrun.disconnect(teardown)
