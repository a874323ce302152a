#!/bin/sh
# Whether changes were captured within the last $1 minutes.
[ -n "$(find /tmp/changes-captured -mmin "-$1" 2>/dev/null)" ]
