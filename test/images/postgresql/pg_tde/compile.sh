#!/bin/sh
# Compiles the stand-in pg_tde inside a throw-away root that has a compiler. $1: the root;
# SOURCE: this directory; OUTPUT: where pg_tde.so goes.
set -eu

cd "$1/tmp"
# Only the headers: the package's dependencies hold a whole second compiler.
APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get download postgresql-server-dev-17
dpkg-deb -x postgresql-server-dev-17_*.deb "$1"
cp "$SOURCE/pg_tde.c" .
chroot "$1" gcc -std=gnu11 -O2 -Wall -Wextra -Wno-unused-parameter -Werror -fPIC -shared \
    -I/usr/include/postgresql/17/server -o /tmp/pg_tde.so /tmp/pg_tde.c
cp pg_tde.so "$OUTPUT"
