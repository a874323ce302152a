"""Delta tables in a folder: the newest version by its log. What a reader of protocol version 1 need not know is refused."""

import base64
import json
import re
import time
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.fs

from errors import DremioError, unsupported
from scan import exposed

LOG = "_delta_log"
_COMMIT = re.compile(r"(\d{20})\.json")
_TYPES = {"string": pa.string(), "long": pa.int64(), "integer": pa.int32(), "short": pa.int32(), "byte": pa.int32(),
          "float": pa.float32(), "double": pa.float64(), "boolean": pa.bool_(), "binary": pa.binary(), "date": pa.date32(),
          "timestamp": pa.timestamp("us"), "timestamp_ntz": pa.timestamp("us")}


def is_delta(files, location: str) -> bool:
    return files.get_file_info(f"{location}/{LOG}").type == pyarrow.fs.FileType.Directory


def read_metadata(files, location: str, name: str) -> dict:
    """Schema and files of the newest version. Raises DremioError where the folder holds no Delta table."""
    commits = _commits(files, f"{location}/{LOG}")
    if not commits:
        raise DremioError(f"Unable to promote [{name}]: the folder holds no Delta table")
    if [version for version, _ in commits] != list(range(len(commits))):
        raise unsupported(f"A Delta table whose log does not begin at its first version, {name}")
    layout, held = None, {}
    for _, path in commits:
        with files.open_input_file(path) as stream:
            lines = stream.read().decode().splitlines()
        for action in (json.loads(line) for line in lines if line):
            if action.get("protocol", {}).get("minReaderVersion", 1) > 1:
                raise unsupported(f"Delta reader version {action['protocol']['minReaderVersion']} of {name}")
            layout = action.get("metaData", layout)
            if "remove" in action:
                held.pop(action["remove"]["path"], None)
            if "add" in action:
                held[action["add"]["path"]] = action["add"]
    schema = exposed(pa.schema([_field(field, name) for field in json.loads(layout["schemaString"])["fields"]]))
    return {
        "schema": base64.b64encode(schema.serialize().to_pybytes()).decode(), "refreshed": time.time(),
        "files": [_entry(location, add, schema) for _, add in sorted(held.items())],
    }


def _commits(files, log: str) -> list[tuple[int, str]]:
    selector = pyarrow.fs.FileSelector(log, allow_not_found=True)
    found = ((_COMMIT.fullmatch(info.base_name), info.path) for info in files.get_file_info(selector))
    return sorted((int(match[1]), path) for match, path in found if match)


def _field(field: dict, name: str) -> pa.Field:
    kind = field["type"]
    decimal = re.fullmatch(r"decimal\((\d+),(\d+)\)", kind) if isinstance(kind, str) else None
    if decimal:
        return pa.field(field["name"], pa.decimal128(int(decimal[1]), int(decimal[2])))
    if not isinstance(kind, str) or kind not in _TYPES:
        raise unsupported(f"Type {kind} of column {field['name']} of Delta table {name}")
    return pa.field(field["name"], _TYPES[kind])


def _entry(location: str, add: dict, schema: pa.Schema) -> dict:
    """A file with what the log says of all its rows: values of partitions, and bounds of numbers that are never null."""
    values, stats = add.get("partitionValues") or {}, json.loads(add.get("stats") or "{}")
    bounds = {}
    for column in schema:
        low, high = (stats.get(key, {}).get(column.name) for key in ("minValues", "maxValues"))
        if pa.types.is_integer(column.type) and low is not None and high is not None and stats.get("nullCount", {}).get(column.name) == 0:
            bounds[column.name] = [low, high]
    return {"path": f"{location}/{unquote(add['path'])}", "directories": [f"{key}={value}" for key, value in values.items()],
            "records": stats.get("numRecords"), "values": values, "bounds": bounds}
