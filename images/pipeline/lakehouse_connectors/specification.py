"""Configuration of a connector: its specification is a file beside this one, and a configuration is checked against it."""

from pathlib import Path
from typing import Any

import orjson

from .protocol import ConnectorError

kinds: dict[str, Any] = {"string": str, "integer": int, "array": list, "object": dict}


def load_specification(name: str) -> dict[str, Any]:
    return orjson.loads((Path(__file__).parent / "specifications" / f"{name}.json").read_bytes())


def read_json(path: str, what: str) -> Any:
    try:
        return orjson.loads(Path(path).read_bytes())
    except OSError as error:
        raise ConnectorError(f"{what} {path} cannot be read: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise ConnectorError(f"{what} {path} is not JSON: line {error.lineno}") from None


def check_configuration(schema: dict[str, Any], value: Any, where: str = "configuration") -> None:
    """Refuses what the specification does not have: a misspelt option would be left out in silence.

    :raises ConnectorError: with the key and what is allowed; never with the value, which may be secret
    """
    if "oneOf" in schema:
        return check_choice(schema["oneOf"], value, where)
    expected = kinds[schema["type"]]
    if not isinstance(value, expected) or isinstance(value, bool):
        raise ConnectorError(f"{where} must be of type {schema['type']}")
    allowed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if allowed is not None and value not in allowed:
        raise ConnectorError(f"{where} must be {' or '.join(map(repr, allowed))}: this connector has no other")
    if schema.get("minLength", 0) > 0 and not value:
        raise ConnectorError(f"{where} must not be empty")
    if schema["type"] == "array":
        for index, item in enumerate(value):
            check_configuration(schema["items"], item, f"{where}[{index}]")
    if schema["type"] == "object":
        properties = schema["properties"]
        for key in schema.get("required", []):
            if key not in value:
                raise ConnectorError(f"{where}.{key} is missing")
        for key, item in value.items():
            if key not in properties:
                raise ConnectorError(f"{where}.{key} is unknown; allowed: {', '.join(sorted(properties))}")
            check_configuration(properties[key], item, f"{where}.{key}")


def check_choice(choices: list[dict[str, Any]], value: Any, where: str) -> None:
    """Airbyte's `oneOf`: each choice has one property that is a constant."""
    names = []
    for choice in choices:
        key, constant = next((k, p["const"]) for k, p in choice["properties"].items() if "const" in p)
        if isinstance(value, dict) and value.get(key) == constant:
            return check_configuration(choice, value, where)
        names.append(f"{key} {constant!r}")
    raise ConnectorError(f"{where} must have {' or '.join(names)}")
