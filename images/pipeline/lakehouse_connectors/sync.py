"""One run of a connection: the source's messages go to the destination, and what the destination confirms is saved.

    python -m lakehouse_connectors.sync DIRECTORY...

With several directories, one connection after the other; the first that fails ends it. A directory holds
`connection.json`, `state-store.json` and the files their `_secret`s name. The pipe between the two connectors is the only
buffer. Nothing is tried again: the next run goes on from the saved state.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any, Optional

import orjson

from .catalogue import read_catalogue
from .declaration import hydrated, module_of, read_declaration
from .object_store import Bucket
from .protocol import ConnectorError, FailureType, Message, SyncMode, Type, messages
from .specification import check_configuration, load_specification, read_json
from .state_store import StateStore, merged

#: How long a destination may take to end once it has been given everything, in seconds.
closing_time = 300


def say(text: str) -> None:
    print(text, flush=True)


class Connector:
    """A connector's process; `failure` is the reason it gave, in its own words."""

    def __init__(self, role: str, module: str, arguments: list[str], stdin: Optional[int]) -> None:
        self.role = role
        self.failure: Optional[str] = None
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], stdin=stdin, stdout=subprocess.PIPE
        )

    @property
    def output(self) -> IO[bytes]:
        assert self.process.stdout
        return self.process.stdout

    def note(self, message: Message) -> None:
        """Shows a log line, and keeps an error."""
        if message["type"] == Type.LOG.value:
            say(f"{self.role}: {message['log']['message']}")
        elif message["type"] == Type.TRACE.value and message["trace"]["type"] == "ERROR":
            self.failure = message["trace"]["error"]["message"]

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def pump(source: Connector, destination: Connector, broken: list[str]) -> None:
    """Gives the destination what the source says, until either ends."""
    sink = destination.process.stdin
    assert sink
    try:
        for message in messages(source.output, "the source"):
            source.note(message)
            if message["type"] in (Type.RECORD.value, Type.STATE.value, Type.TRACE.value):
                sink.write(orjson.dumps(message, option=orjson.OPT_APPEND_NEWLINE))
                if message["type"] != Type.RECORD.value:
                    sink.flush()
    except BrokenPipeError:
        # The destination has ended, and says why itself.
        pass
    except ConnectorError as error:
        broken.append(str(error))
    finally:
        # A source that is blocked on a full pipe would never end.
        source.output.close()
        try:
            sink.close()
        except BrokenPipeError:
            pass


def transfer(source: Connector, destination: Connector, store: StateStore) -> bool:
    """Runs until both have ended; returns whether the state has moved.

    :raises ConnectorError: with the reason of the first that failed
    """
    broken: list[str] = []
    pumping = threading.Thread(target=pump, args=(source, destination, broken), daemon=True)
    pumping.start()
    moved = False
    try:
        for message in messages(destination.output, "the destination"):
            destination.note(message)
            if message["type"] == Type.STATE.value:
                moved = store.save(merged(store.states, message["state"])) or moved
        ended = destination.process.wait(timeout=closing_time)
        pumping.join(timeout=closing_time)
        begun = source.process.wait(timeout=closing_time)
    finally:
        source.stop()
        destination.stop()
    # A destination that fails breaks the source's pipe: its reason is the first one.
    for connector, code in ((destination, ended), (source, begun)):
        if connector.failure or (code != 0 and not broken):
            reason = connector.failure or f"ended with exit code {code}"
            raise ConnectorError(f"{connector.role}: {reason}", FailureType.system_error)
    if broken:
        raise ConnectorError(broken[0], FailureType.system_error)
    return moved


def run(directory: Path) -> None:
    declaration = read_declaration(directory)
    streams = read_catalogue(declaration["catalog"])
    configurations: dict[str, Any] = {}
    for role in ("source", "destination"):
        part = declaration[role]
        module_of(part, role)
        configurations[role] = hydrated(part["configuration"], directory)
        schema = load_specification(part["definition"])["connectionSpecification"]
        check_configuration(schema, configurations[role], f"{role}.configuration")
    place = hydrated(read_json(str(directory / "state-store.json"), "state store"), directory)
    with Bucket(place) as bucket, tempfile.TemporaryDirectory() as work:
        store = StateStore(bucket, place["s3_bucket_path"], declaration["name"])
        states = store.load()
        # A stream that is read whole has no position, and its files are not those of an earlier state.
        whole = [stream.descriptor for stream in streams if stream.sync_mode is SyncMode.full_refresh]
        kept = [state for state in states if (state.get("stream") or {}).get("stream_descriptor") not in whole]
        store.save(kept)

        def written(name: str, value: Any) -> str:
            path = os.path.join(work, name)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                file.write(orjson.dumps(value))
            return path

        catalog = ["--catalog", written("catalog.json", declaration["catalog"])]
        source = Connector(
            "source",
            module_of(declaration["source"], "source"),
            ["read", "--config", written("source.json", configurations["source"]), *catalog]
            + ["--state", written("state.json", kept)],
            None,
        )
        try:
            destination = Connector(
                "destination",
                module_of(declaration["destination"], "destination"),
                ["write", "--config", written("destination.json", configurations["destination"]), *catalog],
                subprocess.PIPE,
            )
        except BaseException:
            source.stop()
            raise
        moved = transfer(source, destination, store)
    say(f"{declaration['name']}: done, {'the state is saved' if moved else 'no change of the state'}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="sync", description="Runs connections once.")
    parser.add_argument("directory", type=Path, nargs="+")
    try:
        for directory in parser.parse_args().directory:
            run(directory)
    except ConnectorError as error:
        print(f"sync: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
