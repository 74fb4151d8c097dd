# shellcheck shell=bash
# The engineer's side: a clone of the config repo in which every commit is signed, and the command line tool with an
# API token. Sourced, never run.

CLONE=$MINT_LAB_DIR/config
MINT=$MINT_LAB_DIR/mint-agent/mint
API_TOKEN=$MINT_LAB_DIR/api-token
COORDINATOR_CA=$MINT_LAB_DIR/coordinator-ca.pem
COORDINATOR_API=$MINT_LAB_DIR/coordinator-api # holds the address

# The command line tool out of the package, with the libraries beside it; the daemon is not for a laptop.
ensure_command_line_tool() { # DEB
  if [[ -x $MINT && $MINT -nt $1 ]]; then return 0; fi
  local unpacked=$MINT_LAB_DIR/unpacked
  rm -rf "$unpacked" "${MINT%/*}"
  dpkg-deb -x "$1" "$unpacked"
  mv "$unpacked/usr/lib/mint-agent" "${MINT%/*}"
  rm -rf "$unpacked" "${MINT%/*}/mint-agent"
  touch "$MINT"
}

lab_mint() { # ARGUMENTS…
  MINT_COORDINATOR=$(<"$COORDINATOR_API") MINT_TOKEN=$(<"$API_TOKEN") MINT_CA_FILE=$COORDINATOR_CA "$MINT" "$@"
}

ensure_clone() {
  if [[ -d $CLONE/.git ]]; then
    point_clone_at_server
    already 'config repo'
  else
    step 'config repo' make_clone
  fi
  if ! git_server_head >/dev/null; then step 'git push' git -C "$CLONE" push -q origin main; fi
}

make_clone() {
  rm -rf "$CLONE.new"
  cp -r "$REPO/config-repo-example" "$CLONE.new"
  git -C "$CLONE.new" init -q -b main
  mv "$CLONE.new" "$CLONE"
  git -C "$CLONE" config user.name 'Lab Engineer'
  git -C "$CLONE" config user.email engineer@lab
  git -C "$CLONE" config gpg.format ssh
  git -C "$CLONE" config user.signingkey "$MINT_LAB_DIR/keys/engineer.pub"
  git -C "$CLONE" config commit.gpgsign true
  printf 'engineer@lab %s\n' "$(<"$MINT_LAB_DIR/keys/engineer.pub")" >"$MINT_LAB_DIR/allowed_signers"
  git -C "$CLONE" config gpg.ssh.allowedSignersFile "$MINT_LAB_DIR/allowed_signers"
  point_clone_at_server
  sign_with_engineer "$CLONE/mint.yaml"
  git -C "$CLONE" add -A
  git -C "$CLONE" commit -q -m 'Begin the fleet'
}

# The address may be another one after `down` and `up`; the name the host keys are known under stays.
point_clone_at_server() {
  git -C "$CLONE" config core.sshCommand "ssh -i '$MINT_LAB_DIR/keys/engineer' -o IdentitiesOnly=yes \
-o HostKeyAlias=$GIT_HOST -o UserKnownHostsFile='$MINT_LAB_DIR/known_hosts'"
  git -C "$CLONE" remote remove origin 2>/dev/null || true
  git -C "$CLONE" remote add origin "ssh://git@$(network_address "$GIT_ADDRESS")$GIT_REPO"
  git -C "$CLONE" config branch.main.remote origin
  git -C "$CLONE" config branch.main.merge refs/heads/main
}

# The example names example people; in the lab the one signer is the engineer whose key was made here.
sign_with_engineer() { # MINT-YAML
  SIGNATURES=$(signatures) awk '
    /^signatures:/ { print ENVIRON["SIGNATURES"]; print ""; skip = 1; next }
    /^[^[:space:]]/ { skip = 0 }
    !skip' "$1" >"$1.new"
  mv "$1.new" "$1"
}

# As mint.yaml holds them for the fleet, and agent.yaml as pins for the first commit.
signatures() {
  cat <<YAML
signatures:
  policy: require
  signers:
    engineer: { ssh: "$(<"$MINT_LAB_DIR/keys/engineer.pub")" }
YAML
}
