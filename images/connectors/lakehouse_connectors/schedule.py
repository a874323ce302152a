"""Runs a connection again and again, as its declaration schedules it; for platforms that have no scheduler.

    python -m lakehouse_connectors.schedule DIRECTORY --alive FILE     runs until it is told to stop
    python -m lakehouse_connectors.schedule DIRECTORY --is-alive FILE  exits with 0 when the last run is recent and good

Each run is a process of its own, whose memory goes with it. A run that fails is not tried again before its time.
"""

import argparse
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Optional

from .declaration import read_declaration
from .protocol import ConnectorError

units = {"minutes": 60, "hours": 3600}
#: A run counts as recent for so many of its intervals.
recent_intervals = 3


def interval_of(directory: Path) -> int:
    """Seconds between the beginnings of two runs.

    :raises ConnectorError: for a schedule that is none of intervals
    """
    schedule = read_declaration(directory).get("schedule", {})
    basic = schedule.get("scheduleData", {}).get("basicSchedule", {})
    unit, count = units.get(basic.get("timeUnit")), basic.get("units")
    if schedule.get("scheduleType") != "basic" or unit is None or not isinstance(count, int) or count < 1:
        raise ConnectorError(
            "connection.json: schedule must be of scheduleType 'basic', in units of " + " or ".join(units)
        )
    return unit * count


class Scheduler:
    def __init__(self, directory: Path, alive: Path) -> None:
        self.directory, self.alive = directory, alive
        self.running: Optional[subprocess.Popen[bytes]] = None
        self.stopped = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)

    def stop(self, _number: int, _frame: Optional[FrameType]) -> None:
        # Cut short at once: the next run makes it good.
        self.stopped = True
        if self.running:
            self.running.kill()

    def run(self) -> None:
        interval = interval_of(self.directory)
        while not self.stopped:
            begun = time.monotonic()
            self.running = subprocess.Popen([sys.executable, "-m", "lakehouse_connectors.sync", str(self.directory)])
            if self.running.wait() == 0:
                self.alive.touch()
            while not self.stopped and time.monotonic() < begun + interval:
                time.sleep(0.5)


def is_alive(directory: Path, alive: Path) -> bool:
    try:
        age = time.time() - alive.stat().st_mtime
    except FileNotFoundError:
        return False
    return age < recent_intervals * interval_of(directory)


def main() -> int:
    parser = argparse.ArgumentParser(prog="schedule", description="Runs a connection as it is scheduled.")
    parser.add_argument("directory", type=Path)
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--alive", type=Path, metavar="FILE", help="file that is touched after each good run")
    choice.add_argument("--is-alive", type=Path, metavar="FILE", help="asks about that file")
    arguments = parser.parse_args()
    try:
        if arguments.is_alive:
            return 0 if is_alive(arguments.directory, arguments.is_alive) else 1
        Scheduler(arguments.directory, arguments.alive).run()
    except ConnectorError as error:
        print(f"schedule: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
