# shellcheck shell=bash
# Watching the servers converge, and what to do then. Sourced, never run.

wait_converged() { # SECONDS
  local deadline=$((SECONDS + $1)) started=$SECONDS head host name state states pending line=''
  head=$(git_server_head)
  while :; do
    pending=0 states=''
    for host in "${HOSTS[@]}"; do
      read -r name _ <<<"$host"
      state=$(agent_state "$name" "$head")
      states+="$name $state · "
      [[ $state == converged ]] || pending=1
    done
    if [[ -t 1 ]]; then
      printf '\r\e[K▸ %s %d s' "$states" $((SECONDS - started))
    elif [[ $states != "$line" ]]; then
      printf '▸ %s %d s\n' "$states" $((SECONDS - started))
    fi
    line=$states
    ((pending)) || break
    if ((SECONDS > deadline)); then
      printf '\n' && explain_not_converged
      die "not converged after $1 s"
    fi
    sleep 0.5
  done
  if [[ -t 1 ]]; then printf '\r\e[K'; fi
  printf '%s✓%s %-44s %3d s\n' "$C_OK" "$C_END" "all hosts converged at ${head:0:7}" $((SECONDS - started))
}

# The servers are so; now the one place that knows every host has to say it.
wait_reported() { # SECONDS
  local deadline=$((SECONDS + $1)) started=$SECONDS fleet='' head
  head=$(git_server_head)
  until fleet=$(lab_mint fleet --json 2>/dev/null) &&
    jq -e --arg head "$head" '.head.id == $head and .hosts > 0 and .hosts_at_head == .hosts and .connected == .hosts' <<<"$fleet" >/dev/null; do
    if ((SECONDS > deadline)); then
      lab_mint fleet >&2 || true
      lab_mint hosts >&2 || true
      docker exec "$COORDINATOR_CONTAINER" journalctl -u mint-coordinator -n 25 --no-pager >&2 || true
      die "the coordinator does not know it after $1 s"
    fi
    sleep 0.5
  done
  printf '%s✓%s %-44s %3d s\n' "$C_OK" "$C_END" "the coordinator knows: $(jq -r .sentence <<<"$fleet")" $((SECONDS - started))
}

explain_not_converged() {
  local host name
  for host in "${HOSTS[@]}"; do
    read -r name _ <<<"$host"
    [[ $(agent_state "$name" "$(git_server_head)") == converged ]] && continue
    printf '%s--- %s ---%s\n' "$C_BOLD" "$name" "$C_END" >&2
    docker exec "$(container "$name")" sh -c 'mint status; journalctl -u mint-agent -n 15 --no-pager' >&2 || true
  done
}

what_next() { # SECONDS
  local web=${MINT_LAB_PREFIX}web-01 clone=${MINT_LAB_DIR#"$REPO"/}/config
  cat <<TEXT

${C_BOLD}The lab is up${C_END} ($1 s). Servers: $(printf "${MINT_LAB_PREFIX}%s " "${HOSTS[@]%% *}")· config repo: $clone

${C_BOLD}What the coordinator knows${C_END}, over all servers
  deploy/lab/mint fleet
  deploy/lab/mint hosts
  deploy/lab/mint commits --watch      # leave it open, and push a change in another terminal
  $(<"$COORDINATOR_API")               # the same in a browser; name and password:
  docker exec $COORDINATOR_CONTAINER journalctl -u mint-coordinator --grep 'first login'

${C_BOLD}What a server says${C_END}
  docker exec $web mint status
  docker exec $web systemctl status mint-agent

${C_BOLD}Push a change${C_END}, and see it arrive within seconds
  cd $clone
  sed -i 's/contact = /mail = /' groups/base.yaml
  git commit -am 'Say mail, not contact' && git push
  docker exec $web cat /etc/mint.d/fleet.conf
  docker exec $web mint history

${C_BOLD}Tamper with a file${C_END}, and see it come back
  docker exec $web sh -c 'echo hacked > /etc/mint.d/fleet.conf; sleep 2; cat /etc/mint.d/fleet.conf'
  docker exec $web mint history
  deploy/lab/mint drift

${C_BOLD}Remove a package${C_END} from the YAML, and see that it, and nothing else, goes
  sed -i '/^  ncdu:/d' groups/base.yaml
  git commit -am 'Do without ncdu' && git push
  docker exec $web mint show package/ncdu
  docker exec $web mint history

deploy/lab/down removes all of it.
TEXT
}
