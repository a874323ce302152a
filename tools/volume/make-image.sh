#!/bin/bash
# make-image.sh METHOD BYTES IMAGE MOUNT_POINT KEY MAPPING: makes the image file of an encrypted volume, with its file
# system in it, closed. Runs in a mount namespace of its own, so that a run that is killed leaves nothing mounted.
#
# The image gets its name when it is finished. Until then it is another file, which holds no data and is made anew.
source "$(dirname "$0")/common.sh"
method=$1 bytes=$2 image=$3 mount_point=$4 key=$5 mapping=$6-unfinished
unfinished=$image.unfinished

# Others may look at what there is, and at nothing inside.
(umask 022 && mkdir -p "$(dirname "$image")" "$mount_point")
lock "$(dirname "$image")"

[ ! -e "$image" ] || fail "$image exists: nothing is formatted over it"
if [ -e "/dev/mapper/$mapping" ]; then
  attempt "/dev/mapper/$mapping, left by a run that was killed, cannot be closed" cryptsetup close "$mapping"
fi
if [ -e "$unfinished" ]; then
  # What was mounted in the killed run's namespace is let go of a moment after its last process.
  for ((tries = 0; tries < 100; tries++)); do
    attached=$(losetup --associated "$unfinished")
    [ -n "$attached" ] || break
    sleep 0.1
  done
  [ -z "$attached" ] ||
    fail "$unfinished, left by a run that was killed, is still attached: $attached. Detach it with 'losetup --detach', then run this again"
  rm -f "$unfinished"
fi

attempt "$unfinished cannot be made" truncate --size="$bytes" "$unfinished"
if [ "$method" = luks ]; then
  bash "$(dirname "$0")/luks-format.sh" "$unfinished" "$key"
  attempt "the new LUKS volume cannot be opened" cryptsetup open --type luks2 --key-file "$key" "$unfinished" "$mapping"
  attempt "the file system cannot be made" mkfs.ext4 -q -b 4096 -m 0 "/dev/mapper/$mapping"
  attempt "the new volume cannot be mounted" mount -o "$MOUNT_OPTIONS" "/dev/mapper/$mapping" "$mount_point"
  mkdir "$mount_point/$INSIDE"
else
  # Blocks as large as a page: older kernels encrypt no others.
  attempt "the file system cannot be made" mkfs.ext4 -q -b 4096 -m 0 -O encrypt "$unfinished"
  attempt "the new volume cannot be mounted (loop devices are needed)" \
    mount -o "loop,$MOUNT_OPTIONS" "$unfinished" "$mount_point"
  set_up_fscrypt
  attempt "fscrypt cannot be set up on the new volume" fscrypt setup --quiet "$mount_point"
  mkdir "$mount_point/$INSIDE"
  attempt "fscrypt cannot encrypt a directory" \
    fscrypt encrypt "$mount_point/$INSIDE" --quiet --source=raw_key --name=lakehouse --key="$key"
  policy=$(fscrypt status "$mount_point/$INSIDE" 2>&1 | sed -n 's/^Options: *//p' || true)
  for wanted in contents:AES_256_XTS filenames:AES_256_CTS policy_version:2; do
    [[ " $policy " == *" $wanted "* ]] ||
      fail "fscrypt encrypts with '$policy', and $wanted is wanted: correct \"options\" in /etc/fscrypt.conf"
  done
fi
# Anyone may list the names of volumes, and enter none of them: containers set the modes of the directories below.
chmod 0755 "$mount_point"
chmod 0744 "$mount_point/$INSIDE"
attempt "the new volume cannot be unmounted" umount "$mount_point"
[ "$method" != luks ] || attempt "the new volume cannot be closed" cryptsetup close "$mapping"
sync "$unfinished"
mv -n "$unfinished" "$image"
sync "$(dirname "$image")"
