#!/bin/sh
# Takes out of a root file system what a server in a container never reads. $1: its root.
set -eu

cd "$1"
rm -rf usr/share/doc usr/share/man usr/share/info usr/share/locale usr/share/i18n usr/share/lintian \
    usr/share/perl usr/share/perl5 usr/lib/*/perl usr/lib/*/perl5 \
    var/cache/* var/log/* var/lib/apt var/lib/ucf
# The host's own resolver and name have no place in an image; the engine writes them at start.
: >etc/resolv.conf
: >etc/hostname
