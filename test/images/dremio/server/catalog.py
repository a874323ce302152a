"""Sources, spaces, folders and views, and what a path in a query means."""

import secrets
import threading
import time
import uuid
from dataclasses import dataclass

import pyarrow as pa

import delta
import folders
import objectstore
from errors import DremioError, not_found, unsupported
from log import log
from scan import exposed
from sources import DATABASES, Source
from store import Store

HIDDEN = "$DREMIO_EXISTING_VALUE$"
# Keys of a source's configuration that are never shown.
SECRETS = ("accessSecret", "password")


@dataclass
class Found:
    """What a path names: kind is view, parquet, delta, iceberg, postgres or elastic."""

    kind: str
    path: tuple[str, ...]
    document: dict | None = None
    schema: pa.Schema | None = None
    source: Source | None = None


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
            for key in SECRETS:
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

    def remove_source(self, name: str) -> None:
        with self._lock:
            if self._sources[name.lower()].kind not in DATABASES:
                raise unsupported("Removing a source of files, whose tables this stand-in keeps with it,")
            del self._sources[name.lower()]
            self.store.delete("source", key_of((name,)))

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

    def remove_view(self, found: Found) -> None:
        """A view goes with the reflections on it."""
        with self._lock:
            self.store.delete("view", key_of(found.path))
            for reflection in self.store.all("reflection"):
                if reflection["datasetId"] == found.document["id"]:
                    self.store.delete("reflection", reflection["id"])

    def by_id(self, identifier: str) -> dict | None:
        for kind in ("source", "space", "folder", "view", "dataset"):
            for document in self.store.all(kind):
                if document["id"] == identifier:
                    return document
        return None

    # Datasets

    def promote(self, path, form: str | None = None) -> dict:
        """Reads a folder's metadata. `form`: Parquet or Delta; unless given, as before, else what it looks like."""
        source = self.source(path[0])
        if source is None or source.kind != "S3":
            raise not_found(path)
        location = source.location(path[1:])
        held = self.store.get("dataset", key_of(path)) or {"id": str(uuid.uuid4()), "createdAt": time.time()}
        form = form or held.get("format", {}).get("type") or ("Delta" if delta.is_delta(source.files, location) else "Parquet")
        reader = delta if form == "Delta" else folders
        metadata = reader.read_metadata(source.files, location, ".".join(path))
        document = {**held, "entityType": "dataset", "type": "PHYSICAL_DATASET", "path": list(path),
                    "format": {"type": form}, "tag": secrets.token_urlsafe(8), "metadata": metadata}
        self.store.put("dataset", key_of(path), document)
        log("INFO", "metadata read", dataset=".".join(path), files=len(metadata["files"]))
        return document

    def find(self, path, contexts=((),), promote: bool = False) -> Found | None:
        """What the path names: as it is, else below one of the contexts. `promote`: where its source is told to, a folder
        of Parquet files or a Delta table becomes a dataset."""
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
        if source.kind in DATABASES:
            for (schema, table), columns in source.database.tables().items() if len(path) == 3 else ():
                if (schema.lower(), table.lower()) == (path[1].lower(), path[2].lower()):
                    return Found(source.kind.lower(), (source.name, schema, table), schema=columns, source=source)
            return None
        document = self.store.get("dataset", key_of(path))
        if document is not None:
            life = (source.document.get("metadataPolicy") or {}).get("datasetRefreshAfterMs", 3_600_000) / 1000
            if document["metadata"]["refreshed"] + life < time.time():
                document = self.promote(tuple(document["path"]))
            return Found(document["format"]["type"].lower(), tuple(document["path"]), document, folders.schema_of(document["metadata"]), source)
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
            found.append(Found(document["format"]["type"].lower(), tuple(document["path"]), document, schema, self.source(document["path"][0])))
        for source in self.sources():
            try:
                if source.kind in DATABASES:
                    for table, schema in source.database.tables().items():
                        found.append(Found(source.kind.lower(), (source.name, *table), schema=schema, source=source))
                else:
                    for name in source.tables.names():
                        schema = exposed(source.tables.load(name).schema().as_arrow())
                        found.append(Found("iceberg", (source.name, *name), schema=schema, source=source))
            except (DremioError, OSError) as error:
                log("WARN", "source unavailable", source=source.name, reason=objectstore.reason(error))
        return found
