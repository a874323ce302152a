#!/bin/sh
# Options alone, or the command `haproxy`, start HAProxy as a master with workers in the foreground;
# any other command runs as it is.
set -e

case "$1" in
    -*) exec haproxy -W -db "$@" ;;
    haproxy) shift && exec haproxy -W -db "$@" ;;
    *) exec "$@" ;;
esac
