#!/bin/bash
# list-filled.sh DIRECTORY: names of what is in a directory and not empty, one a line.
source "$(dirname "$0")/common.sh"
find "$1" -mindepth 1 -maxdepth 1 ! -empty -printf '%f\n'
