#!/bin/sh
# Keeps Debian's package from making a database cluster at installation. $1: the root.
set -eu

mkdir -p "$1/etc/postgresql-common"
echo 'create_main_cluster = false' >"$1/etc/postgresql-common/createcluster.conf"
