#!/bin/bash
# open-image.sh IMAGE MOUNT_POINT KEY MAPPING METHOD DIRECTORY...: opens the volume in an image and mounts it, unless
# that is done, and makes the directories in it that are not there. METHOD is what it should be, or 'any'.
source "$(dirname "$0")/common.sh"
image=$1 mount_point=$2 key=$3 mapping=$4 wanted=$5
shift 5
lock "$(dirname "$image")"

case $(blkid --probe --match-tag TYPE --output value "$image" || true) in
  crypto_LUKS) method=luks ;;
  ext4) method=fscrypt ;;
  *) fail "$image holds neither a LUKS volume nor an ext4 file system: it is not one this program made" ;;
esac
program=fscrypt
[ $method = fscrypt ] || program=cryptsetup
command -v $program >/dev/null ||
  fail "$program is not installed, and opens the volume in $image. On Debian and Ubuntu: sudo apt-get install $program"
[ "$wanted" = any ] || [ "$wanted" = "$method" ] ||
  fail "METHOD=$wanted: the volume in $image was made with METHOD=$method, and is not converted. Leave METHOD away"

opened=() # What to undo where a later step fails.
undo() {
  local step
  for step in "${opened[@]}"; do $step || true; done
}
trap 'code=$?; [ $code = 0 ] || undo; exit $code' EXIT

if ! mountpoint --quiet "$mount_point"; then
  (umask 022 && mkdir -p "$mount_point")
  if [ "$method" = luks ]; then
    if [ ! -e "/dev/mapper/$mapping" ]; then
      attempt "the volume in $image cannot be opened (another key than the one it was made with?)" \
        cryptsetup open --type luks2 --key-file "$key" "$image" "$mapping"
      opened=("cryptsetup close $mapping")
    fi
    attempt "$image cannot be mounted" mount -o "$MOUNT_OPTIONS" "/dev/mapper/$mapping" "$mount_point"
  else
    attempt "$image cannot be mounted (loop devices are needed)" \
      mount -o "loop,$MOUNT_OPTIONS" "$image" "$mount_point"
  fi
  opened=("umount $mount_point" "${opened[@]}")
fi
[ -d "$mount_point/$INSIDE" ] || fail "$image has no directory '$INSIDE' in it: it is not one this program made"

if [ "$method" = fscrypt ]; then
  set_up_fscrypt
  state=$(fscrypt status "$mount_point/$INSIDE" 2>&1 | sed -n 's/^Unlocked: *//p' || true)
  case $state in
    Yes) ;;
    ?*) attempt "the volume in $image cannot be unlocked (another key than the one it was made with?)" \
      fscrypt unlock "$mount_point/$INSIDE" --quiet --key="$key" ;;
    *) fail "$mount_point/$INSIDE is not encrypted: it is not one this program made" ;;
  esac
fi
for directory in "$@"; do
  [ -d "$mount_point/$INSIDE/$directory" ] || mkdir -m 0700 "$mount_point/$INSIDE/$directory"
done
