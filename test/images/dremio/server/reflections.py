"""Reflections: definitions are kept, checked and listed. Nothing is ever built of them, and every status says so."""

import secrets
import time
import uuid

import pyarrow as pa

from catalog import Catalog
from errors import DremioError
from information import schema_of
from words import Words

KEYS = {"type", "name", "datasetId", "enabled", "arrowCachingEnabled", "partitionDistributionStrategy", "entityType",
        "displayFields", "dimensionFields", "dateFields", "measureFields", "partitionFields", "distributionFields",
        "sortFields", "tag", "id"}
# Lists of columns that each type needs and may have.
NEEDED = {"RAW": ("displayFields",), "AGGREGATION": ("dimensionFields", "measureFields")}
COMMON = ("partitionFields", "distributionFields", "sortFields")
GRANULARITIES = ("DATE", "NORMAL")
# Measures of any column, and those that need a number or at least an order.
COUNTS, ORDERED, SUMS = {"COUNT", "APPROX_COUNT_DISTINCT"}, {"MIN", "MAX"}, {"SUM"}


class Reflections:
    def __init__(self, catalog: Catalog):
        self._catalog, self._store = catalog, catalog.store

    def list(self, dataset: str | None = None) -> list[dict]:
        return [self._shown(entry) for entry in self._store.all("reflection") if dataset in (None, entry["datasetId"])]

    def get(self, identifier: str) -> dict:
        held = self._store.get("reflection", identifier)
        if held is None:
            raise DremioError(f"Could not find reflection with id [{identifier}]", status=404)
        return self._shown(held)

    def put(self, body: dict, identifier: str | None = None) -> dict:
        held = None if identifier is None else self.get(identifier)
        kind = body.get("type")
        if kind not in NEEDED or not body.get("name") or not body.get("datasetId"):
            raise DremioError("A reflection needs type RAW or AGGREGATION, name and datasetId")
        if set(body) - KEYS:
            raise DremioError(f"Reflection: unknown {sorted(set(body) - KEYS)}")
        if held is not None and body.get("tag") != held["tag"]:
            raise DremioError("The reflection was changed meanwhile: give its current tag", status=409)
        if held is not None and (body["datasetId"], kind) != (held["datasetId"], held["type"]):
            raise DremioError("A reflection keeps its dataset and type")
        dataset = self._dataset(body["datasetId"])
        if dataset is None:
            raise DremioError(f"Could not find dataset with id [{body['datasetId']}]")
        wrong = fault(body, schema_of(dataset))
        if wrong:
            raise DremioError(f"Reflection [{body['name']}] on [{'.'.join(dataset.path)}]: {wrong}")
        for other in self.list(body["datasetId"]):
            if other["name"].lower() == body["name"].lower() and other["id"] != identifier:
                raise DremioError(f"Reflection [{body['name']}] already exists on [{'.'.join(dataset.path)}]", status=409)
        now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        document = {**body, "id": held["id"] if held else str(uuid.uuid4()), "tag": secrets.token_urlsafe(8),
                    "createdAt": held["createdAt"] if held else now, "updatedAt": now}
        self._store.put("reflection", document["id"], document)
        return self._shown(document)

    def delete(self, identifier: str) -> dict:
        self.get(identifier)
        self._store.delete("reflection", identifier)
        return {}

    def _dataset(self, identifier: str):
        document = self._catalog.by_id(identifier)
        return None if document is None or "path" not in document else self._catalog.find(tuple(document["path"]))

    def _shown(self, document: dict) -> dict:
        dataset = self._dataset(document["datasetId"])
        valid = dataset is not None and fault(document, schema_of(dataset)) is None
        status = {"config": "OK" if valid else "INVALID", "refresh": "MANUAL", "availability": "NONE", "failureCount": 0,
                  "combinedStatus": "CANNOT_ACCELERATE_MANUAL" if valid else "INVALID"}
        return {**document, "status": status, "currentSizeBytes": 0, "totalSizeBytes": 0}

    # SQL

    def alter(self, words: Words, dataset_id: str) -> str | None:
        """What follows ALTER DATASET path: the server's answer, or None where it is not about reflections."""
        if words.take("REFRESH", "REFLECTIONS"):
            words.end()
            return f"{len(self.list(dataset_id))} reflections stand; this stand-in builds none."
        if words.take("DROP", "REFLECTION"):
            name = words.next().text
            words.end()
            for entry in self.list(dataset_id):
                if entry["name"].lower() == name.lower():
                    self._store.delete("reflection", entry["id"])
                    return f"Reflection {name} dropped"
            raise DremioError(f"Reflection {name} does not exist on this dataset")
        if words.take("CREATE", "RAW", "REFLECTION"):
            body = {"type": "RAW", "name": words.next().text}
            words.need("USING", "DISPLAY")
            body["displayFields"] = _named(words.names())
        elif words.take("CREATE", "AGGREGATE", "REFLECTION"):
            body = {"type": "AGGREGATION", "name": words.next().text}
            words.need("USING", "DIMENSIONS")
            body["dimensionFields"] = _named(words.names())
            words.need("MEASURES")
            body["measureFields"] = _measures(words)
        else:
            return None
        for word, key in (("PARTITION", "partitionFields"), ("LOCALSORT", "sortFields")):
            if words.take(word, "BY"):
                body[key] = _named(words.names())
        words.end()
        self.put({**body, "datasetId": dataset_id, "enabled": True})
        return f"Reflection {body['name']} created; this stand-in builds none."


def fault(body: dict, schema: pa.Schema) -> str | None:
    """What is wrong with a definition over these columns."""
    columns = {field.name.lower(): field.type for field in schema}
    own = [*NEEDED[body["type"]], *(("dateFields",) if body["type"] == "AGGREGATION" else ())]
    foreign = [key for key in ("displayFields", "dimensionFields", "dateFields", "measureFields") if body.get(key) and key not in own]
    if foreign:
        return f"type {body['type']} has no {', '.join(foreign)}"
    if not any(body.get(key) for key in NEEDED[body["type"]]):
        return f"type {body['type']} needs {' or '.join(NEEDED[body['type']])}"
    for key in (*own, *COMMON):
        for field in body.get(key) or []:
            if str(field.get("name", "")).lower() not in columns:
                return f"column [{field.get('name')}] of {key} is not there; columns: {', '.join(schema.names)}"
    if any(field.get("granularity") not in GRANULARITIES for field in body.get("dateFields") or []):
        return f"granularity must be one of {', '.join(GRANULARITIES)}"
    for field in body.get("measureFields") or []:
        kind = columns[field["name"].lower()]
        number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        allowed = COUNTS | (ORDERED if number or pa.types.is_temporal(kind) else set()) | (SUMS if number else set())
        asked = [str(each).strip().upper() for each in field.get("measureTypeList") or []]
        if not asked or set(asked) - allowed:
            return f"measures {asked} of column [{field['name']}]: allowed are {', '.join(sorted(allowed))}"
    return None


def _named(names: list[str]) -> list[dict]:
    return [{"name": name} for name in names]


def _measures(words: Words) -> list[dict]:
    words.need("(")
    found = []
    while True:
        name = words.next().text
        found.append({"name": name, "measureTypeList": [each.upper() for each in words.names()]})
        if not words.take(","):
            break
    words.need(")")
    return found
