#!/bin/sh
# The user and the directories of the official image. $1: the root.
set -eu

"$(dirname "$0")/../base/set-user.sh" "$1" haproxy 99 /var/lib/haproxy
mkdir -p "$1/usr/local/etc/haproxy" "$1/var/lib/haproxy"
chown 99:99 "$1/var/lib/haproxy"
rm -rf "$1/etc/haproxy" "$1/var/lib/haproxy/dev"
