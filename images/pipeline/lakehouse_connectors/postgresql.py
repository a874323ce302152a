"""Connections to PostgreSQL: TLS 1.3 with the server's certificate and name verified, and SCRAM."""

import os
import tempfile
from contextlib import contextmanager
from typing import Any, Iterator

import psycopg2
import psycopg2.extensions

from .protocol import ConnectorError, FailureType


@contextmanager
def connection(configuration: dict[str, Any], **more: Any) -> Iterator[Any]:
    """A connection that is closed afterwards; what is not committed is rolled back.

    :raises ConnectorError: when the server cannot be reached or refuses
    """
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as authority:
        authority.write(configuration["ssl_mode"]["ca_certificate"])
        authority.flush()
        try:
            opened = psycopg2.connect(
                host=configuration["host"],
                port=configuration["port"],
                dbname=configuration["database"],
                user=configuration["username"],
                password=configuration["password"],
                sslmode=configuration["ssl_mode"]["mode"],
                sslrootcert=authority.name,
                ssl_min_protocol_version="TLSv1.3",
                gssencmode="disable",
                connect_timeout=15,
                keepalives_idle=30,
                application_name="airbyte",
                # What a value looks like as text must not depend on the server's settings.
                options="-c TimeZone=UTC -c DateStyle=ISO -c search_path=pg_catalog",
                **more,
            )
        except psycopg2.OperationalError as error:
            raise ConnectorError(
                f"PostgreSQL {configuration['host']}:{configuration['port']}: {first_line(error)}", failure_of(error)
            ) from None
    try:
        yield opened
    finally:
        opened.close()


def first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


#: What libpq says of a server that does not answer yet; every other refusal stays one.
unavailable = ("refused", "timeout expired", "starting up", "could not translate", "shutting down", "No route")


def failure_of(error: Exception) -> FailureType:
    passing = any(word in str(error) for word in unavailable)
    return FailureType.transient_error if passing else FailureType.config_error


def quoted(*names: str) -> str:
    """Identifiers, each in quotes, with dots between."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def password_from(path: str) -> str:
    with open(os.fspath(path), encoding="utf-8") as file:
        return file.read().strip()
