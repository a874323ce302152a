"""Sends by the clock what a worker shall do. Its schedule is in its settings, so it keeps nothing."""

import logging.config
from pathlib import Path

from background import Background
from celery import Celery, signals
from celery.beat import Scheduler
from json_logs import configuration

# Touched at each look at the clock, once the queue has answered too.
HEARTBEAT = Path("/tmp/heartbeat")

app = Celery("beat")
app.config_from_object(Background)


@signals.setup_logging.connect
def _log(**_more):
    logging.config.dictConfig(configuration())


class Clock(Scheduler):
    def tick(self, *args, **kwargs):
        seconds = super().tick(*args, **kwargs)
        self.connection.default_channel.client.ping()
        HEARTBEAT.touch()
        return seconds
