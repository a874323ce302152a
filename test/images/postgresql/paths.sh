#!/bin/sh
# The user and the directories of Percona's image, a server that listens when told nothing else, and none of what
# the stand-in leaves out (just-in-time compilation, Perl, Debian's cluster tools). $1: the root.
set -eu

"$(dirname "$0")/../base/set-user.sh" "$1" postgres 26 /data/db
cd "$1"
rm -rf usr/lib/llvm-* usr/lib/*/libLLVM* usr/lib/*/libz3* usr/lib/*/libperl* usr/lib/postgresql/17/lib/bitcode \
    usr/lib/postgresql/17/lib/llvmjit* usr/lib/postgresql/17/lib/*plperl* usr/share/postgresql/17/extension/*plperl* \
    usr/share/postgresql-common usr/bin/pg_* usr/bin/psql var/lib/postgresql etc/postgresql etc/postgresql-common
sed -i "s/^#listen_addresses = .*/listen_addresses = '*'/" usr/share/postgresql/17/postgresql.conf.sample
grep -q "^listen_addresses = '\*'" usr/share/postgresql/17/postgresql.conf.sample
mkdir -p data/db docker-entrypoint-initdb.d run/postgresql
chown 26:26 data/db docker-entrypoint-initdb.d run/postgresql
chmod 700 data/db
