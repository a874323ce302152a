"""How the cache is reached: by TLS 1.3, verified against the platform's authority, and under a login of its own.

Where it is, and whose login this process has, comes from the environment; the password is a file. The libraries check
the certificate's name only where they are told to.
"""

import os
import ssl
from pathlib import Path

FILES = Path(os.environ["LAKEHOUSE_FILES"])

# The job that prepares Superset has none.
IS_THERE = "CACHE_SERVER" in os.environ

TLS = {
    "ssl_cert_reqs": ssl.CERT_REQUIRED,
    "ssl_check_hostname": True,
    "ssl_ca_certs": str(FILES / "ca.crt"),
    "ssl_min_version": ssl.TLSVersion.TLSv1_3,
}
# Seconds: a cache that takes longer is no help.
PATIENCE = {"socket_connect_timeout": 3, "socket_timeout": 10}


def server() -> tuple[str, int]:
    host, port = os.environ["CACHE_SERVER"].rsplit(":", 1)
    return host, int(port)


def login() -> tuple[str, str]:
    return os.environ["CACHE_USER"], (FILES / "cache-password").read_text().strip()


def connections():
    """A pool of connections, which the threads of this process share."""
    from redis import ConnectionPool, SSLConnection
    from redis.backoff import ExponentialBackoff
    from redis.exceptions import ConnectionError, TimeoutError
    from redis.retry import Retry

    (host, port), (user, password) = server(), login()
    return ConnectionPool(
        connection_class=SSLConnection,
        host=host,
        port=port,
        username=user,
        password=password,
        # A server that was restarted closed the connections that the pool still has.
        retry=Retry(ExponentialBackoff(cap=1, base=0.1), 3),
        retry_on_error=[ConnectionError, TimeoutError],
        **TLS,
        **PATIENCE,
    )
