# shellcheck shell=bash
# Builds the lab's images from Debian's own archive, so that no image registry is needed. Sourced, never run.
# An image carries the fingerprint of what it was made from; an equal one is not made again.

MINT_LAB_MIRROR=${MINT_LAB_MIRROR:-http://deb.debian.org/debian}
MINT_LAB_SECURITY=${MINT_LAB_SECURITY:-http://deb.debian.org/debian-security}

image_current() { # IMAGE FINGERPRINT
  [[ $(docker image inspect -f '{{index .Config.Labels "mint.lab.from"}}' "$1" 2>/dev/null) == "$2" ]]
}

ensure_base_image() { # RELEASE
  local release=$1 image=mint-lab/debian:$1 from
  from=$(fingerprint "$LAB/lib/images.sh")
  if image_current "$image" "$from"; then
    already "image $image"
  else
    step "image $image" build_base_image "$release" "$image" "$from"
  fi
}

build_base_image() { # RELEASE IMAGE FINGERPRINT
  local release=$1 image=$2 from=$3 work
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the directory is known now and local later
  trap "rm -rf '$work'" EXIT
  inherited_apt_settings >"$work/90lab"
  # shellcheck disable=SC2016 # mmdebstrap gives its hooks the root directory as $1
  mmdebstrap --variant=minbase --mode=root --include=ca-certificates \
    --aptopt="$work/90lab" \
    --customize-hook='printf "force-unsafe-io\n" >"$1/etc/dpkg/dpkg.cfg.d/lab"' \
    --customize-hook='rm -f "$1/etc/hostname" "$1/etc/resolv.conf"; : >"$1/etc/machine-id"' \
    "$release" "$work/root.tar" \
    "deb $MINT_LAB_MIRROR $release main" \
    "deb $MINT_LAB_MIRROR $release-updates main" \
    "deb $MINT_LAB_SECURITY $release-security main"
  docker import --change "LABEL mint.lab.from=$from" "$work/root.tar" "$image"
}

# A machine behind a proxy, or on a frozen mirror, has said so to its own apt; its hosts need to know as well.
inherited_apt_settings() {
  apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-Valid-Until|Check-Date) ' || true
}

ensure_image() { # IMAGE DIRECTORY BASE: the directory holds a Dockerfile that begins with ARG BASE
  local image=$1 directory=$2 base=$3 from
  from=$(fingerprint "$directory")-$(docker image inspect -f '{{.Id}}' "$base" | cut -c8-19)
  if image_current "$image" "$from"; then
    already "image $image"
  else
    # The classic builder, since Debian's docker.io comes without buildx.
    step "image $image" env DOCKER_BUILDKIT=0 docker build -t "$image" \
      --build-arg "BASE=$base" --label "mint.lab.from=$from" "$directory"
  fi
}

ensure_images() {
  local release
  for release in bookworm trixie; do
    ensure_base_image "$release"
    ensure_image "mint-lab/host:$release" "$LAB/images/host" "mint-lab/debian:$release"
  done
  ensure_image mint-lab/git:bookworm "$LAB/images/git" mint-lab/host:bookworm
}

# What only the tests start.
ensure_test_images() {
  ensure_image mint-lab/postgres:bookworm "$LAB/images/postgres" mint-lab/host:bookworm
  ensure_image mint-lab/machine:bookworm "$LAB/images/machine" mint-lab/host:bookworm
}
