#!/usr/bin/env bash
# setup.sh [TOOL…] - start one container per tool and install the tool in it (default: all of them):
#   ansible  ansible-core (+ mitogen)      puppet  puppet-agent
#   cfengine cfengine3, lean policy        cfmpf   cfengine3, the stock policy framework
#   mint     mint-agent and mint from this checkout's Debian package
set -euo pipefail
cd "$(dirname "$0")"
REPO=$(cd ../.. && pwd)
HOSTS_IMAGE=${MINT_BENCH_IMAGE:-mint-lab/host:bookworm}   # deploy/lab/prepare makes it

main() {
  (($#)) || set -- ansible puppet cfengine cfmpf mint
  [[ -x measure ]] || gcc -O2 -static -o measure measure.c
  [[ -x floor ]] || gcc -O2 -o floor floor.c -lsystemd   # libsystemd-dev
  local tool
  for tool; do
    docker inspect "mb-$tool" >/dev/null 2>&1 || ./ctr.sh "mb-$tool" "$HOSTS_IMAGE"
    "set_up_$tool"
  done
}

install() { # CONTAINER PACKAGE…
  docker exec "$1" apt-get update -q >/dev/null
  docker exec -e DEBIAN_FRONTEND=noninteractive "$1" apt-get install -yq --no-install-recommends "${@:2}" | { grep -E 'newly|After this' || true; }
}

set_up_ansible() { install mb-ansible ansible-core python3-apt ansible-mitogen; }

set_up_puppet() {
  install mb-puppet puppet-agent
  docker exec mb-puppet systemctl disable --now -q puppet 2>/dev/null || true
}

set_up_cfengine() { cfengine mb-cfengine; }
set_up_cfmpf() { cfengine mb-cfmpf; }

# The stock policy framework as inputs, and the apt_get package module as update.cf would place it.
cfengine() { # CONTAINER
  install "$1" cfengine3 python3-minimal
  docker exec "$1" sh -ec '
    systemctl disable --now cfengine3 cf-execd cf-serverd cf-monitord 2>/dev/null || true
    d=/var/lib/cfengine3
    cp -r $d/masterfiles/. $d/inputs/; chmod -R go-rwx $d/inputs
    ln -sf python3 /usr/bin/cfengine-selected-python
    mkdir -p $d/modules/packages; cp $d/masterfiles/modules/packages/vendored/apt_get.mustache $d/modules/packages/apt_get
    chmod 755 $d/modules/packages/apt_get'
}

set_up_mint() {
  local package
  package=${MINT_BENCH_PACKAGE:-$("$REPO/deploy/debian/build" | tail -n 1)}
  mkdir -p mint
  cp "$package" mint/agent.deb
  docker exec mb-mint apt-get update -q >/dev/null
  docker exec -e DEBIAN_FRONTEND=noninteractive mb-mint apt-get install -yq --no-install-recommends --reinstall /perf/mint/agent.deb |
    { grep -E 'newly|After this' || true; }
}

main "$@"
