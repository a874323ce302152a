"""The command line every connector has: `spec`, `check`, `discover`, `read` and `write`, as the protocol names them."""

import argparse
import sys
from typing import Any, Callable, Optional

from .catalogue import Stream, read_catalogue
from .protocol import ConnectorError, Type, emit, emit_error
from .specification import check_configuration, load_specification, read_json

Configuration = dict[str, Any]


def run(
    name: str,
    check: Callable[[Configuration], None],
    discover: Optional[Callable[[Configuration], dict[str, Any]]] = None,
    read: Optional[Callable[[Configuration, list[Stream], list[Any]], None]] = None,
    write: Optional[Callable[[Configuration, list[Stream]], None]] = None,
) -> int:
    """Runs one command of a connector.

    :returns: exit code; an error has been said as a TRACE message
    """
    verbs = ["spec", "check"] + ["discover"] * bool(discover) + ["read"] * bool(read) + ["write"] * bool(write)
    parser = argparse.ArgumentParser(prog=name)
    parser.add_argument("command", choices=verbs)
    parser.add_argument("--config")
    parser.add_argument("--catalog")
    parser.add_argument("--state")
    arguments = parser.parse_args()
    specification = load_specification(name)
    if arguments.command == "spec":
        emit({"type": Type.SPEC.value, "spec": specification})
        return 0
    try:
        if not arguments.config:
            raise ConnectorError("--config is missing")
        configuration = read_json(arguments.config, "configuration")
        check_configuration(specification["connectionSpecification"], configuration)
        if arguments.command == "check":
            return answer_check(check, configuration)
        if arguments.command == "discover":
            emit({"type": Type.CATALOG.value, "catalog": discover(configuration)})
            return 0
        if not arguments.catalog:
            raise ConnectorError("--catalog is missing")
        streams = read_catalogue(read_json(arguments.catalog, "catalogue"))
        if arguments.command == "read":
            read(configuration, streams, read_json(arguments.state, "state") if arguments.state else [])
        else:
            write(configuration, streams)
        return 0
    except BrokenPipeError:
        return 1
    except Exception as error:
        emit_error(error)
        return 1
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            sys.stderr.close()


def answer_check(check: Callable[[Configuration], None], configuration: Configuration) -> int:
    """A failed check is an answer, not an error of the connector."""
    status = {"status": "SUCCEEDED"}
    try:
        check(configuration)
    except ConnectorError as error:
        status = {"status": "FAILED", "message": str(error)}
    emit({"type": Type.CONNECTION_STATUS.value, "connectionStatus": status})
    return 0
