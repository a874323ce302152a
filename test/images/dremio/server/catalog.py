"""Sources, spaces, folders and views, and what a path in a query means."""

import secrets
import threading
import time
import uuid
from dataclasses import dataclass

import pyarrow as pa

import folders
import objectstore
import postgres
from errors import DremioError, not_found, unsupported
from iceberg import IcebergTables
from log import log
from scan import exposed
from settings import Store as S3Store
from store import Store

S3_KEYS = {"accessKey", "accessSecret", "secure", "externalBucketList", "propertyList", "rootPath", "enableAsync",
           "compatibilityMode", "isCachingEnabled", "maxCacheSpacePct", "whitelistedBuckets", "credentialType",
           "requesterPays", "enableFileStatusCheck", "defaultCtasFormat", "isPartitionInferenceEnabled"}
S3_PROPERTIES = {"fs.s3a.endpoint", "fs.s3a.path.style.access", "fs.s3a.endpoint.region",
                 "fs.s3a.connection.ssl.enabled", "dremio.s3.region"}
# Keys of a source's metadataPolicy and their types.
POLICY = {"authTTLMs": int, "autoPromoteDatasets": bool, "datasetExpireAfterMs": int, "datasetRefreshAfterMs": int,
          "datasetUpdateMode": ("PREFETCH", "PREFETCH_QUERIED", "INLINE"), "deleteUnavailableDatasets": bool,
          "namesRefreshMs": int}
# The shortest time after which metadata is read again.
SHORTEST_MS = 60_000
HIDDEN = "$DREMIO_EXISTING_VALUE$"


@dataclass
class Found:
    """What a path names: kind is view, parquet, iceberg or postgres."""

    kind: str
    path: tuple[str, ...]
    document: dict | None = None
    schema: pa.Schema | None = None
    source: "Source | None" = None


class Source:
    """A connected source."""

    def __init__(self, document: dict, directory: str, trust: str | None):
        config = document["config"]
        _check_policy(document.get("metadataPolicy") or {})
        self.name, self.kind, self.document = document["name"], document["type"], document
        if self.kind == "S3":
            self._root, store = _s3_store(config)
            self.files = objectstore.connect(store, trust)
            self.buckets = config.get("whitelistedBuckets") or []
            objectstore.register(self.name, self.files)
            self.tables = IcebergTables(self.name, directory, self.files)
        elif self.kind == "POSTGRES":
            missing = [key for key in postgres.REQUIRED if not config.get(key)]
            unknown = sorted(set(config) - postgres.KEYS)
            if missing or unknown:
                raise DremioError(f"Source config: missing {missing}, unknown {unknown}")
            self.database = postgres.Postgres(config, trust)
        else:
            raise DremioError(f"Source type {self.kind} is not known to this stand-in, which has S3 and POSTGRES")

    def check(self) -> None:
        """Raises DremioError where the source cannot be reached with its credentials."""
        if self.kind == "POSTGRES":
            self.database.check()
            return
        try:
            for bucket in self.buckets:
                list(self.files.get_file_info(objectstore.pyarrow.fs.FileSelector(bucket)))
        except Exception as error:  # noqa: BLE001 - any failure of the client means the same
            raise DremioError(f"Failure while configuring source [{self.name}]: {objectstore.reason(error)}") from None

    def state(self) -> dict:
        """As it is now: a secret that was changed since the source was made shows here."""
        try:
            self.check()
        except DremioError as error:
            return {"status": "bad", "suggestedUserAction": "", "messages": [{"level": "ERROR", "message": error.message}]}
        return {"status": "good", "suggestedUserAction": "", "messages": []}

    def location(self, path) -> str:
        """Where a path below the source lies in the object store. Raises DremioError outside the allowed buckets."""
        parts = [*(part for part in self._root.split("/") if part), *path]
        if self.buckets and parts[0] not in self.buckets:
            raise not_found([self.name, *path])
        return "/".join(parts)


def _check_policy(policy: dict) -> None:
    for key, value in policy.items():
        kind = POLICY.get(key)
        if kind is None:
            raise DremioError(f"metadataPolicy: unknown {key}; known: {', '.join(POLICY)}")
        if isinstance(kind, tuple):
            if value not in kind:
                raise DremioError(f"metadataPolicy: {key} must be one of {', '.join(kind)}")
        elif type(value) is not kind or (kind is int and value < SHORTEST_MS):
            allowed = f"a number of milliseconds from {SHORTEST_MS}" if kind is int else "true or false"
            raise DremioError(f"metadataPolicy: {key} must be {allowed}")


