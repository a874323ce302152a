#!/bin/bash
# `eswrapper` starts the server; any other command runs as it is.
set -e
umask 0002

if [[ ${1:-} == eswrapper ]]; then
    exec /usr/share/elasticsearch/bin/elasticsearch
fi
exec "$@"
