#!/usr/bin/env bash
# ctr.sh NAME [IMAGE] - start one systemd container the way this machine allows it.
# This directory is visible inside as /perf; apt's archives and lists are shared between the containers
# (and kept) under aptcache/.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
NAME=$1
IMAGE=${2:-mint-lab/host:bookworm}
mkdir -p "$HERE/aptcache/archives/partial" "$HERE/aptcache/lists/partial"
docker run -d --name "$NAME" --hostname "$NAME" --cap-add ALL --cap-drop SYS_RESOURCE \
  --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined \
  --device /dev/net/tun --tmpfs /run --tmpfs /tmp:exec --cgroupns host \
  -v /sys/fs/cgroup:/sys/fs/cgroup:rw -v "$HERE:/perf" \
  -v "$HERE/aptcache/archives:/var/cache/apt/archives" -v "$HERE/aptcache/lists:/var/lib/apt/lists" \
  -e container=docker "$IMAGE" /sbin/init >/dev/null
state=
for ((i = 0; i < 120; i++)); do
  state=$(docker exec "$NAME" systemctl is-system-running 2>/dev/null || true)
  case $state in running | degraded) echo "$NAME $state"; exit 0 ;; esac
  sleep 0.5
done
echo "$NAME did not boot: $state" >&2
exit 1
