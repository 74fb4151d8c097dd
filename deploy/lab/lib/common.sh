# shellcheck shell=bash
# shellcheck disable=SC2034 # used by the scripts that source this
# What every lab script shares: names, places, progress. Sourced, never run.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
LAB=$REPO/deploy/lab

# A second lab can stand beside the first (the lab tests do that): give it a prefix and a directory of its own.
MINT_LAB_PREFIX=${MINT_LAB_PREFIX:-mint-}
MINT_LAB_DIR=${MINT_LAB_DIR:-$REPO/.lab}
NETWORK=${MINT_LAB_PREFIX}lab
LABEL=mint.lab=$MINT_LAB_PREFIX
GIT_HOST=git.lab
GIT_REPO=/srv/git/config.git

LOG=$MINT_LAB_DIR/log

# name | Debian release | how the agent reaches Git
HOSTS=(
  'web-01 bookworm ssh'
  'web-02 trixie https'
  'backup-01 bookworm ssh'
)

if [[ -t 1 ]]; then
  C_OK=$'\e[32m' C_BAD=$'\e[31m' C_DIM=$'\e[2m' C_BOLD=$'\e[1m' C_END=$'\e[0m'
else
  C_OK='' C_BAD='' C_DIM='' C_BOLD='' C_END=''
fi

# Everything the lab keeps on this machine is in one directory that Git does not see.
prepare_state() {
  mkdir -p "$MINT_LAB_DIR"
  printf '*\n' >"$MINT_LAB_DIR/.gitignore"
  : >"$LOG"
}

container() { printf '%s%s' "$MINT_LAB_PREFIX" "$1"; }

die() {
  printf '%s✗ %s%s\n' "$C_BAD" "$*" "$C_END" >&2
  exit 1
}

# Something was already as it should be.
already() { printf '%s– %-44s already there%s\n' "$C_DIM" "$1" "$C_END"; }

# step LABEL COMMAND…: runs the command with its output in the log, shows the seconds as they pass,
# and on failure shows the end of what the command said.
step() {
  local label=$1 started=$SECONDS mark pid
  shift
  printf '\n### %s\n' "$label" >>"$LOG"
  mark=$(wc -l <"$LOG")
  [[ -t 1 ]] || printf '▸ %s …\n' "$label"
  "$@" >>"$LOG" 2>&1 </dev/null &
  pid=$!
  while [[ -t 1 ]] && kill -0 "$pid" 2>/dev/null; do
    printf '\r▸ %-44s %3d s' "$label" $((SECONDS - started))
    sleep 0.2
  done
  if wait "$pid"; then
    if [[ -t 1 ]]; then printf '\r'; fi
    printf '%s✓%s %-44s %3d s\n' "$C_OK" "$C_END" "$label" $((SECONDS - started))
  else
    if [[ -t 1 ]]; then printf '\r'; fi
    printf '%s✗ %-44s%s\n' "$C_BAD" "$label" "$C_END" >&2
    tail -n +"$((mark + 1))" "$LOG" | tail -n 25 | sed 's/^/    /' >&2
    die "the whole log is in $LOG"
  fi
}

# A value that changes when, and only when, one of the given files or directories does.
fingerprint() {
  find "$@" -type f -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
}
