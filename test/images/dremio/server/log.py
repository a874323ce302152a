"""One JSON object a line on standard output. Callers never pass secrets."""

import datetime
import json
import sys
import threading

_lock = threading.Lock()


def log(level: str, message: str, **fields) -> None:
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
    line = json.dumps({"timestamp": now, "level": level, "message": message, **fields}, default=str)
    with _lock:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
