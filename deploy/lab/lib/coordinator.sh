# shellcheck shell=bash
# The coordinator, installed as an administrator would: coordinator.yaml, a deploy key, the Debian package, a token. Sourced, never run.

COORDINATOR_CONTAINER=$(container coordinator)
COORDINATOR_HOST=coordinator.lab
COORDINATOR_ADDRESS=251 # the last part
COORDINATOR_KEY=coordinator
HOOK_SECRET=$MINT_LAB_DIR/hook-secret

ensure_coordinator() { # DEB
  ensure_container coordinator bookworm mint-lab/host:bookworm \
    --ip "$(network_address "$COORDINATOR_ADDRESS")" --network-alias "$COORDINATOR_HOST"
  if [[ -s $API_TOKEN && -s $COORDINATOR_CA ]] && docker exec "$COORDINATOR_CONTAINER" systemctl -q is-active mint-coordinator &&
    [[ $(docker exec "$COORDINATOR_CONTAINER" cat /etc/mint-coordinator/.lab 2>/dev/null) == "$(coordinator_fingerprint "$1")" ]]; then
    already coordinator
  else
    step 'coordinator: package, settings, admin token' install_coordinator "$1"
  fi
}

coordinator_fingerprint() { # DEB
  { sha256sum <"$1" && coordinator_yaml; } | sha256sum | cut -c1-16
}

install_coordinator() { # DEB
  local id=$COORDINATOR_CONTAINER deb=$1
  [[ -s $HOOK_SECRET ]] || (umask 077 && openssl rand -hex 20 >"$HOOK_SECRET")
  docker cp "$deb" "$id:/var/tmp/mint-coordinator.deb"
  docker exec -e DEBIAN_FRONTEND=noninteractive "$id" dpkg -i /var/tmp/mint-coordinator.deb
  docker exec "$id" rm /var/tmp/mint-coordinator.deb
  put "$id" /etc/mint-coordinator/deploy_key 600 mint-coordinator <"$MINT_LAB_DIR/keys/$COORDINATOR_KEY"
  put "$id" /etc/mint-coordinator/known_hosts 644 root <"$MINT_LAB_DIR/known_hosts"
  put "$id" /etc/mint-coordinator/gitea_secret 640 root:mint-coordinator <"$HOOK_SECRET"
  coordinator_yaml | put "$id" /etc/mint-coordinator/coordinator.yaml 640 root:mint-coordinator
  docker exec "$id" systemctl restart mint-coordinator
  printf 'https://%s:7444\n' "$(network_address "$COORDINATOR_ADDRESS")" >"$COORDINATOR_API"
  docker exec "$id" mint-coordinator authority show >"$COORDINATOR_CA"
  ensure_api_token
  coordinator_fingerprint "$deb" | put "$id" /etc/mint-coordinator/.lab 644 root
}

coordinator_yaml() {
  cat <<YAML
url: https://$COORDINATOR_HOST:7443
also_known_as: [$(network_address "$COORDINATOR_ADDRESS")]
agents: 0.0.0.0:7443
api: { listen: "0.0.0.0:7444" }
repository:
  url: ssh://git@$GIT_HOST$GIT_REPO
  branch: main
  ssh_key: /etc/mint-coordinator/deploy_key
  known_hosts: /etc/mint-coordinator/known_hosts
poll: 3s
heartbeat_every: 2s
silent_after: 10s
webhooks: { gitea_secret_file: /etc/mint-coordinator/gitea_secret }
YAML
  signatures
}

# A token that a coordinator of an earlier lab made is worth nothing to this one.
ensure_api_token() {
  if [[ -s $API_TOKEN ]] && lab_mint fleet --json >/dev/null; then return 0; fi
  docker exec "$COORDINATOR_CONTAINER" mint-coordinator token revoke lab || true # there is none at first
  (umask 077 && docker exec "$COORDINATOR_CONTAINER" mint-coordinator token create --name lab --role admin >"$API_TOKEN")
}

# As a forge tells of a push: the body, and its keyed hash in a header. The push itself does not wait for it.
ensure_hook() {
  step 'webhook of the Git server' install_hook
}

install_hook() {
  put "$GIT_CONTAINER" /etc/lab/coordinator-ca.pem 644 root <"$COORDINATOR_CA"
  put "$GIT_CONTAINER" /etc/lab/hook-secret 640 root:git <"$HOOK_SECRET"
  put "$GIT_CONTAINER" "$GIT_REPO/hooks/post-receive" 755 git:git <"$LAB/hooks/post-receive"
}
