#!/bin/sh
# Options alone, or a configuration file, are given to the server; any other command runs as it is.
set -e

case "$1" in
    -* | *.conf) set -- valkey-server "$@" ;;
esac
exec "$@"
