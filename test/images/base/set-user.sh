#!/bin/sh
# Gives a package's user and group the numbers they have in the catalogue's image; files they own must be
# handed over by the caller. $1: the root, $2: name of both, $3: number of both, $4: home directory.
set -eu

sed -i "/^[^:]*:[^:]*:$3:/d" "$1/etc/group"
sed -i "s|^$2:x:[0-9]*:[0-9]*:\([^:]*\):[^:]*:|$2:x:$3:$3:\1:$4:|" "$1/etc/passwd"
sed -i "s|^$2:x:[0-9]*:|$2:x:$3:|" "$1/etc/group"
grep -q "^$2:x:$3:$3:" "$1/etc/passwd"
grep -q "^$2:x:$3:" "$1/etc/group"
