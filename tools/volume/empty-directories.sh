#!/bin/sh
# empty-directories.sh DIRECTORY...: removes what is in directories, and makes them root's own again. Those that are
# not there are left out. Plain POSIX, as it also runs in containers.
set -eu
for directory in "$@"; do
  [ -d "$directory" ] || continue
  find "$directory" -mindepth 1 -delete
  chown 0:0 "$directory"
  chmod 0700 "$directory"
done