def _s3_store(config: dict) -> tuple[str, S3Store]:
    if config.get("isPartitionInferenceEnabled", False):
        raise unsupported("isPartitionInferenceEnabled")
    unknown = sorted(set(config) - S3_KEYS)
    properties = {entry["name"]: entry["value"] for entry in config.get("propertyList") or []}
    unknown += sorted(set(properties) - S3_PROPERTIES)
    if unknown:
        raise DremioError(f"Source config: unknown {unknown}")
    if config.get("credentialType", "ACCESS_KEY") != "ACCESS_KEY" or not config.get("accessKey") or not config.get("accessSecret"):
        raise DremioError("Failure creating S3 connection. You must provide AWS Access Key and AWS Access Secret.")
    endpoint = properties.get("fs.s3a.endpoint", "")
    if endpoint == "" or "://" in endpoint:
        raise DremioError("fs.s3a.endpoint must be host:port without a scheme")
    if not config.get("compatibilityMode") or properties.get("fs.s3a.path.style.access") != "true":
        raise DremioError("compatibilityMode and fs.s3a.path.style.access must be true for a store that is not Amazon's")
    region = properties.get("fs.s3a.endpoint.region", properties.get("dremio.s3.region", "us-east-1"))
    store = S3Store(endpoint, config.get("secure", True), config["accessKey"], config["accessSecret"], region)
    return config.get("rootPath", "/"), store


def key_of(path) -> str:
    return "/".join(part.lower() for part in path)


