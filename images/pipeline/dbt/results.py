"""Keeps how each run of dbt went, a row for each node, where it can be asked for and drawn: table `ops.dbt_results`.

Reads from the environment:
  LAKEHOUSE_DBT_RESULTS                host, port, database and user, as libpq takes them; nothing is kept unless given
  LAKEHOUSE_DBT_RESULTS_PASSWORD_FILE  file with the password of that user
  REQUESTS_CA_BUNDLE                   authority that the server's certificate is checked against
"""

import os

#: Days after which a row is taken away.
KEPT_DAYS = 90

TABLE = """
CREATE TABLE IF NOT EXISTS ops.dbt_results (
    run_id text NOT NULL,
    ended_at timestamptz NOT NULL DEFAULT now(),
    command text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    status text NOT NULL,
    seconds double precision NOT NULL,
    failures bigint,
    PRIMARY KEY (run_id, kind, name)
)
"""


def row_of(run_id, command, unique_id, status, seconds, failures):
    """A node's row: not what dbt says of it, which may hold data.

    :param failures: rows that a test has found wrong, None for what is no test. How many rows a model has is not known:
        Dremio's adapter counts the rows of the statement's answer.
    """
    kind, name = kind_and_name(unique_id)
    return (run_id, command, kind, name, status, round(seconds, 3), failures)


def kind_and_name(unique_id):
    """What a node is, and its name: of a table of a source, with the source's name."""
    kind, _, *names = unique_id.split(".")
    return kind, ".".join(names) if kind == "source" else names[0]


def keep(rows):
    """Writes the rows, all or none.

    :raises Exception: of psycopg2, or OSError for a password that cannot be read
    """
    import psycopg2
    import psycopg2.extras

    with open(os.environ["LAKEHOUSE_DBT_RESULTS_PASSWORD_FILE"], encoding="utf-8") as file:
        password = file.read().rstrip("\n")
    connection = psycopg2.connect(
        os.environ["LAKEHOUSE_DBT_RESULTS"],
        password=password,
        sslmode="verify-full",
        sslrootcert=os.environ["REQUESTS_CA_BUNDLE"],
        ssl_min_protocol_version="TLSv1.3",
        gssencmode="disable",
        connect_timeout=15,
        application_name="dbt",
        options="-c TimeZone=UTC -c search_path=pg_catalog",
    )
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(TABLE)
            psycopg2.extras.execute_values(
                cursor,
                "INSERT INTO ops.dbt_results (run_id, command, kind, name, status, seconds, failures) VALUES %s",
                rows,
            )
            cursor.execute("DELETE FROM ops.dbt_results WHERE ended_at < now() - %s * interval '1 day'", (KEPT_DAYS,))
    finally:
        connection.close()
