"""Healthy is what told the queue of itself a short while ago. Argument: seconds that are still short."""

import sys
import time
from pathlib import Path

HEARTBEAT = Path("/tmp/heartbeat")

# Superset takes its time to load: one look waits for the first heartbeat as long as a look may take.
for _ in range(40):
    if HEARTBEAT.exists():
        break
    time.sleep(0.1)
else:
    sys.exit("it has not reached the queue yet")
age = time.time() - HEARTBEAT.stat().st_mtime
if age > float(sys.argv[1]):
    sys.exit(f"it reached the queue {age:.0f} s ago")
