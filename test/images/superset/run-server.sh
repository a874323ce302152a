#!/bin/bash
# Starts gunicorn from the same variables as the image does; a platform that gives a command of its own goes past it.
exec gunicorn --bind "${SUPERSET_BIND_ADDRESS:-0.0.0.0}:${SUPERSET_PORT:-8088}" --workers "${SERVER_WORKER_AMOUNT:-1}" \
    --worker-class "${SERVER_WORKER_CLASS:-gthread}" --threads "${SERVER_THREADS_AMOUNT:-20}" \
    --timeout "${GUNICORN_TIMEOUT:-60}" --access-logfile - --error-logfile - "$FLASK_APP"
