"""The state of connections, each one object: a list of AirbyteStateMessage, as connectors take it."""

from typing import Any, Optional

import orjson

from .object_store import Bucket, ObjectStoreError
from .protocol import ConnectorError, FailureType


class StateStore:
    """State of one connection. It is only ever replaced by who has read it last: two runs at once cannot both go on."""

    def __init__(self, bucket: Bucket, path: str, connection: str) -> None:
        self.bucket = bucket
        self.key = f"{path.strip('/')}/{connection}.json"
        self.tag: Optional[str] = None
        self.states: list[dict[str, Any]] = []

    def load(self) -> list[dict[str, Any]]:
        try:
            answer = self.bucket.call("get_object", Key=self.key)
        except ObjectStoreError as error:
            if error.code != "NoSuchKey":
                raise
            return self.states
        self.tag = answer["ETag"]
        self.states = orjson.loads(answer["Body"].read())
        return self.states

    def save(self, states: list[dict[str, Any]]) -> bool:
        """Replaces the state; returns whether it is another than before."""
        if states == self.states:
            return False
        condition = {"IfMatch": self.tag} if self.tag else {"IfNoneMatch": "*"}
        try:
            self.tag = self.bucket.put(self.key, orjson.dumps(states), ContentType="application/json", **condition)
        except ObjectStoreError as error:
            if error.code != "PreconditionFailed":
                raise
            raise ConnectorError(
                f"state {self.key}: another run of this connection has changed it; run again when that one has ended",
                FailureType.transient_error,
            ) from None
        self.states = states
        return True


def merged(states: list[dict[str, Any]], state: dict[str, Any]) -> list[dict[str, Any]]:
    """The states with one of them put in its place: by stream, or one for the whole connection."""
    kept = {name: value for name, value in state.items() if name in ("type", "stream", "global")}
    return [other for other in states if identity(other) != identity(kept)] + [kept]


def identity(state: dict[str, Any]) -> tuple[Any, ...]:
    descriptor = (state.get("stream") or {}).get("stream_descriptor") or {}
    return state["type"], descriptor.get("namespace"), descriptor.get("name")
