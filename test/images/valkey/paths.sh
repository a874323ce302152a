#!/bin/sh
# The user and the directories of the official image. $1: the root.
set -eu

"$(dirname "$0")/../base/set-user.sh" "$1" valkey 999 /home/valkey
rm -rf "$1/etc/valkey" "$1/var/lib/valkey" "$1/var/log/valkey"
mkdir -p "$1/data"
chown 999:999 "$1/data"
