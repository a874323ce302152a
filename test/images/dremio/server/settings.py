"""Reads what the real server is configured with, and refuses what it does not know or what contradicts itself."""

import os
import shlex
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from urllib.parse import urlparse

from pyhocon import ConfigFactory

HOME = os.environ.get("DREMIO_HOME", "/opt/dremio")


class SettingsError(Exception):
    """One line: what, where, what is allowed."""


@dataclass(frozen=True)
class Store:
    """An S3 endpoint as the server reaches it."""

    endpoint: str
    secure: bool
    access_key: str
    secret_key: str
    region: str = "us-east-1"


@dataclass(frozen=True)
class Settings:
    data: str
    dist_path: str
    dist_store: Store
    web_port: int
    flight_port: int
    client_port: int
    fabric_port: int
    trust_store: str | None
    trust_store_type: str
    trust_store_password: str | None
    temporary: str
    heap_mb: int
    direct_mb: int


# Key of dremio.conf, its type, and whether a value other than the one given is refused.
KEYS = {
    "paths.local": str,
    "paths.dist": str,
    "paths.results": str,
    "services.coordinator.enabled": True,
    "services.coordinator.master.enabled": True,
    "services.coordinator.master.embedded-zookeeper.enabled": True,
    "services.coordinator.web.enabled": True,
    "services.coordinator.web.port": int,
    "services.coordinator.web.ui.intercom.enabled": False,
    "services.coordinator.web.auth.type": "internal",
    "services.coordinator.web.ssl.enabled": False,
    "services.coordinator.client-endpoint.port": int,
    "services.executor.enabled": True,
    "services.flight.enabled": True,
    "services.flight.auth.mode": "arrow.flight.auth2",
    "services.flight.port": int,
    "services.flight.use_session_service": bool,
    "services.flight.ssl.enabled": False,
    "services.fabric.port": int,
    "services.web-admin.enabled": False,
    "debug.dist.caching.enabled": bool,
}
SITE = {
    "fs.dremioS3.impl": "com.dremio.plugins.s3.store.S3FileSystem",
    "fs.s3a.aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
    "fs.s3a.access.key": str,
    "fs.s3a.secret.key": str,
    "fs.s3a.endpoint": str,
    "fs.s3a.endpoint.region": str,
    "fs.s3a.path.style.access": "true",
    "fs.s3a.connection.ssl.enabled": bool,
    "dremio.s3.compat": "true",
}
JAVA_PROPERTIES = (
    "javax.net.ssl.trustStore",
    "javax.net.ssl.trustStoreType",
    "javax.net.ssl.trustStorePassword",
    "java.io.tmpdir",
    "user.timezone",
)


def _flatten(tree, prefix=""):
    for key, value in tree.items():
        key = prefix + str(key).strip('"')
        if isinstance(value, dict):
            yield from _flatten(value, key + ".")
        else:
            yield key, value


def _check(where: str, allowed: dict, values: dict) -> None:
    for key, value in values.items():
        if key not in allowed:
            raise SettingsError(f"{where}: unknown key {key}; known: {', '.join(sorted(allowed))}")
        wanted = allowed[key]
        if wanted is bool or isinstance(wanted, bool):
            if str(value).lower() not in ("true", "false"):
                raise SettingsError(f"{where}: {key} must be true or false")
            if isinstance(wanted, bool) and (str(value).lower() == "true") != wanted:
                raise SettingsError(f"{where}: {key} must be {str(wanted).lower()}: this stand-in is one plain node")
        elif wanted is int:
            if not str(value).isdigit() or not 0 < int(value) < 65536:
                raise SettingsError(f"{where}: {key} must be a port number")
        elif wanted is str:
            if not isinstance(value, str) or value == "":
                raise SettingsError(f"{where}: {key} must be a text that is not empty")
        elif str(value) != wanted:
            raise SettingsError(f"{where}: {key} must be {wanted}")


def _java_options() -> dict:
    """The system properties of DREMIO_JAVA_SERVER_EXTRA_OPTS and DREMIO_JAVA_EXTRA_OPTS."""
    properties = {}
    for name in ("DREMIO_JAVA_SERVER_EXTRA_OPTS", "DREMIO_JAVA_EXTRA_OPTS"):
        for word in shlex.split(os.environ.get(name, "")):
            key, _, value = word[2:].partition("=")
            if word.startswith("-X") or word.startswith("--add-opens"):
                continue
            if not word.startswith("-D") or (key not in JAVA_PROPERTIES and key not in KEYS):
                raise SettingsError(f"{name}: unknown option {word.partition('=')[0]}")
            properties[key] = value
    return properties


