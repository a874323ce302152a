#!/bin/sh
# A command that does not name the server is given to it: `server /data`, `--version`.
set -e

case "$1" in
    minio) exec "$@" ;;
    silo) shift && exec minio "$@" ;;
    *) exec minio "$@" ;;
esac
