#!/bin/bash
# Connects a machine to this one: $1 a process of the machine, $2 the cable's name here, $3 this machine's address on it, $4 the
# other's with those of its nodes, $5 what lies behind it.
set -euo pipefail
machine=$1 device=$2 here=$3 behind=$5
read -ra there <<<"$4"

inside() { nsenter --target "$machine" --net -- "$@"; }

# The kernel takes a cable away some seconds after a machine that was killed.
for _ in {1..50}; do
    [[ -e /sys/class/net/$device ]] || break
    sleep 0.2
done
if [[ -e /sys/class/net/$device ]]; then
    echo "$device is there already: another test has its nodes on this machine" >&2
    exit 1
fi
ip link add "$device" type veth peer name eth0 netns "$machine"
ip address add "$here/24" dev "$device"
ip link set "$device" up
inside ip link set lo up
for address in "${there[@]}"; do inside ip address add "$address/24" dev eth0; done
inside ip link set eth0 up
ip route add "$behind" via "${there[0]}"
# Between pods of one bridge, services are found by rules that see what the bridge passes on.
nsenter --target "$machine" --net --pid --mount -- bash -ceu '
    echo 1 >/proc/sys/net/ipv4/ip_forward
    echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables'
