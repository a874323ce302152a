"""Makes the sample source: its database, roles, table and publication, and the flights in it.

    python -m lakehouse_connectors.sample_source DIRECTORY

Run again, it changes nothing and says so. The directory holds `source.json`, the SQL files and the passwords' files.
Nothing is tried again here but a server that does not answer yet.
"""

import argparse
import io
import os
import sys
import time
from pathlib import Path
from typing import Any

import orjson
import psycopg2.extensions

from .declaration import hydrated
from .postgresql import connection, quoted
from .protocol import ConnectorError, FailureType
from .specification import read_json

#: Where the image has the public data set: npm package vega-datasets, `data/flights-20k.json`, unchanged.
data_set = Path(os.environ.get("SAMPLE_FLIGHTS", "/opt/sample-data/flights-20k.json"))
#: Seconds for which a server that does not answer is waited for.
patience = 60
columns = ("id", "flight_time", "origin", "destination", "delay_minutes", "distance_miles")


def wait_for(configuration: dict[str, Any]) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            with connection(configuration):
                return
        except ConnectorError as error:
            if error.failure is not FailureType.transient_error or time.monotonic() > deadline:
                raise
        time.sleep(1)


def signs_on(configuration: dict[str, Any]) -> bool:
    try:
        with connection(configuration):
            return True
    except ConnectorError:
        return False


def prepare_roles(administrator: dict[str, Any], owner: dict[str, Any], reader: dict[str, Any]) -> list[str]:
    """Database and roles, by the administrator."""
    done = []
    with connection({**administrator, "database": "postgres"}) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            known = {name for (name,) in cursor}
            for role, rights in ((owner, "NOREPLICATION"), (reader, "REPLICATION")):
                name = role["username"]
                if name in known and signs_on(role):
                    continue
                # The server gets the password's verifier, not the password.
                verifier = psycopg2.extensions.encrypt_password(role["password"], name, server, "scram-sha-256")
                verb = "ALTER" if name in known else "CREATE"
                limits = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS"
                cursor.execute(f"{verb} ROLE {quoted(name)} {limits} {rights} PASSWORD %s", (verifier,))
                done.append(f"role {name}")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (owner["database"],))
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {quoted(owner['database'])}")
                done.append(f"database {owner['database']}")
    return done


def run_file(configuration: dict[str, Any], path: Path) -> None:
    """A file of statements, each of which may be run again, in one transaction."""
    with connection(configuration) as database, database, database.cursor() as cursor:
        cursor.execute(path.read_text(encoding="utf-8"))


def flights() -> list[tuple[Any, ...]]:
    """The data set's flights in an order of their own, numbered; departures are taken as UTC, since no zone is recorded."""
    rows = orjson.loads(data_set.read_bytes())
    found = [
        (row["date"].replace("/", "-") + ":00+00", row["origin"], row["destination"], row["delay"], row["distance"])
        for row in rows
    ]
    return [(number, *row) for number, row in enumerate(sorted(found), 1)]


def load(owner: dict[str, Any]) -> int:
    """Adds the flights that are missing and leaves those that are there; returns how many were added."""
    text = io.StringIO("".join("\t".join(map(str, row)) + "\n" for row in flights()))
    with connection(owner) as database, database, database.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE arriving (LIKE public.flights INCLUDING DEFAULTS) ON COMMIT DROP")
        cursor.copy_expert(f"COPY pg_temp.arriving ({', '.join(columns)}) FROM STDIN", text)
        cursor.execute("INSERT INTO public.flights SELECT * FROM pg_temp.arriving ON CONFLICT (id) DO NOTHING")
        return cursor.rowcount


def run(directory: Path) -> None:
    place = hydrated(read_json(str(directory / "source.json"), "source"), directory)
    server = {key: place[key] for key in ("host", "port", "database", "ssl_mode")}
    administrator, owner, reader = ({**server, **place[name]} for name in ("administrator", "owner", "reader"))
    wait_for({**administrator, "database": "postgres"})
    done = prepare_roles(administrator, owner, reader)
    run_file(administrator, directory / "rights.sql")
    run_file(owner, directory / "flights.sql")
    added = load(owner)
    if added:
        done.append(f"{added} flights")
    print(f"sample source: {'made ' + ', '.join(done) if done else 'no change'}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="sample_source", description="Makes the sample source.")
    parser.add_argument("directory", type=Path)
    try:
        run(parser.parse_args().directory)
    except ConnectorError as error:
        print(f"sample_source: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