def _core_site(path: str) -> dict:
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise SettingsError(f"{path}: document types and entities are not read")
        root = ElementTree.fromstring(text)
    except FileNotFoundError:
        raise SettingsError(f"{path} is missing: it holds the credentials of paths.dist") from None
    except (OSError, ElementTree.ParseError) as error:
        raise SettingsError(f"{path}: {error}") from None
    values = {}
    for entry in root.findall("property"):
        name, value = entry.findtext("name", "").strip(), entry.findtext("value", "").strip()
        if value.startswith("${env.") and value.endswith("}"):
            value = os.environ.get(value[6:-1], "")
        if value.startswith("dremio+file://"):
            # As the real provider reads it: the whole content, with any newline at its end.
            try:
                with open(value.removeprefix("dremio+file://"), encoding="utf-8") as file:
                    value = file.read()
            except OSError as error:
                raise SettingsError(f"{path}: {name}: {error}") from None
        if name in values:
            raise SettingsError(f"{path}: {name} is there twice")
        values[name] = value
    _check(path, SITE, values)
    return values


def _megabytes(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit() or int(value) == 0:
        raise SettingsError(f"{name} must be a number of megabytes")
    return int(value)


def _memory_limit_mb() -> int | None:
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            with open(path, encoding="ascii") as file:
                text = file.read().strip()
        except OSError:
            continue
        if text.isdigit() and int(text) < 1 << 60:
            return int(text) >> 20
    return None


def read_settings(conf: str) -> Settings:
    """Settings from the configuration directory and the environment.

    Raises SettingsError with one line for the first thing that is wrong.
    """
    path = os.path.join(conf, "dremio.conf")
    properties = _java_options()
    try:
        tree = dict(_flatten(ConfigFactory.parse_file(path)))
    except FileNotFoundError:
        raise SettingsError(f"{path} is missing") from None
    except Exception as error:  # noqa: BLE001 - the parser's errors have no common class
        raise SettingsError(f"{path}: not HOCON: {str(error).splitlines()[0]}") from None
    tree.update({key: value for key, value in properties.items() if key in KEYS})
    _check(path, KEYS, tree)
    if tree.get("paths.local", None) is None or tree.get("paths.dist") is None:
        raise SettingsError(f"{path}: paths.local and paths.dist must be set")
    dist = urlparse(tree["paths.dist"])
    if not tree["paths.dist"].startswith("dremioS3:") or dist.netloc or len(dist.path.strip("/").split("/")) < 2:
        raise SettingsError(f"{path}: paths.dist must be dremioS3:///<bucket>/<path>, not {tree['paths.dist']}")

    site_path = os.path.join(conf, "core-site.xml")
    site = _core_site(site_path)
    for key in ("fs.dremioS3.impl", "fs.s3a.access.key", "fs.s3a.secret.key", "fs.s3a.endpoint",
                "fs.s3a.path.style.access", "dremio.s3.compat"):
        if key not in site:
            raise SettingsError(f"{site_path}: {key} is missing")
    if "://" in site["fs.s3a.endpoint"]:
        raise SettingsError(f"{site_path}: fs.s3a.endpoint must be host:port without a scheme")

    heap = _megabytes("DREMIO_MAX_HEAP_MEMORY_SIZE_MB", 4096)
    direct = _megabytes("DREMIO_MAX_DIRECT_MEMORY_SIZE_MB", 8192)
    limit = _memory_limit_mb()
    if limit is not None and heap + direct > limit:
        raise SettingsError(f"heap {heap} MB and direct memory {direct} MB are more than the container's {limit} MB")
    temporary = properties.get("java.io.tmpdir", "/tmp")
    if not os.access(temporary, os.W_OK):
        raise SettingsError(f"java.io.tmpdir {temporary} is not writable")
    if os.statvfs(temporary).f_flag & os.ST_NOEXEC:
        raise SettingsError(
            f"java.io.tmpdir {temporary} is mounted noexec: the real server loads native libraries from it; "
            "name a directory on the data volume with -Djava.io.tmpdir in DREMIO_JAVA_SERVER_EXTRA_OPTS"
        )
    return Settings(
        data=tree["paths.local"],
        dist_path=dist.path.strip("/"),
        dist_store=Store(
            endpoint=site["fs.s3a.endpoint"],
            secure=site.get("fs.s3a.connection.ssl.enabled", "true").lower() == "true",
            access_key=site["fs.s3a.access.key"],
            secret_key=site["fs.s3a.secret.key"],
            region=site.get("fs.s3a.endpoint.region", "us-east-1"),
        ),
        web_port=int(tree.get("services.coordinator.web.port", 9047)),
        flight_port=int(tree.get("services.flight.port", 32010)),
        client_port=int(tree.get("services.coordinator.client-endpoint.port", 31010)),
        fabric_port=int(tree.get("services.fabric.port", 45678)),
        trust_store=properties.get("javax.net.ssl.trustStore"),
        trust_store_type=properties.get("javax.net.ssl.trustStoreType", "PKCS12"),
        trust_store_password=properties.get("javax.net.ssl.trustStorePassword"),
        temporary=temporary,
        heap_mb=heap,
        direct_mb=direct,
    )