class Catalog:
    def __init__(self, store: Store, trust: str | None):
        self.store, self._trust = store, trust
        self._lock = threading.RLock()
        self._sources: dict[str, Source] = {}
        for document in store.all("source"):
            self._sources[document["name"].lower()] = Source(document, store.directory, trust)

    # Sources

    def source(self, name: str) -> Source | None:
        return self._sources.get(name.lower())

    def sources(self) -> list[Source]:
        return list(self._sources.values())

    def put_source(self, document: dict, existing: dict | None = None) -> dict:
        with self._lock:
            name = document.get("name")
            if existing is None and self.container((name,)) is not None:
                raise DremioError(f"Unable to create source [{name}]. An object already exists with that name.", status=409)
            config = dict(document.get("config") or {})
            for key in ("accessSecret", "password"):
                if config.get(key) == HIDDEN and existing is not None:
                    config[key] = existing["config"][key]
            document = {**document, "config": config, "entityType": "source", "tag": secrets.token_urlsafe(8),
                        "id": existing["id"] if existing else str(uuid.uuid4()),
                        "createdAt": existing["createdAt"] if existing else time.time()}
            source = Source(document, self.store.directory, self._trust)
            source.check()
            self.store.put("source", key_of((name,)), document)
            self._sources[name.lower()] = source
            return document

    # Spaces, folders, views: documents under their path

    def container(self, path) -> dict | None:
        """The source, space or folder of a path."""
        for kind in ("source", "space", "folder"):
            document = self.store.get(kind, key_of(path))
            if document is not None:
                return document
        return None

    def put_container(self, kind: str, path) -> dict:
        with self._lock:
            if self.container(path) is not None or self.store.get("view", key_of(path)) is not None:
                raise DremioError(f"Unable to create {kind} [{'.'.join(path)}]. An object already exists with that name.", status=409)
            if kind == "folder":
                parent = self.container(path[:-1])
                if parent is None:
                    raise not_found(path[:-1])
                if self.source(path[0]) is not None:
                    raise DremioError("Can not create a folder inside a [SOURCE].")
            document = {"entityType": kind, "id": str(uuid.uuid4()), "path": list(path), "name": path[-1],
                        "tag": secrets.token_urlsafe(8), "createdAt": time.time()}
            self.store.put(kind, key_of(path), document)
            return document

    def put_view(self, path, sql: str, context, replace: bool, fields: list) -> dict:
        with self._lock:
            if self.source(path[0]) is not None or self.container(path[:-1]) is None:
                raise DremioError(f"Cannot create view in [{'.'.join(path[:-1])}]: no such space or folder")
            held = self.store.get("view", key_of(path))
            if (held is not None and not replace) or self.container(path) is not None:
                raise DremioError(f"A view with given name [{'.'.join(path)}] already exists in schema [{'.'.join(path[:-1])}].")
            document = {"entityType": "dataset", "type": "VIRTUAL_DATASET", "path": list(path), "sql": sql,
                        "sqlContext": list(context or []), "fields": fields, "tag": secrets.token_urlsafe(8),
                        "id": held["id"] if held else str(uuid.uuid4()),
                        "createdAt": held["createdAt"] if held else time.time()}
            self.store.put("view", key_of(path), document)
            return document

    def by_id(self, identifier: str) -> dict | None:
        for kind in ("source", "space", "folder", "view", "dataset"):
            for document in self.store.all(kind):
                if document["id"] == identifier:
                    return document
        return None

    # Datasets

    def promote(self, path) -> dict:
        source = self.source(path[0])
        if source is None or source.kind != "S3":
            raise not_found(path)
        metadata = folders.read_metadata(source.files, source.location(path[1:]), ".".join(path))
        held = self.store.get("dataset", key_of(path)) or {"id": str(uuid.uuid4()), "createdAt": time.time()}
        document = {**held, "entityType": "dataset", "type": "PHYSICAL_DATASET", "path": list(path),
                    "format": {"type": "Parquet"}, "tag": secrets.token_urlsafe(8), "metadata": metadata}
        self.store.put("dataset", key_of(path), document)
        log("INFO", "metadata read", dataset=".".join(path), files=len(metadata["files"]))
        return document

    def find(self, path, contexts=((),), promote: bool = False) -> Found | None:
        """What the path names: as it is, else below one of the contexts. `promote`: where its source is told to, a folder
        of Parquet files becomes a dataset."""
        for candidate in [tuple(path), *(tuple(context) + tuple(path) for context in contexts if context)]:
            found = self._find(candidate) or (self._promoted(candidate) if promote else None)
            if found is not None:
                return found
        return None

    def _promoted(self, path) -> Found | None:
        source = self.source(path[0])
        policy = source.document.get("metadataPolicy") or {} if source is not None else {}
        if not policy.get("autoPromoteDatasets", False) or source.kind != "S3" or len(path) < 3:
            return None
        if any(key_of(name).startswith(key_of(path[1:]) + "/") for name in source.tables.names()):
            return None
        try:
            self.promote((source.name, *path[1:]))
        except DremioError:
            # No folder, or not one of Parquet files.
            return None
        return self._find(path)

    def _find(self, path) -> Found | None:
        view = self.store.get("view", key_of(path))
        if view is not None:
            return Found("view", tuple(view["path"]), view)
        source = self.source(path[0])
        if source is None or len(path) < 2:
            return None
        if source.kind == "POSTGRES":
            for (schema, table), columns in source.database.tables().items() if len(path) == 3 else ():
                if (schema.lower(), table.lower()) == (path[1].lower(), path[2].lower()):
                    return Found("postgres", (source.name, schema, table), schema=columns, source=source)
            return None
        document = self.store.get("dataset", key_of(path))
        if document is not None:
            life = (source.document.get("metadataPolicy") or {}).get("datasetRefreshAfterMs", 3_600_000) / 1000
            if document["metadata"]["refreshed"] + life < time.time():
                document = self.promote(tuple(document["path"]))
            return Found("parquet", tuple(document["path"]), document, folders.schema_of(document["metadata"]), source)
        for name in source.tables.names():
            if key_of(name) == key_of(path[1:]):
                schema = exposed(source.tables.load(name).schema().as_arrow())
                return Found("iceberg", (source.name, *name), schema=schema, source=source)
        return None

    def datasets(self) -> list[Found]:
        """All that can be queried; a source that does not answer is left out, and said so."""
        found = [Found("view", tuple(document["path"]), document) for document in self.store.all("view")]
        for document in self.store.all("dataset"):
            schema = folders.schema_of(document["metadata"])
            found.append(Found("parquet", tuple(document["path"]), document, schema, self.source(document["path"][0])))
        for source in self.sources():
            try:
                if source.kind == "POSTGRES":
                    for table, schema in source.database.tables().items():
                        found.append(Found("postgres", (source.name, *table), schema=schema, source=source))
                else:
                    for name in source.tables.names():
                        schema = exposed(source.tables.load(name).schema().as_arrow())
                        found.append(Found("iceberg", (source.name, *name), schema=schema, source=source))
            except (DremioError, OSError) as error:
                log("WARN", "source unavailable", source=source.name, reason=objectstore.reason(error))
        return found
