#!/bin/bash
# close-image.sh IMAGE MOUNT_POINT MAPPING KEEP|DELETE: unmounts and locks a volume; DELETE removes its image for good.
source "$(dirname "$0")/common.sh"
image=$1 mount_point=$2 mapping=$3 fate=$4
lock "$(dirname "$image")"

# A key of fscrypt goes with the mount it was loaded for, a loop device with its last user.
if mountpoint --quiet "$mount_point"; then
  attempt "$mount_point is in use, by containers or by a shell in it" umount "$mount_point"
fi
if [ -e "/dev/mapper/$mapping" ]; then
  attempt "/dev/mapper/$mapping cannot be closed" cryptsetup close "$mapping"
fi
if [ "$fate" = DELETE ]; then
  rm -f "$image" "$image.unfinished"
  rmdir --ignore-fail-on-non-empty "$mount_point"
fi
