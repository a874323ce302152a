"""Starts the server: settings, trust, distributed store, catalog, then its ports."""

import os
import signal
import socketserver
import sys
import threading

from log import log
from settings import HOME, SettingsError, read_settings


class _Closing(socketserver.BaseRequestHandler):
    def handle(self):
        """Says nothing: the real server's own protocols are not spoken here."""


class _ClosingServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that is gone already has nothing to be told."""


def start() -> None:
    conf = os.environ.get("DREMIO_CONF_DIR", os.path.join(HOME, "conf"))
    settings = read_settings(conf)

    # Only now: these take a second to load.
    import objectstore
    import trust
    from catalog import Catalog
    from catalog_api import CatalogApi
    from engine import Engine
    from flight import FlightServer
    from jobs import Jobs
    from reflections import Reflections
    from rest import Api, Server
    from store import Store
    from users import Users

    if not os.access(settings.data, os.W_OK):
        raise SettingsError(f"paths.local {settings.data} is not writable")
    trusted = trust.write_trust_file(settings)
    objectstore.check_distributed_store(settings, trusted)
    store = Store(os.path.join(settings.data, "db"))
    users = Users(store)
    catalog = Catalog(store, trusted)
    engine = Engine(catalog)
    flight = FlightServer(settings.flight_port, engine, users)
    web = Server(settings.web_port, Api(users, CatalogApi(catalog), Reflections(catalog), Jobs(engine)))
    silent = [_ClosingServer(("0.0.0.0", port), _Closing) for port in (settings.client_port, settings.fabric_port)]
    for server in (web, *silent):
        threading.Thread(target=server.serve_forever, daemon=True).start()

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    log("INFO", "Dremio Daemon Started as master (stand-in)", web=settings.web_port, flight=settings.flight_port,
        trusted="system" if trusted is None else settings.trust_store)
    # Looked at again and again: a signal that another thread has taken does not wake one that waits without an end.
    while not stop.wait(0.5):
        pass
    log("INFO", "stopping")
    sys.stdout.flush()
    # Threads that wait for clients are not waited for: all that is kept is in SQLite and in the object store.
    os._exit(0)


if __name__ == "__main__":
    try:
        start()
    except SettingsError as failure:
        log("ERROR", str(failure))
        sys.exit(1)
    except OSError as failure:
        log("ERROR", f"cannot start: {failure}")
        sys.exit(1)
