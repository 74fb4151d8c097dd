# shellcheck shell=bash
# Prepares the machine the lab runs on: packages, a running Docker, the packages. Sourced, never run.

# shellcheck source=../../sdk.sh
source "$REPO/deploy/sdk.sh"

require_root() {
  [[ $EUID -eq 0 ]] || die "the lab runs Docker containers that boot systemd: run it as root (sudo $0)"
}

# need COMMAND PACKAGE …: the packages whose command is missing are installed in one go, without a question.
need() {
  local missing=()
  while (($# > 1)); do
    command -v "$1" >/dev/null || missing+=("$2")
    shift 2
  done
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null || die "missing here: ${missing[*]} (this is no Debian: install them by hand)"
  step "packages ${missing[*]}" apt_install "${missing[@]}"
}

apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-get install -qy --no-install-recommends "$@"
}

ensure_machine() {
  need dockerd docker.io mmdebstrap mmdebstrap git git ssh openssh-client openssl openssl jq jq curl curl age age
  need docker docker-cli # of its own since Debian 13
  docker info >/dev/null 2>&1 || step 'Docker daemon' start_docker
}

# What only the tests need. Debian's package of promtool would start a Prometheus as well.
ensure_test_tools() {
  need chromium chromium node nodejs npm npm qemu-system-x86_64 qemu-system-x86 mke2fs e2fsprogs
  ensure_schema
  command -v promtool >/dev/null && return 0
  need promtool prometheus
  [[ ! -d /run/systemd/system ]] || systemctl disable --now prometheus
}

# What holds the Grafana dashboard against Grafana's types.
ensure_schema() {
  local project=$REPO/tests/grafana-schema
  [[ $project/node_modules/.package-lock.json -nt $project/package-lock.json ]] && return 0
  step "Grafana's types" npm ci --prefix "$project" --no-audit --no-fund
}

# What an init system does at boot, on a machine that has none: the v1 controllers, and v2 beside them.
mount_cgroups() {
  mountpoint -q /sys/fs/cgroup && return 0
  mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
  local controller
  while read -r controller; do
    mkdir -p "/sys/fs/cgroup/$controller"
    mount -t cgroup -o "$controller" cgroup "/sys/fs/cgroup/$controller"
  done < <(awk '!/^#/ && $4 == 1 { print $1 }' /proc/cgroups)
  mkdir -p /sys/fs/cgroup/systemd /sys/fs/cgroup/unified
  mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
  mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
}

start_docker() {
  if [[ -d /run/systemd/system ]]; then
    systemctl enable --now docker
  else
    mount_cgroups
    setsid nohup dockerd >/var/log/dockerd.log 2>&1 </dev/null &
  fi
  local tries
  for ((tries = 0; tries < 120; tries++)); do
    docker info >/dev/null 2>&1 && return 0
    sleep 0.5
  done
  echo 'Docker did not answer within 60 s' >&2
  tail -n 20 /var/log/dockerd.log >&2 || true
  return 1
}

# The packages that are built from this checkout, in DEB and COORDINATOR_DEB.
ensure_packages() {
  step 'Debian packages (first time: some minutes)' "$REPO/deploy/debian/build"
  # shellcheck disable=SC2034 # read by who calls
  DEB=$(sed -n 2p "$REPO/artifacts/deb/from")
  # shellcheck disable=SC2034 # read by who calls
  COORDINATOR_DEB=$(sed -n 2p "$REPO/artifacts/deb/coordinator.from")
}
