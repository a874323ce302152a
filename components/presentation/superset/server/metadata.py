"""Where Superset's own database is."""

import os

FILES = os.environ["LAKEHOUSE_FILES"]


def address(scheme: str) -> str:
    """The password is libpq's affair (passfile), so that no address in a log or an error carries it."""
    return (
        f"{scheme}://superset@{os.environ['METADATA_DATABASE']}?sslmode=verify-full&sslrootcert={FILES}/ca.crt"
        f"&passfile={FILES}/pgpass&ssl_min_protocol_version=TLSv1.3"
    )
