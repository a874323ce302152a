#!/bin/sh
# The user and the directories of the image. $1: the root.
set -eu

sed -i "/^[^:]*:[^:]*:999:/d" "$1/etc/passwd" "$1/etc/group"
echo "dremio:x:999:999::/var/lib/dremio:/usr/sbin/nologin" >>"$1/etc/passwd"
echo "dremio:x:999:" >>"$1/etc/group"
for directory in opt/dremio/data var/run/dremio var/log/dremio var/lib/dremio; do
    mkdir -p "$1/$directory"
    chown 999:999 "$1/$directory"
done
mkdir -p "$1/opt/dremio/conf" "$1/opt/dremio/bin"
