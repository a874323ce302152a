"""The object store as sources and the distributed store reach it: over TLS with the trust store's certificates."""

import uuid

import pyarrow.fs
from pyiceberg.io.pyarrow import PyArrowFileIO

from settings import Settings, SettingsError, Store

_file_systems: dict[str, pyarrow.fs.FileSystem] = {}


def connect(store: Store, trust: str | None) -> pyarrow.fs.S3FileSystem:
    return pyarrow.fs.S3FileSystem(
        access_key=store.access_key,
        secret_key=store.secret_key,
        region=store.region,
        endpoint_override=store.endpoint,
        scheme="https" if store.secure else "http",
        tls_ca_file_path=trust,
        background_writes=False,
        connect_timeout=5,
        request_timeout=30,
        retry_strategy=pyarrow.fs.AwsStandardS3RetryStrategy(max_attempts=1),
        # Deleting a table would else try to keep its parent directories as empty objects.
        allow_bucket_creation=False,
        allow_bucket_deletion=False,
    )


def reason(error: Exception) -> str:
    """The first line of an error of the S3 client; it holds no secret."""
    return str(error).splitlines()[0][:300]


def check_distributed_store(settings: Settings, trust: str | None) -> None:
    """Writes and deletes an object below paths.dist."""
    path = f"{settings.dist_path}/uploads/_start-{uuid.uuid4()}"
    try:
        files = connect(settings.dist_store, trust)
        with files.open_output_stream(path) as stream:
            stream.write(b"start")
        files.delete_file(path)
    except Exception as error:  # noqa: BLE001 - any failure of the client is the same to the operator
        raise SettingsError(f"paths.dist dremioS3:///{settings.dist_path} cannot be written: {reason(error)}") from None


def register(source: str, files: pyarrow.fs.FileSystem) -> None:
    _file_systems[source] = files


class SourceFileIO(PyArrowFileIO):
    """File access of Iceberg tables by the file system of their source."""

    def _initialize_fs(self, scheme, netloc=None):
        if scheme != "s3":
            raise ValueError(f"no file system for the scheme {scheme}")
        return _file_systems[self.properties["source"]]
