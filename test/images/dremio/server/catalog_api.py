"""`/api/v3/catalog`: sources, spaces, folders and datasets as the REST interface shows them."""

import secrets
from datetime import datetime, timezone
from urllib.parse import unquote

import pyarrow.fs
from catalog import HIDDEN, SECRETS, Catalog, Found, key_of
from errors import DremioError
from information import schema_of
from results import columns_of

PREFIX = "dremio:/"


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def missing(what: str) -> DremioError:
    return DremioError(f"Could not find entity with {what}", status=404)


class CatalogApi:
    def __init__(self, catalog: Catalog):
        self._catalog = catalog

    # Reading

    def root(self) -> dict:
        rows = []
        for kind, name in (("source", "SOURCE"), ("space", "SPACE")):
            for entry in self._catalog.store.all(kind):
                rows.append({"id": entry["id"], "path": entry.get("path") or [entry["name"]], "tag": entry["tag"],
                             "type": "CONTAINER", "containerType": name})
        return {"data": rows}

    def by_path(self, path: list[str]) -> dict:
        container = self._catalog.container(path)
        if container is not None:
            return self._container(container)
        found = self._catalog.find(path)
        if found is not None:
            return self._dataset(found)
        source = self._catalog.source(path[0])
        if source is not None and source.kind == "S3" and self._is_directory(source, path[1:]):
            return {"entityType": "folder", "id": PREFIX + "/".join(path), "path": path, "children": []}
        raise missing(f"path [{'.'.join(path)}]")

    def by_id(self, identifier: str) -> dict:
        if identifier.startswith(PREFIX):
            return self.by_path(identifier[len(PREFIX) :].split("/"))
        document = self._catalog.by_id(identifier)
        if document is None:
            raise missing(f"id [{identifier}]")
        return self.by_path(document.get("path") or [document["name"]])

    @staticmethod
    def _is_directory(source, path) -> bool:
        try:
            info = source.files.get_file_info(source.location(path))
        except OSError:
            return False
        return info.type == pyarrow.fs.FileType.Directory

    def _container(self, document: dict) -> dict:
        shown = {key: document[key] for key in ("entityType", "id", "tag")}
        shown["createdAt"] = _moment(document["createdAt"])
        path = document.get("path") or [document["name"]]
        if document["entityType"] == "source":
            config = {**document["config"]}
            for key in SECRETS:
                if key in config:
                    config[key] = HIDDEN
            shown.update({key: document[key] for key in ("name", "type", "metadataPolicy", "description") if key in document})
            shown.update({"config": config, "state": self._catalog.source(document["name"]).state()})
        elif document["entityType"] == "space":
            shown["name"] = document["name"]
        else:
            shown["path"] = path
        shown["children"] = self._children(path)
        return shown

    def _children(self, path) -> list[dict]:
        depth, prefix, rows = len(path), key_of(path) + "/", []
        for entry in self._catalog.store.all("folder"):
            if len(entry["path"]) == depth + 1 and key_of(entry["path"]).startswith(prefix):
                rows.append({"id": entry["id"], "path": entry["path"], "tag": entry["tag"], "type": "CONTAINER",
                             "containerType": "FOLDER"})
        for entry in [*self._catalog.store.all("view"), *self._catalog.store.all("dataset")]:
            if len(entry["path"]) == depth + 1 and key_of(entry["path"]).startswith(prefix):
                kind = "VIRTUAL" if entry["type"] == "VIRTUAL_DATASET" else "PROMOTED"
                rows.append({"id": entry["id"], "path": entry["path"], "tag": entry["tag"], "type": "DATASET", "datasetType": kind})
        return rows

    def _dataset(self, found: Found) -> dict:
        document = found.document or {}
        shown = {"entityType": "dataset", "path": list(found.path), "fields": columns_of(schema_of(found)),
                 "type": "VIRTUAL_DATASET" if found.kind == "view" else "PHYSICAL_DATASET",
                 "id": document.get("id") or PREFIX + "/".join(found.path), "tag": document.get("tag", "")}
        if found.kind == "view":
            shown.update({"sql": document["sql"], "sqlContext": document["sqlContext"]})
        elif found.kind in ("parquet", "delta", "iceberg"):
            shown["format"] = {"type": found.kind.capitalize()}
        if "createdAt" in document:
            shown["createdAt"] = _moment(document["createdAt"])
        return shown

    # Changing

    def create(self, body: dict) -> dict:
        kind = body.get("entityType")
        if kind == "source":
            return self._container(self._catalog.put_source(self._source(body)))
        if kind == "space":
            name = body.get("name")
            if not isinstance(name, str) or name == "":
                raise DremioError("A space needs a name")
            return self._container(self._catalog.put_container("space", (name,)))
        if kind == "folder":
            return self._container(self._catalog.put_container("folder", tuple(body["path"])))
        if kind == "dataset" and body.get("type") == "VIRTUAL_DATASET":
            raise DremioError("Views are made with CREATE VIEW here; this stand-in has no other way", status=501)
        raise DremioError(f"entityType {kind!r} cannot be created here")

    @staticmethod
    def _source(body: dict) -> dict:
        known = {"entityType", "name", "type", "config", "metadataPolicy", "id", "tag", "description", "state", "children",
                 "createdAt", "accelerationGracePeriodMs", "accelerationRefreshPeriodMs", "accelerationNeverExpire",
                 "accelerationNeverRefresh", "allowCrossSourceSelection", "disableMetadataValidityCheck"}
        if set(body) - known or not body.get("name") or not isinstance(body.get("config"), dict):
            raise DremioError(f"A source needs name, type and config; unknown: {sorted(set(body) - known)}")
        return {key: value for key, value in body.items() if key in ("name", "type", "config", "metadataPolicy", "description")}

    def update(self, identifier: str, body: dict) -> dict:
        document = self._catalog.by_id(identifier)
        if document is None:
            raise missing(f"id [{identifier}]")
        if document["entityType"] != "source":
            raise DremioError("Only sources can be updated here", status=501)
        if body.get("tag") != document["tag"]:
            raise DremioError(f"Source [{document['name']}] was changed meanwhile: give its current tag", status=409)
        if body.get("name") != document["name"] or body.get("type") != document["type"]:
            raise DremioError("A source keeps its name and type")
        return self._container(self._catalog.put_source(self._source(body), document))

    def promote(self, identifier: str, body: dict) -> dict:
        """Makes a folder of a source a dataset."""
        path = tuple(unquote(identifier[len(PREFIX) :]).split("/")) if identifier.startswith(PREFIX) else None
        if path is None or body.get("entityType") != "dataset" or list(body.get("path") or []) != list(path):
            raise DremioError("Promoting needs the id of a folder of a source and a dataset with the same path")
        form = (body.get("format") or {}).get("type")
        if body.get("type") != "PHYSICAL_DATASET" or form not in ("Parquet", "Delta"):
            raise DremioError("Only type PHYSICAL_DATASET with format Parquet or Delta can be promoted here")
        if self._catalog.find(path) is not None:
            raise DremioError(f"Unable to promote [{'.'.join(path)}]: it is a dataset already", status=409)
        self._catalog.promote(path, form)
        return self.by_path(list(path))

    def refresh(self, identifier: str) -> None:
        document = self._catalog.by_id(identifier)
        if document is None or document.get("type") != "PHYSICAL_DATASET":
            raise missing(f"id [{identifier}]")
        self._catalog.promote(tuple(document["path"]))

    def delete(self, identifier: str) -> None:
        document = self._catalog.by_id(identifier)
        if document is None:
            raise missing(f"id [{identifier}]")
        kind = {"VIRTUAL_DATASET": "view", "PHYSICAL_DATASET": "dataset"}.get(document.get("type"), document["entityType"])
        if kind == "source":
            self._catalog.remove_source(document["name"])
            return
        path = document["path"]
        if kind in ("space", "folder"):
            for inner in ("folder", "view"):
                for entry in self._catalog.store.all(inner):
                    if key_of(entry["path"]).startswith(key_of(path) + "/"):
                        self._catalog.store.delete(inner, key_of(entry["path"]))
        self._catalog.store.delete(kind, key_of(path))

    # Wikis and tags

    def note(self, identifier: str, kind: str) -> dict:
        if self._catalog.by_id(identifier) is None and not identifier.startswith(PREFIX):
            raise missing(f"id [{identifier}]")
        empty = {"text": ""} if kind == "wiki" else {"tags": []}
        return self._catalog.store.get(kind, identifier) or empty

    def set_note(self, identifier: str, kind: str, body: dict) -> dict:
        held = self.note(identifier, kind)
        if held.get("version") is not None and body.get("version") != held["version"]:
            raise DremioError(f"The {kind} was changed meanwhile: give its current version", status=409)
        content = {"text": str(body.get("text", ""))} if kind == "wiki" else {"tags": [str(tag) for tag in body.get("tags", [])]}
        version = held.get("version", -1) + 1 if kind == "wiki" else secrets.token_urlsafe(8)
        self._catalog.store.put(kind, identifier, {**content, "version": version})
        return self.note(identifier, kind)
