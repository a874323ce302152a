"""Jobs: statements that REST clients start and then ask about."""

import threading
import time
import uuid
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

from engine import Engine
from errors import DremioError
from log import log
from results import wire

KEPT = 1000


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds")


class Jobs:
    def __init__(self, engine: Engine):
        self._engine = engine
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="job")
        self._jobs: OrderedDict[str, dict] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, sql: str, contexts, user: str) -> str:
        job = {"id": str(uuid.uuid4()), "state": "PENDING", "started": time.time(), "ended": None, "error": "", "table": None}
        with self._lock:
            self._jobs[job["id"]] = job
            while len(self._jobs) > KEPT:
                self._jobs.popitem(last=False)
        self._pool.submit(self._run, job, sql, contexts, user)
        return job["id"]

    def _run(self, job: dict, sql: str, contexts, user: str) -> None:
        job["state"] = "RUNNING"
        try:
            job["table"] = wire(run(self._engine, sql, contexts, user, job["id"], "REST"))
            job["state"] = "COMPLETED"
        except DremioError as error:
            job["error"], job["state"] = error.job_message(), "FAILED"
        job["ended"] = time.time()

    def _job(self, identifier: str) -> dict:
        with self._lock:
            job = self._jobs.get(identifier)
        if job is None:
            raise DremioError(f"Could not find a job with id [{identifier}]", status=404)
        return job

    def status(self, identifier: str) -> dict:
        job = self._job(identifier)
        # The state first: what belongs to a finished job is there once it says so.
        state = job["state"]
        rows = job["table"].num_rows if state == "COMPLETED" else 0
        return {
            "jobState": state, "rowCount": rows, "errorMessage": job["error"] if state == "FAILED" else "",
            "startedAt": _iso(job["started"]), "endedAt": _iso(job["ended"]), "queryType": "REST", "queueName": "",
            "queueId": "", "resourceSchedulingStartedAt": None, "resourceSchedulingEndedAt": None, "cancellationReason": "",
        }

    def results(self, identifier: str):
        job = self._job(identifier)
        if job["state"] != "COMPLETED":
            raise DremioError(f"Can not fetch details for a job that is in [{job['state']}] state.")
        return job["table"]


def run(engine: Engine, sql: str, contexts, user: str, job: str, client: str):
    """Runs a statement and logs that it ran. Its text is left out: it may hold what nobody should read."""
    started = time.monotonic()
    outcome, rows = "COMPLETED", None
    try:
        table = engine.execute(sql, contexts)
        rows = table.num_rows
        return table
    except DremioError as error:
        outcome = error.job_message()
        raise
    except Exception as error:
        outcome = f"SYSTEM ERROR: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        raise DremioError(f"{type(error).__name__}: {error}", "SYSTEM ERROR", 500) from error
    finally:
        log("INFO" if outcome == "COMPLETED" else "WARN", "query", job=job, client=client, user=user, outcome=outcome,
            rows=rows, milliseconds=round((time.monotonic() - started) * 1000))
