"""Folders of Parquet files that were promoted to datasets. Which files there are is remembered until metadata is refreshed."""

import base64
import time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs
import pyarrow.parquet as pq

from errors import DremioError
from scan import DataFile, Files, Scan, conform, exposed


def read_metadata(files, location: str, name: str) -> dict:
    """Lists the files below a folder and unites their schemas. Raises DremioError where there is none."""
    selector = pyarrow.fs.FileSelector(location, recursive=True, allow_not_found=True)
    found = sorted(
        (info.path, info.size)
        for info in files.get_file_info(selector)
        if info.type == pyarrow.fs.FileType.File
        and not any(part.startswith(("_", ".")) for part in info.path[len(location) :].split("/") if part)
    )
    if not found:
        raise DremioError(f"Unable to promote [{name}]: the folder holds no file")
    schema, entries, depth = None, [], 0
    for path, _ in found:
        try:
            with files.open_input_file(path) as stream:
                metadata = pq.read_metadata(stream)
        except pa.ArrowInvalid:
            raise DremioError(f"{path} is not a Parquet file") from None
        one = exposed(metadata.schema.to_arrow_schema()).remove_metadata()
        try:
            schema = one if schema is None else pa.unify_schemas([schema, one], promote_options="permissive")
        except pa.ArrowTypeError as error:
            raise DremioError(f"Parquet files of {name} disagree: {error}") from None
        directories = path[len(location) :].strip("/").split("/")[:-1]
        depth = max(depth, len(directories))
        entries.append({"path": path, "directories": directories, "records": metadata.num_rows})
    for level in range(depth):
        schema = schema.append(pa.field(f"dir{level}", pa.string()))
    return {
        "schema": base64.b64encode(schema.serialize().to_pybytes()).decode(),
        "files": entries,
        "refreshed": time.time(),
    }


def schema_of(metadata: dict) -> pa.Schema:
    return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(metadata["schema"])))


def _typed(text: str | None, kind: pa.DataType):
    return None if text in (None, "") else pa.scalar(text, pa.string()).cast(kind).as_py()


def dataset(metadata: dict, name: str, file_system, dry: bool) -> tuple[Files, Scan]:
    files = []
    schema = schema_of(metadata)
    for entry in metadata["files"]:
        texts = entry.get("values")
        if texts is None:
            texts = {f"dir{level}": text for level, text in enumerate(entry["directories"])}
        constants = {column: _typed(text, schema.field(column).type) for column, text in texts.items()}
        guarantee = pc.scalar(True)
        for column, value in constants.items():
            guarantee = guarantee & (pc.is_null(pc.field(column)) if value is None else pc.field(column) == pa.scalar(value, schema.field(column).type))
        for column, (low, high) in entry.get("bounds", {}).items():
            guarantee = guarantee & (pc.field(column) >= low) & (pc.field(column) <= high)
        partition = "/".join(entry["directories"])
        files.append(DataFile(entry["path"], guarantee, partition, entry["records"], constants))

    def read(file: DataFile, schema: pa.Schema) -> pa.Table:
        try:
            with file_system.open_input_file(file.path) as stream:
                return conform(pq.ParquetFile(stream).read(), schema, file.constants)
        except FileNotFoundError:
            raise DremioError(f"{file.path} is gone: refresh the metadata of {name}", "DATA_READ ERROR") from None

    scan = Scan(table=name, kind="parquet")
    return Files(scan, schema, files, file_system, read, dry), scan
