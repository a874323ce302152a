"""Log lines as JSON on standard output, for the server and for what runs in it."""

import json
import logging
import logging.config
import sys
from datetime import datetime, timezone
from typing import Any

LEVEL = "INFO"


class JsonFormatter(logging.Formatter):
    """One object a line. What a request carries (a password, a query's text) is never a field."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        # gunicorn hands the parts of an access line as a mapping.
        if record.name == "gunicorn.access" and isinstance(record.args, dict):
            # Without the query string: it may name what was searched for.
            parts = {"client": "h", "method": "m", "path": "U", "status": "s", "bytes": "B", "seconds": "L"}
            line["message"] = "request"
            line.update({name: record.args.get(atom) for name, atom in parts.items()})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configuration() -> dict[str, Any]:
    """For logging.config.dictConfig, and for gunicorn."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": sys.stdout, "formatter": "json"}},
        "root": {"level": LEVEL, "handlers": ["stdout"]},
        "loggers": {
            "gunicorn.error": {"level": LEVEL, "handlers": ["stdout"], "propagate": False},
            "gunicorn.access": {"level": LEVEL, "handlers": ["stdout"], "propagate": False},
            # It repeats every statement of a chart.
            "superset.models.helpers": {"level": "WARNING"},
            "flask_appbuilder": {"level": "WARNING"},
        },
    }


class JsonLogging:
    """Superset's hook for logging."""

    def configure_logging(self, _config: object, _debug: bool) -> None:
        logging.config.dictConfig(configuration())
        logging.captureWarnings(True)
