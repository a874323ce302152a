#!/bin/sh
# Changes first: they have come while nothing ran, and the scheduler counts as healthy once they are captured. A run that
# fails is tried again at its time, like any other.
sh /etc/lakehouse/scheduler/run.sh changes || echo "the first run has failed; the next one comes by its schedule"
exec supercronic -json -no-reap /etc/lakehouse/scheduler/crontab
