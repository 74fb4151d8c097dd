# shellcheck shell=bash
# Says in one line how to get the .NET SDK where it is missing. Sourced, never run; REPO is the checkout.

require_sdk() {
  (cd "$REPO" && dotnet --version) >/dev/null 2>&1 && return
  echo '✗ the .NET 10 SDK is missing: curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0' \
    '--install-dir /usr/share/dotnet && ln -sf /usr/share/dotnet/dotnet /usr/bin/dotnet' >&2
  exit 69
}
