#!/bin/bash
# Puts the image's settings and ours into one directory in memory, and starts the server from there. The server reads
# TLS files from its own configuration directory only, and creates its keystore in it; the image's is read-only.
set -euo pipefail

ours=/etc/lakehouse/search-store
image=/usr/share/elasticsearch/config
export ES_PATH_CONF=/run/search-store

umask 077
cp -R --no-preserve=mode,ownership "$image/." "$ES_PATH_CONF/"
mkdir -p "$ES_PATH_CONF/jvm.options.d"
cp --no-preserve=mode,ownership "$ours/jvm.options" "$ES_PATH_CONF/jvm.options.d/lakehouse.options"
for file in elasticsearch.yml ca.crt server.crt server.key users users_roles; do
    cp --no-preserve=mode,ownership "$ours/$file" "$ES_PATH_CONF/$file"
done

# `eswrapper` is how the image's entry point is told to start the server.
exec /usr/local/bin/docker-entrypoint.sh eswrapper
