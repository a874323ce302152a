"""Elasticsearch sources: read only, whole indices, by the requests that the real server's plugin makes.

It filters nothing there: every document comes by scroll and is filtered here.
"""

import base64
import json
import ssl
import urllib.error
import urllib.request
from datetime import datetime, timezone

import pyarrow as pa

from errors import DremioError, unsupported
from scan import Rows, Scan

KEYS = {"hostList", "username", "password", "authenticationType", "sslEnabled", "useWhitelist", "scriptsEnabled",
        "showHiddenIndices", "showIdColumn", "readTimeoutMillis", "scrollTimeoutMillis", "usePainless", "scrollSize",
        "allowPushdownOnNormalizedOrAnalyzedFields", "warnOnRowCountMismatch", "encryptionValidationMode"}
REQUIRED = ("hostList",)
# Name of the only type that indices have since version 7.
DOCUMENT = "_doc"
# Fields of other types are left out.
_TYPES = {
    "keyword": pa.string(), "text": pa.string(), "ip": pa.string(), "long": pa.int64(), "integer": pa.int32(), "short": pa.int32(),
    "byte": pa.int32(), "double": pa.float64(), "float": pa.float32(), "half_float": pa.float32(), "boolean": pa.bool_(),
    "date": pa.timestamp("us"),
}


class Elastic:
    """One source. `config` is that of the REST API; certificates are checked by what the server trusts."""

    def __init__(self, config: dict, trust: str | None):
        hosts = config["hostList"]
        if not isinstance(hosts, list) or not all(isinstance(each, dict) and set(each) <= {"hostname", "port"} for each in hosts):
            raise DremioError("hostList must be a list of hostname and port")
        size = config.get("scrollSize", 4000)
        if type(size) is not int or not 127 <= size <= 65535:
            raise DremioError("scrollSize must be between 127 and 65535")
        if config.get("showIdColumn", False):
            raise unsupported("showIdColumn")
        kind = config.get("authenticationType", "ANONYMOUS")
        if kind not in ("ANONYMOUS", "MASTER"):
            raise DremioError("authenticationType must be ANONYMOUS or MASTER")
        self._login = None
        if kind == "MASTER":
            login = f"{config.get('username', '')}:{config.get('password', '')}".encode()
            self._login = f"Basic {base64.b64encode(login).decode()}"
        self._context = _context(config, trust)
        self._hosts = [f"{each['hostname']}:{each.get('port', 9200)}" for each in hosts]
        self._stays, self._size, self._hidden = config.get("useWhitelist", False), size, config.get("showHiddenIndices", False)
        self._timeout, self._scroll = config.get("readTimeoutMillis", 60000) / 1000, config.get("scrollTimeoutMillis", 300000)

    def _call(self, host: str, method: str, path: str, body=None) -> dict:
        scheme = "http" if self._context is None else "https"
        request = urllib.request.Request(f"{scheme}://{host}/{path}", method=method, headers={"Content-Type": "application/json"},
                                         data=None if body is None else json.dumps(body).encode())
        if self._login:
            request.add_header("Authorization", self._login)
        try:
            with urllib.request.urlopen(request, context=self._context, timeout=self._timeout) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            said = {401: "Unauthorized to connect to Elasticsearch cluster. Please make sure that the username and the password provided are correct.",
                    403: "the user has not the privileges that it needs"}.get(error.code, f"HTTP {error.code}")
            raise DremioError(f"Failure executing Elastic request {path.split('?')[0]}: {said}", "DATA_READ ERROR") from None
        except OSError as error:
            raise DremioError(f"Unable to connect to {host}: {getattr(error, 'reason', error)}", "CONNECTION ERROR") from None

    def _host(self) -> str:
        """Where requests go: the first host given, or, unless told to stay there, where it says that its node is."""
        nodes = self._call(self._hosts[0], "GET", "_nodes")["nodes"]
        return self._hosts[0] if self._stays else next(iter(nodes.values()))["http"]["publish_address"]

    def check(self) -> None:
        self._call(self._host(), "GET", "_cluster/health")

    def tables(self) -> dict[tuple[str, str], pa.Schema]:
        """Schemas by index and type; an index without a mapping is none."""
        found = {}
        for name, index in self._call(self._host(), "GET", "_cluster/state/metadata")["metadata"]["indices"].items():
            properties = index["mappings"].get(DOCUMENT, {}).get("properties", {})
            fields = [pa.field(key, _TYPES[field["type"]]) for key, field in properties.items() if field.get("type") in _TYPES]
            if fields and (self._hidden or not name.startswith(".")):
                found[(name, DOCUMENT)] = pa.schema(fields)
        return found

    def dataset(self, table: tuple[str, str], schema: pa.Schema, name: str, dry: bool) -> tuple[Rows, Scan]:
        scan = Scan(table=name, kind="elastic")
        return Rows(scan, schema, lambda: self._pages(table[0], schema), dry), scan

    def _pages(self, index: str, schema: pa.Schema):
        host, life = self._host(), f"{self._scroll}ms"
        page = self._call(host, "POST", f"{index}/_search?scroll={life}&size={self._size}", {"query": {"match_all": {}}})
        expected, read = page["hits"]["total"]["value"], 0
        try:
            while hits := page["hits"]["hits"]:
                read += len(hits)
                columns = [pa.array([_value(hit["_source"].get(field.name), field) for hit in hits], field.type) for field in schema]
                yield pa.record_batch(columns, schema=schema)
                if read >= expected:
                    break
                page = self._call(host, "POST", "_search/scroll", {"scroll": life, "scroll_id": page["_scroll_id"]})
        finally:
            self._call(host, "DELETE", f"_search/scroll/{page['_scroll_id']}")
        if read != expected:
            raise DremioError("Elastic query terminated as Dremio didn't receive as many results as expected.", "DATA_READ ERROR")


def _context(config: dict, trust: str | None) -> ssl.SSLContext | None:
    mode = config.get("encryptionValidationMode", "CERTIFICATE_AND_HOSTNAME_VALIDATION")
    if mode not in ("CERTIFICATE_AND_HOSTNAME_VALIDATION", "CERTIFICATE_ONLY_VALIDATION"):
        raise unsupported(f"encryptionValidationMode {mode}")
    if not config.get("sslEnabled", False):
        return None
    context = ssl.create_default_context(cafile=trust)
    context.check_hostname = mode == "CERTIFICATE_AND_HOSTNAME_VALIDATION"
    return context


def _value(value, field: pa.Field):
    if value is None:
        return None
    if isinstance(value, (list, dict)):
        raise unsupported(f"Field {field.name} with several values in one document")
    if pa.types.is_timestamp(field.type):
        if isinstance(value, (int, float)):
            return datetime.fromtimestamp(value / 1000, timezone.utc).replace(tzinfo=None)
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo is None else moment.astimezone(timezone.utc).replace(tzinfo=None)
    return str(value) if pa.types.is_string(field.type) else value
