"""What each type of source is configured with, and how it is reached."""

import elastic
import objectstore
import postgres
from errors import DremioError, not_found, unsupported
from iceberg import IcebergTables
from settings import Store as S3Store

# Sources that hold tables of their own, read-only here.
DATABASES = {"POSTGRES": (postgres, postgres.Postgres), "ELASTIC": (elastic, elastic.Elastic)}
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
        elif self.kind in DATABASES:
            module, database = DATABASES[self.kind]
            missing = [key for key in module.REQUIRED if not config.get(key)]
            unknown = sorted(set(config) - module.KEYS)
            if missing or unknown:
                raise DremioError(f"Source config: missing {missing}, unknown {unknown}")
            self.database = database(config, trust)
        else:
            raise DremioError(f"Source type {self.kind} is not known to this stand-in, which has S3, {', '.join(DATABASES)}")

    def check(self) -> None:
        """Raises DremioError where the source cannot be reached with its credentials."""
        if self.kind in DATABASES:
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
