#!/bin/sh
# The user, the directories and the configuration files of Elasticsearch's image. $1: the root.
set -eu

cd "$1"
echo "elasticsearch:x:1000:1000::/usr/share/elasticsearch:/bin/bash" >>etc/passwd
echo "elasticsearch:x:1000:" >>etc/group
cd usr/share
mkdir -p elasticsearch/bin elasticsearch/config/jvm.options.d elasticsearch/data elasticsearch/logs elasticsearch/plugins
cd elasticsearch
printf 'cluster.name: "docker-cluster"\nnetwork.host: 0.0.0.0\n' >config/elasticsearch.yml
printf '%s\n' "-XX:+UseG1GC" "-XX:+HeapDumpOnOutOfMemoryError" "-Xlog:gc*:file=gc.log:filecount=32,filesize=64m" \
    >config/jvm.options
echo "# The stand-in has one way to log: lines of JSON on standard output." >config/log4j2.properties
chmod 0664 config/*.yml config/*.properties config/jvm.options
chown -R 0:0 .
for directory in config config/jvm.options.d data logs plugins; do
    chmod 0775 "$directory"
    chown 1000:0 "$directory"
done
