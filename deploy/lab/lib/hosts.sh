# shellcheck shell=bash
# Starts containers that boot systemd. Sourced, never run.

# The flags under which a systemd of this release boots here, in FLAGS. Tests start their hosts with the same ones
# (tests/Mint.LabTests/Hosts/SystemdContainer.cs).
systemd_flags() { # RELEASE
  # Without CAP_SYS_RESOURCE, which a machine may not have to give; /run and /tmp as a real boot finds them.
  FLAGS=(
    --cap-add ALL --cap-drop SYS_RESOURCE
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined
    --tmpfs /run --tmpfs /tmp:exec -e container=docker
  )
  # For wireguard-go, where the kernel has no WireGuard.
  if [[ -c /dev/net/tun ]]; then FLAGS+=(--device /dev/net/tun); fi
  # Debian 13's systemd refuses cgroup v1: where the machine has both, it gets the v2 half.
  local cgroup=/sys/fs/cgroup
  if [[ $1 != bookworm && -d $cgroup/unified ]]; then cgroup=$cgroup/unified; fi
  FLAGS+=(--cgroupns host -v "$cgroup:/sys/fs/cgroup:rw")
}

# An own range, as Docker would choose it, so that addresses can be fixed: Docker only allows that in ranges named by hand.
ensure_network() {
  docker network inspect "$NETWORK" >/dev/null 2>&1 && return 0
  docker network create --label "$LABEL" "$NETWORK" >/dev/null
  local subnet
  subnet=$(docker network inspect -f '{{(index .IPAM.Config 0).Subnet}}' "$NETWORK")
  docker network rm "$NETWORK" >/dev/null
  docker network create --label "$LABEL" --subnet "$subnet" "$NETWORK" >/dev/null
}

# The network's address ending in .N, e.g. 172.18.0.2.
network_address() { # N
  local subnet
  subnet=$(docker network inspect -f '{{(index .IPAM.Config 0).Subnet}}' "$NETWORK")
  printf '%s.%s' "${subnet%.*}" "$1"
}

# Starts the container unless it runs already; one that was stopped (a reboot of the machine) is started again.
ensure_container() { # NAME RELEASE IMAGE DOCKER-RUN-OPTIONS…
  local name=$1 release=$2 image=$3 id
  shift 3
  id=$(container "$name")
  case $(docker inspect -f '{{.State.Status}}' "$id" 2>/dev/null || true) in
    running) already "host $name" ;;
    '') step "host $name" run_container "$id" "$name" "$release" "$image" "$@" ;;
    *)
      docker inspect -f '{{range $k, $v := .Config.Labels}}{{$k}}={{$v}} {{end}}' "$id" | grep -qF "$LABEL" ||
        die "a container '$id' that is not the lab's is in the way"
      step "host $name (start)" restart_container "$id"
      ;;
  esac
}

run_container() { # ID NAME RELEASE IMAGE OPTIONS…
  local id=$1 name=$2 release=$3 image=$4
  shift 4
  systemd_flags "$release"
  # Without an identity of its own systemd takes the machine's, and all hosts would share one machine-id.
  FLAGS+=(-e "container_uuid=$(</proc/sys/kernel/random/uuid)")
  docker run -d --name "$id" --hostname "$name" --network "$NETWORK" --label "$LABEL" "${FLAGS[@]}" "$@" "$image"
  wait_booted "$id"
}

restart_container() { # ID
  docker start "$1"
  wait_booted "$1"
}

wait_booted() { # ID
  local tries state=''
  # Names inside are net.* of the container's own namespace: safe to let it write.
  docker exec "$1" mount -o remount,rw /proc/sys || true
  for ((tries = 0; tries < 240; tries++)); do
    state=$(docker exec "$1" systemctl is-system-running 2>/dev/null || true)
    [[ $state == running ]] && return 0
    [[ $state == degraded ]] && break
    sleep 0.25
  done
  echo "$1 is '$state', not running:"
  docker exec "$1" systemctl --failed --no-pager || true
  docker logs --tail 20 "$1"
  [[ $state == degraded ]]
}

# Writes standard input into a file of a container.
put() { # ID PATH MODE OWNER
  docker exec -i "$1" sh -c 'umask 077 && cat >"$1.new" && chmod "$2" "$1.new" && chown "$3" "$1.new" && mv "$1.new" "$1"' \
    sh "$2" "$3" "$4"
}
