"""The REST interface: HTTP on the web port."""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from catalog_api import CatalogApi
from errors import DremioError
from jobs import Jobs
from log import log
from reflections import Reflections
from results import columns_of, json_rows
from users import Users

NO_USER = "No User Available"
LIMIT = 500
# Where no token is needed.
OPEN = {("GET", "/apiv2/server_status"), ("PUT", "/apiv2/bootstrap/firstuser"), ("POST", "/apiv2/login"), ("GET", "/")}


class Api:
    """What each method and path does. Handlers take the match, the query, the body and the user."""

    def __init__(self, users: Users, catalog: CatalogApi, reflections: Reflections, jobs: Jobs):
        self._users, self._jobs = users, jobs
        name = "([^/]+)"
        self._routes = [
            ("GET", "/", lambda m, q, b, u: {"product": "Dremio stand-in", "ui": "none"}),
            ("GET", "/apiv2/server_status", lambda m, q, b, u: "OK"),
            ("PUT", "/apiv2/bootstrap/firstuser", self._first_user),
            ("POST", "/apiv2/login", self._login),
            ("GET", "/api/v3/catalog", lambda m, q, b, u: catalog.root()),
            ("POST", "/api/v3/catalog", lambda m, q, b, u: catalog.create(b)),
            ("GET", "/api/v3/catalog/by-path/(.+)", lambda m, q, b, u: catalog.by_path([unquote(p) for p in m[1].split("/")])),
            ("GET", f"/api/v3/catalog/{name}/collaboration/(wiki|tag)", lambda m, q, b, u: catalog.note(unquote(m[1]), m[2])),
            ("POST", f"/api/v3/catalog/{name}/collaboration/(wiki|tag)", lambda m, q, b, u: catalog.set_note(unquote(m[1]), m[2], b)),
            ("POST", f"/api/v3/catalog/{name}/refresh", lambda m, q, b, u: catalog.refresh(unquote(m[1]))),
            ("GET", f"/api/v3/catalog/{name}", lambda m, q, b, u: catalog.by_id(unquote(m[1]))),
            ("POST", f"/api/v3/catalog/{name}", lambda m, q, b, u: catalog.promote(unquote(m[1]), b)),
            ("PUT", f"/api/v3/catalog/{name}", lambda m, q, b, u: catalog.update(unquote(m[1]), b)),
            ("DELETE", f"/api/v3/catalog/{name}", lambda m, q, b, u: catalog.delete(unquote(m[1]))),
            ("POST", "/api/v3/user", lambda m, q, b, u: users.create(b)),
            ("GET", f"/api/v3/user/by-name/{name}", lambda m, q, b, u: self._user(users.by_name(unquote(m[1])))),
            ("GET", f"/api/v3/user/{name}", lambda m, q, b, u: self._user(users.by_id(m[1]))),
            ("PUT", f"/api/v3/user/{name}", lambda m, q, b, u: users.update(m[1], b)),
            ("POST", "/api/v3/sql", self._sql),
            ("GET", f"/api/v3/job/{name}", lambda m, q, b, u: jobs.status(m[1])),
            ("GET", f"/api/v3/job/{name}/results", self._results),
            ("POST", "/api/v3/reflection", lambda m, q, b, u: reflections.put(b)),
            ("GET", "/api/v3/reflection", lambda m, q, b, u: {"data": reflections.list()}),
            ("GET", f"/api/v3/reflection/{name}", lambda m, q, b, u: reflections.get(m[1])),
            ("PUT", f"/api/v3/reflection/{name}", lambda m, q, b, u: reflections.put(b, m[1])),
            ("DELETE", f"/api/v3/reflection/{name}", lambda m, q, b, u: reflections.delete(m[1])),
            ("GET", f"/api/v3/dataset/{name}/reflection", lambda m, q, b, u: {"data": reflections.list(unquote(m[1]))}),
        ]
        self._routes = [(method, re.compile(pattern), handler) for method, pattern, handler in self._routes]

    def call(self, method: str, target: str, authorization: str | None, body) -> object:
        """The answer. Raises DremioError, also for what is not there."""
        split = urlsplit(target)
        user = None
        if (method, split.path) not in OPEN:
            if not self._users.any():
                raise DremioError(NO_USER, status=403)
            token = re.fullmatch(r"(?:_dremio|Bearer )(.+)", authorization or "")
            user = self._users.user_of(token[1]) if token else None
            if user is None:
                raise DremioError("HTTP 401 Unauthorized", status=401)
        for known, pattern, handler in self._routes:
            match = pattern.fullmatch(split.path) if known == method else None
            if match:
                return handler(match, parse_qs(split.query), body if isinstance(body, dict) else {}, user)
        log("WARN", "unknown endpoint", method=method, path=split.path)
        raise DremioError("HTTP 404 Not Found", status=404)

    def _first_user(self, match, query, body, user):
        created = self._users.create(body, first=True)
        return {"userName": created["name"], "id": created["id"], "firstName": created["firstName"],
                "lastName": created["lastName"], "email": created["email"]}

    def _login(self, match, query, body, user):
        if not self._users.any():
            raise DremioError(NO_USER, status=403)
        token, held, expires = self._users.login(body.get("userName"), body.get("password"))
        return {"token": token, "userName": held["name"], "firstName": held["firstName"], "lastName": held["lastName"],
                "expires": int(expires * 1000), "email": held["email"], "userId": held["id"], "admin": True,
                "version": "stand-in"}

    def _user(self, held):
        if held is None:
            raise DremioError("User not found.", status=404)
        return self._users.public(held)

    def _sql(self, match, query, body, user):
        if not isinstance(body.get("sql"), str) or body["sql"].strip() == "":
            raise DremioError("sql must be provided")
        context = body.get("context")
        return {"id": self._jobs.start(body["sql"], (tuple(context),) if context else (), user)}

    def _results(self, match, query, body, user):
        offset, limit = int(query.get("offset", ["0"])[0]), int(query.get("limit", ["100"])[0])
        if not 0 <= limit <= LIMIT:
            raise DremioError(f"limit can not exceed {LIMIT} rows")
        table = self._jobs.results(match[1])
        return {"rowCount": table.num_rows, "schema": columns_of(table.schema), "rows": json_rows(table.slice(offset, limit))}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Dremio", ""
    # Else headers and body go in two packets, and the second waits for the first's acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1

    def _serve(self):
        try:
            length = int(self.headers.get("Content-Length") or 0)
            content = self.rfile.read(length)
            body = json.loads(content) if content else None
            status, answer = 200, self.server.api.call(self.command, self.path, self.headers.get("Authorization"), body)
        except json.JSONDecodeError:
            status, answer = 400, {"errorMessage": "The request's body is not JSON", "moreInfo": ""}
        except DremioError as error:
            status, answer = error.status, {"errorMessage": error.message, "moreInfo": ""}
        except Exception as error:  # noqa: BLE001 - the server goes on
            log("ERROR", "request failed", method=self.command, error=f"{type(error).__name__}: {error}")
            status, answer = 500, {"errorMessage": "Something went wrong.", "moreInfo": ""}
        if answer is None:
            status, content = 204, b""
        else:
            content = json.dumps(answer, default=str).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()
        log("INFO" if status < 400 else "WARN", "request", method=self.command, path=urlsplit(self.path).path, status=status)

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the base class's names

    def log_message(self, *_):
        """Requests are logged by `_serve`."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, api: Api):
        self.api = api
        super().__init__(("0.0.0.0", port), Handler)

    def handle_error(self, request, client_address):
        log("INFO", "connection ended early", error=type(sys.exc_info()[1]).__name__)
