"""What runs in the background: Celery's settings, for who sends, who works and who keeps the time.

It loads nothing of Superset, so that sending by the clock takes little memory.
"""

import store
from celery.schedules import crontab

# Days that lines of a query's history, of the action log and of tasks are kept.
KEPT_DAYS = 90
# Seconds a query in the background may take, and those after which its process is ended all the same.
QUERY_SECONDS = 600
_HARD_SECONDS = QUERY_SECONDS + 60


def _prune(task: str, minute: int) -> dict[str, object]:
    """At night; one that no worker took within the hour is dropped."""
    return {
        "task": task,
        "schedule": crontab(hour=3, minute=minute),
        "kwargs": {"retention_period_days": KEPT_DAYS},
        "options": {"expires": 3600},
    }


class Background:
    broker_url = "rediss://{}:{}/0".format(*store.server())
    broker_user, broker_password = store.login()
    broker_use_ssl = store.TLS
    broker_transport_options = {
        **store.PATIENCE,
        "global_keyprefix": "queue:",
        # One queue, first come, first served.
        "priority_steps": [0],
        # Seconds after which what a lost worker took is given to another: longer than anything may run.
        "visibility_timeout": 2 * _HARD_SECONDS,
    }
    broker_connection_retry_on_startup = True
    broker_connection_max_retries = None

    # What a query gives is kept by Superset itself, so nobody waits for a task's result.
    result_backend = None
    task_ignore_result = True
    # Tasks are texts: nothing that is read becomes a program.
    accept_content = ["json"]
    task_serializer = "json"
    timezone = "UTC"
    enable_utc = True

    # One at a time, each when its turn comes; one that a lost worker had is not run twice.
    worker_prefetch_multiplier = 1
    task_acks_late = False
    # What a query took of memory is given back from time to time.
    worker_max_tasks_per_child = 100
    worker_hijack_root_logger = False
    worker_send_task_events = False
    # Who can reach the queue could end or change a worker by it.
    worker_enable_remote_control = False
    task_annotations = {
        "sql_lab.get_sql_results": {"soft_time_limit": QUERY_SECONDS, "time_limit": _HARD_SECONDS},
    }

    beat_max_loop_interval = 20
    beat_schedule = {
        "query history": _prune("prune_query", 0),
        "action log": _prune("prune_logs", 10),
        "task history": _prune("prune_tasks", 20),
    }
