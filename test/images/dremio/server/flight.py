"""Arrow Flight: SQL as a command; logging in by a basic header gives a bearer token."""

import base64
import secrets
import threading
import time
from collections import OrderedDict

import pyarrow as pa
import pyarrow.flight as arrow

from engine import Engine
from errors import DremioError
from flight_sql import is_command
from jobs import run
from results import wire
from users import Users
from words import path_of

TICKET_SECONDS = 600
KEPT = 100


class Middleware(arrow.ServerMiddleware):
    """Who calls, and under which schema names are looked up."""

    def __init__(self, user: str, schema: str | None, token: str | None):
        self.user, self.schema, self._token = user, schema, token

    def sending_headers(self):
        return {} if self._token is None else {"authorization": f"Bearer {self._token}"}


class Authentication(arrow.ServerMiddlewareFactory):
    def __init__(self, users: Users):
        self._users = users

    def start_call(self, info, headers):
        plain = {key.lower(): values for key, values in headers.items()}
        value = str(plain.get("authorization", [""])[0])
        schema = plain.get("schema", [None])[0]
        kind, _, rest = value.partition(" ")
        if kind == "Basic":
            try:
                name, _, password = base64.b64decode(rest).decode().partition(":")
                token, user, _ = self._users.login(name, password)
            except (ValueError, DremioError):
                raise arrow.FlightUnauthenticatedError("Unable to authenticate: invalid username or password") from None
            return Middleware(user["name"], schema, token)
        if kind == "Bearer":
            user = self._users.user_of(rest)
            if user is not None:
                return Middleware(user, schema, None)
        raise arrow.FlightUnauthenticatedError("Unable to authenticate: no valid token")


class FlightServer(arrow.FlightServerBase):
    def __init__(self, port: int, engine: Engine, users: Users):
        self._engine = engine
        self._lock = threading.Lock()
        self._held: OrderedDict[bytes, tuple[str, float, pa.Table]] = OrderedDict()
        super().__init__(
            f"grpc://0.0.0.0:{port}", auth_handler=_NoHandshake(), middleware={"login": Authentication(users)}
        )

    def _call(self, context, descriptor):
        caller = context.get_middleware("login")
        command = descriptor.command
        if command is None or is_command(command):
            raise arrow.FlightServerError("UNIMPLEMENTED: Flight SQL commands are not known to this stand-in; send SQL as the command")
        try:
            sql = command.decode()
            contexts = (path_of(caller.schema),) if caller.schema else ()
        except (UnicodeDecodeError, DremioError):
            raise arrow.FlightServerError("INVALID_ARGUMENT: the command is not SQL") from None
        return caller, sql, contexts

    def get_flight_info(self, context, descriptor):
        caller, sql, contexts = self._call(context, descriptor)
        ticket = secrets.token_bytes(24)
        try:
            table = wire(run(self._engine, sql, contexts, caller.user, ticket[:6].hex(), "FLIGHT"))
        except DremioError as error:
            raise arrow.FlightServerError(error.job_message()) from None
        with self._lock:
            self._held[ticket] = (caller.user, time.monotonic() + TICKET_SECONDS, table)
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        endpoint = arrow.FlightEndpoint(arrow.Ticket(ticket), [])
        return arrow.FlightInfo(table.schema, descriptor, [endpoint], -1, -1)

    def get_schema(self, context, descriptor):
        _, sql, contexts = self._call(context, descriptor)
        try:
            schema = self._engine.schema_of_query(sql, contexts)
        except DremioError as error:
            raise arrow.FlightServerError(error.job_message()) from None
        return arrow.SchemaResult(wire(schema.empty_table()).schema)

    def do_get(self, context, ticket):
        caller = context.get_middleware("login")
        with self._lock:
            user, ends, table = self._held.pop(ticket.ticket, (None, 0, None))
        if user != caller.user or ends < time.monotonic():
            raise arrow.FlightServerError("NOT_FOUND: no result is held for this ticket")
        # At least one batch, as the real server sends: clients take the columns from it.
        batches = table.combine_chunks().to_batches() or [
            pa.record_batch([pa.array([], field.type) for field in table.schema], schema=table.schema)
        ]
        return arrow.GeneratorStream(table.schema, iter(batches))


class _NoHandshake(arrow.ServerAuthHandler):
    """The handshake call itself says nothing: the headers do."""

    def authenticate(self, outgoing, incoming):
        pass

    def is_valid(self, token):
        return ""
