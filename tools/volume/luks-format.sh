#!/bin/bash
# luks-format.sh IMAGE KEY: makes a file a LUKS2 volume.
#
# AES-256 in XTS mode (two keys of 256 bits), cryptsetup's own default for disks. The key is 32 random bytes, which
# nobody can guess: a slow derivation (argon2id, made for passwords) would only cost time and memory at every start. 1000
# is the least number of iterations cryptsetup takes for PBKDF2 (cryptsetup-luksFormat(8)).
source "$(dirname "$0")/common.sh"

attempt "cryptsetup cannot format $1" cryptsetup luksFormat --batch-mode --type luks2 \
  --cipher aes-xts-plain64 --key-size 512 --hash sha256 \
  --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file "$2" "$1"
