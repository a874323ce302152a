# What the scripts here share. They are run as root, through one entry in tools/volume/privileged.ts.
# shellcheck shell=bash
set -euo pipefail
umask 077
export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin

# Everything lies in this directory of the volume: a file system that uses fscrypt cannot encrypt its own root.
readonly INSIDE=volumes
# Data is never run, holds no devices, and needs nobody's rights.
readonly MOUNT_OPTIONS=nosuid,nodev,noexec

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# attempt WHAT COMMAND...: runs a command; where it fails, its reason is all that is printed.
attempt() {
  local what=$1 said
  shift
  said=$("$@" 2>&1) || fail "$what: $(tr -s '[:space:]' ' ' <<<"$said")"
}

# One run at a time for an image: the lock is on the directory it lies in, and ends with the last process that holds it,
# which after a kill may be a moment later.
lock() {
  exec 9<"$1"
  flock --timeout 10 9 || fail "another run is at work on a volume in $1: wait for it to end"
}

# fscrypt's own settings, made once for a machine: it refuses to work without. It measures the machine before it writes
# them, and a run killed meanwhile leaves the file empty.
set_up_fscrypt() {
  [ ! -s /etc/fscrypt.conf ] || return 0
  rm -f /etc/fscrypt.conf
  attempt "fscrypt cannot be set up on this machine" fscrypt setup --quiet
}
