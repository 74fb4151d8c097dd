# shellcheck shell=bash
# The Git server, over ssh and https, and who may do what there. Sourced, never run.

GIT_CONTAINER=$(container git)
GIT_ADDRESS=250 # the last part; Docker gives its own from the low end

ensure_keys() {
  local name
  mkdir -p "$MINT_LAB_DIR/keys"
  chmod 700 "$MINT_LAB_DIR/keys"
  for name in engineer "$@"; do
    [[ -f $MINT_LAB_DIR/keys/$name ]] ||
      ssh-keygen -q -t ed25519 -N '' -C "$name@lab" -f "$MINT_LAB_DIR/keys/$name"
  done
  [[ -f $MINT_LAB_DIR/token ]] || (umask 077 && openssl rand -hex 20 >"$MINT_LAB_DIR/token")
}

# A private certificate authority, as a company's own Git server has one.
ensure_tls() { # ADDRESS
  local tls=$MINT_LAB_DIR/tls
  if [[ -f $tls/git.pem && $(cat "$tls/address") == "$1" ]]; then return 0; fi
  mkdir -p "$tls"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=Mint lab CA' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign' \
    -keyout "$tls/ca.key" -out "$tls/ca.pem"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$GIT_HOST" \
    -keyout "$tls/git.key" -out "$tls/git.csr"
  openssl x509 -req -in "$tls/git.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -CAcreateserial -days 3650 \
    -extfile <(printf 'subjectAltName=DNS:%s,IP:%s\nbasicConstraints=CA:FALSE\n' "$GIT_HOST" "$1") -out "$tls/git.pem"
  printf '%s\n' "$1" >"$tls/address"
}

ensure_git_server() { # NAMES-OF-SSH-HOSTS…
  local address
  address=$(network_address "$GIT_ADDRESS")
  ensure_container git bookworm mint-lab/git:bookworm --ip "$address" --network-alias "$GIT_HOST"
  step 'Git server: keys, certificate, repository' configure_git_server "$address" "$@"
}

configure_git_server() { # ADDRESS NAMES…
  local address=$1
  shift
  ensure_keys "$@"
  ensure_tls "$address"
  docker exec "$GIT_CONTAINER" mkdir -p /etc/lab/tls
  put "$GIT_CONTAINER" /etc/lab/tls/git.pem 644 root <"$MINT_LAB_DIR/tls/git.pem"
  put "$GIT_CONTAINER" /etc/lab/tls/git.key 600 root <"$MINT_LAB_DIR/tls/git.key"
  printf 'git:%s\n' "$(openssl passwd -apr1 -stdin <"$MINT_LAB_DIR/token")" |
    put "$GIT_CONTAINER" /etc/lab/htpasswd 640 root:www-data
  authorized_keys "$@" | put "$GIT_CONTAINER" /srv/git/.ssh/authorized_keys 600 git:git
  docker exec -u git "$GIT_CONTAINER" sh -c "[ -d $GIT_REPO ] || git init -q --bare $GIT_REPO"
  docker exec "$GIT_CONTAINER" systemctl restart nginx
  known_hosts >"$MINT_LAB_DIR/known_hosts"
}

# The engineer pushes; a host's deploy key can only read, whatever command its owner asks for.
authorized_keys() { # NAMES…
  local name
  printf 'restrict %s\n' "$(<"$MINT_LAB_DIR/keys/engineer.pub")"
  for name in "$@"; do
    printf 'restrict,command="git-upload-pack '\''%s'\''" %s\n' "$GIT_REPO" "$(<"$MINT_LAB_DIR/keys/$name.pub")"
  done
}

known_hosts() {
  # shellcheck disable=SC2016 # expanded by the container's shell
  docker exec "$GIT_CONTAINER" sh -c 'cat /etc/ssh/ssh_host_*_key.pub' | sed "s/^/$GIT_HOST /"
}

git_server_head() { docker exec -u git "$GIT_CONTAINER" git --git-dir "$GIT_REPO" rev-parse -q --verify refs/heads/main; }
