# shellcheck shell=bash
# Puts the agent onto a host as an administrator would: agent.yaml, credentials, the Debian package. Sourced, never run.

ensure_agent() { # NAME TRANSPORT DEB
  local name=$1 transport=$2 deb=$3 id
  id=$(container "$name")
  if [[ $(docker exec "$id" cat /etc/mint-agent/.lab 2>/dev/null) == "$(agent_fingerprint "$@")" ]]; then
    already "agent on $name"
  else
    step "agent on $name ($transport)" install_agent "$name" "$transport" "$deb"
  fi
}

# The coordinator's authority is in it: a host that was enrolled with another one is enrolled anew.
agent_fingerprint() { # NAME TRANSPORT DEB
  { sha256sum <"$3" && agent_yaml "$1" "$2" && cat "$COORDINATOR_CA"; } | sha256sum | cut -c1-16
}

install_agent() { # NAME TRANSPORT DEB
  local name=$1 transport=$2 deb=$3 id
  id=$(container "$name")
  docker exec "$id" install -d -m 755 /etc/mint-agent
  if [[ $transport == ssh ]]; then
    put "$id" /etc/mint-agent/deploy_key 600 root <"$MINT_LAB_DIR/keys/$name"
    put "$id" /etc/mint-agent/known_hosts 644 root <"$MINT_LAB_DIR/known_hosts"
  else
    put "$id" /etc/mint-agent/token 600 root <"$MINT_LAB_DIR/token"
    put "$id" /etc/mint-agent/ca.pem 644 root <"$MINT_LAB_DIR/tls/ca.pem"
  fi
  docker cp "$deb" "$id:/var/tmp/mint-agent.deb"
  # A new package starts nothing before agent.yaml is there.
  docker exec -e DEBIAN_FRONTEND=noninteractive "$id" dpkg -i /var/tmp/mint-agent.deb
  docker exec "$id" rm /var/tmp/mint-agent.deb
  agent_yaml "$name" "$transport" | put "$id" /etc/mint-agent/agent.yaml 644 root
  enrol "$name"
  docker exec "$id" systemctl restart mint-agent
  agent_fingerprint "$name" "$transport" "$deb" | put "$id" /etc/mint-agent/.lab 644 root
}

# As two people do it: the engineer makes a token that is good for one use, the administrator of the server types it there.
enrol() { # NAME
  local id
  id=$(container "$1")
  if enrolled "$1"; then return 0; fi
  lab_mint host add "$1" --json | jq -r .token | docker exec -i "$id" mint-agent enrol --token - --coordinator "https://$COORDINATOR_HOST:7443"
  sha256sum <"$COORDINATOR_CA" | put "$id" /etc/mint-agent/.enrolled-with 644 root
}

enrolled() { # NAME
  [[ $(docker exec "$(container "$1")" cat /etc/mint-agent/.enrolled-with 2>/dev/null) == "$(sha256sum <"$COORDINATOR_CA")" ]]
}

agent_yaml() { # NAME TRANSPORT
  printf 'host: %s\nrepository:\n' "$1"
  if [[ $2 == ssh ]]; then
    cat <<YAML
  url: ssh://git@$GIT_HOST$GIT_REPO
  branch: main
  ssh_key: /etc/mint-agent/deploy_key
  known_hosts: /etc/mint-agent/known_hosts
YAML
  else
    cat <<YAML
  url: https://$GIT_HOST/$(basename "$GIT_REPO")
  branch: main
  token_file: /etc/mint-agent/token
  ca_file: /etc/mint-agent/ca.pem
YAML
  fi
  printf 'poll: 3s\ncoordinator: { url: "https://%s:7443" }\n' "$COORDINATOR_HOST"
  signatures
}

# What the agent says of itself, once it stands at the given commit; 'behind' before that.
agent_state() { # NAME COMMIT
  local status
  status=$(docker exec "$(container "$1")" mint status --json 2>/dev/null) || { echo starting && return; }
  jq -r --arg head "$2" 'if .commit.id == $head then .state else "behind" end' <<<"$status"
}
