"""A connection as it is declared: source, destination, catalogue; secrets are named in it and lie in files of their own."""

from pathlib import Path
from typing import Any

from .protocol import ConnectorError
from .specification import read_json

#: Connectors by the name of the official one they stand in for.
connectors = {
    "source-postgres": "lakehouse_connectors.source_postgres",
    "destination-postgres": "lakehouse_connectors.destination_postgres",
    "destination-s3": "lakehouse_connectors.destination_s3",
}


def hydrated(value: Any, directory: Path) -> Any:
    """A configuration with `{"_secret": name}`, which is how Airbyte keeps them, replaced by the content of that file.

    :raises ConnectorError: naming the file that is missing
    """
    if isinstance(value, list):
        return [hydrated(item, directory) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) != {"_secret"}:
        return {key: hydrated(item, directory) for key, item in value.items()}
    name = value["_secret"]
    if Path(name).name != name:
        raise ConnectorError(f"_secret {name!r} must be the name of a file in {directory}")
    try:
        text = (directory / name).read_text(encoding="utf-8")
    except OSError as error:
        raise ConnectorError(f"secret {directory / name} cannot be read: {error.strerror}") from None
    return text.strip()


def module_of(part: dict[str, Any], role: str) -> str:
    name = part.get("definition")
    if name not in connectors or not name.startswith(role):
        allowed = ", ".join(sorted(key for key in connectors if key.startswith(role)))
        raise ConnectorError(f"{role}.definition {name!r} is unknown; allowed: {allowed}")
    return connectors[name]


def read_declaration(directory: Path) -> dict[str, Any]:
    """The declaration in `connection.json`.

    :raises ConnectorError: when a part of it is missing
    """
    declaration = read_json(str(directory / "connection.json"), "connection")
    for key in ("name", "source", "destination", "catalog"):
        if key not in declaration:
            raise ConnectorError(f"connection.json: {key} is missing")
    return declaration
