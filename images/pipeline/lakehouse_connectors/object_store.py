"""The object store by the S3 interface, over TLS with the certificate verified."""

import tempfile
from typing import Any, Iterator

import boto3
import botocore.config
import botocore.exceptions

from .protocol import ConnectorError, FailureType


class Bucket:
    """A bucket; close it to remove the authority's file.

    :param configuration: the keys of the destination connector
    """

    def __init__(self, configuration: dict[str, Any]) -> None:
        if not configuration["s3_endpoint"].startswith("https://"):
            raise ConnectorError("configuration.s3_endpoint must begin with https://")
        self.name = configuration["s3_bucket_name"]
        self.authority = tempfile.NamedTemporaryFile("w", suffix=".pem")
        self.authority.write(configuration["ca_certificate"])
        self.authority.flush()
        self.client = boto3.client(
            "s3",
            endpoint_url=configuration["s3_endpoint"],
            region_name=configuration["s3_bucket_region"],
            aws_access_key_id=configuration["access_key_id"],
            aws_secret_access_key=configuration["secret_access_key"],
            verify=self.authority.name,
            config=botocore.config.Config(
                s3={"addressing_style": "path"},
                connect_timeout=10,
                read_timeout=60,
                retries={"total_max_attempts": 1},
                proxies={},
            ),
        )

    def close(self) -> None:
        self.client.close()
        self.authority.close()

    def __enter__(self) -> "Bucket":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, operation: str, **arguments: Any) -> Any:
        """A request, whose failure names the bucket, the operation and the server's own code."""
        try:
            return getattr(self.client, operation)(Bucket=self.name, **arguments)
        except botocore.exceptions.ClientError as error:
            code = error.response["Error"]["Code"]
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            failure = FailureType.transient_error if status >= 500 else FailureType.config_error
            raise ObjectStoreError(f"bucket {self.name}, {operation}: {code}", failure, code) from None
        except botocore.exceptions.SSLError:
            raise ConnectorError(f"bucket {self.name}: the endpoint's certificate is not the authority's") from None
        except (botocore.exceptions.EndpointConnectionError, botocore.exceptions.ConnectTimeoutError):
            raise ConnectorError(f"bucket {self.name}: the endpoint does not answer", FailureType.transient_error) from None

    def keys(self, prefix: str) -> Iterator[str]:
        more: dict[str, str] = {}
        while True:
            page = self.call("list_objects_v2", Prefix=prefix, **more)
            yield from (entry["Key"] for entry in page.get("Contents", []))
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def put(self, key: str, body: bytes, **more: Any) -> str:
        """Writes an object, which the server checks against its SHA-256; returns its entity tag."""
        return self.call("put_object", Key=key, Body=body, ChecksumAlgorithm="SHA256", **more)["ETag"]

    def delete(self, key: str) -> None:
        self.call("delete_object", Key=key)


class ObjectStoreError(ConnectorError):
    """A request the server has refused; `code` is its word for why."""

    def __init__(self, message: str, failure: FailureType, code: str) -> None:
        super().__init__(message, failure)
        self.code = code
