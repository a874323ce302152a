"""What one client of the cache may do there, and what anybody may not: what came of each attempt, as JSON.

Run in a container of Superset's, which has its login and its settings.
"""

import json
import os
import socket
import ssl

import store
from redis import Redis, SSLConnection
from redis.connection import Connection

(host, port), (user, password) = store.server(), store.login()
address = socket.gethostbyname(host)
seen = {}


def attempt(name, body):
    try:
        body()
        seen[name] = "allowed"
    except Exception as error:  # whatever refuses
        seen[name] = f"{type(error).__name__}: {error}"


def client(connection=SSLConnection, **changes):
    wanted = {"host": host, "port": port, "username": user, "password": password, **store.TLS, **changes}
    if connection is Connection:
        wanted = {name: value for name, value in wanted.items() if not name.startswith("ssl_")}
    pool = Redis(connection_pool=None).connection_pool.__class__(connection_class=connection, **wanted)
    return Redis(connection_pool=pool)


class Older(SSLConnection):
    """Speaks TLS 1.2 and nothing newer."""

    def _wrap_socket_with_ssl(self, sock):
        context = ssl.create_default_context(cafile=store.TLS["ssl_ca_certs"])
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        return context.wrap_socket(sock, server_hostname=self.host)


class Foreign(SSLConnection):
    """Trusts what it finds on the machine, which is not ours."""

    def _wrap_socket_with_ssl(self, sock):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return context.wrap_socket(sock, server_hostname=self.host)


attempt("as it is", lambda: client().ping())
attempt("in plain", lambda: client(Connection, socket_timeout=5).ping())
attempt("by TLS 1.2", lambda: client(Older).ping())
attempt("trusting another authority", lambda: client(Foreign).ping())
attempt("by an address that is not its", lambda: client(host=address).ping())
attempt("without a login", lambda: client(username=None, password=None).ping())
attempt("with a wrong password", lambda: client(password=password[::-1]).ping())
attempt("as the standard user", lambda: client(username="default", password=password).ping())
for other in {"superset", "superset-worker", "superset-beat"} - {user}:
    attempt("as another client", lambda: client(username=other).ping())

own = client()
for key in ("superset:trial", "queue:celery", "queue:unacked", "LIMITS:trial", "elsewhere"):
    attempt(f"look at {key}", lambda: own.llen(key) if key.startswith("queue:c") else own.get(key))
attempt("keep a figure", lambda: own.setex("superset:trial", 1, "x"))
for words in ("KEYS *", "SCAN 0", "FLUSHALL", "CONFIG GET *", "ACL LIST", "EVAL return 0", "SAVE", "SHUTDOWN", "MONITOR"):
    attempt(words, lambda: own.execute_command(*words.split()))
print(json.dumps(seen))
