#!/bin/bash
# The first process of a machine for kubelets, in namespaces of its own for mounts, network and processes: they end with it,
# and what was mounted, connected or started in them.
set -euo pipefail

# Where runtimes and kubelets keep what lives no longer than they, some of it without asking where.
for place in /run /var/lib /var/log; do mount -t tmpfs -o mode=0755 tmpfs "$place"; done
# A kubelet sets these for good, and they are the whole machine's: it gets copies.
for setting in kernel/{panic,panic_on_oops,keys/root_maxkeys,keys/root_maxbytes} vm/{overcommit_memory,panic_on_oom}; do
    copy=$(mktemp --tmpdir=/run)
    cat "/proc/sys/$setting" >"$copy"
    mount --bind "$copy" "/proc/sys/$setting"
done

trap 'exit 0' TERM
echo ready
# It adopts what loses its parent, and takes note of its end.
sleep infinity &
wait
