"""Settings of gunicorn. Where it listens is on its command line."""

import os
import ssl
from pathlib import Path

from json_logs import configuration

FILES = Path(os.environ["LAKEHOUSE_FILES"])

certfile = str(FILES / "server.crt")
keyfile = str(FILES / "server.key")

# One process with threads: sessions wait for Dremio most of the time, and every further process costs its memory.
workers = 1
worker_class = "gthread"
threads = 8
timeout = 120
graceful_timeout = 30
# A connection serves one request: what is left of one, whose body never came whole, is never taken for the next.
keepalive = 0
# Heartbeats of the worker; the root is read-only.
worker_tmp_dir = "/tmp"
# Nobody administers it through a socket.
control_socket_disable = True

accesslog = "-"
errorlog = "-"
logconfig_dict = configuration()


def ssl_context(_config, default_ssl_context_factory):
    """TLS 1.3 is the floor and the ceiling."""
    context = default_ssl_context_factory()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.maximum_version = ssl.TLSVersion.TLSv1_3
    return context
