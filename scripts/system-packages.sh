#!/usr/bin/env bash
# Installs Debian packages for one purpose, and only those that are missing.
#   scripts/system-packages.sh browser | postgres | venv
set -eu

missing=()
case "${1:-}" in
browser)
    command -v chromium >/dev/null || missing+=(chromium)
    # The smallest font with Chinese characters, unless there is one.
    [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] || missing+=(fonts-wqy-microhei)
    ;;
postgres)
    ls -d /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
    ;;
venv)
    missing+=(python3-venv)
    ;;
*)
    echo "usage: $0 browser | postgres | venv" >&2
    exit 2
    ;;
esac
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root=(sudo -n)
    else
        echo "Please run: sudo apt-get install ${missing[*]}" >&2
        exit 1
    fi
fi
command -v apt-get >/dev/null || { echo "Please install: ${missing[*]}" >&2; exit 1; }

echo "system: installing ${missing[*]}"
log=$(mktemp)
no_server=/etc/postgresql-common/createcluster.d/kexie-install.conf
trap 'rm -f "$log"; [ "$1" != postgres ] || "${as_root[@]}" rm -f "$no_server"' EXIT
# Only the programs are wanted: keep Debian's package from starting a database server of its own.
[ "$1" != postgres ] || {
    "${as_root[@]}" mkdir -p "${no_server%/*}"
    echo "create_main_cluster = false" | "${as_root[@]}" tee "$no_server" >/dev/null
}
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1
}
# The lists of a fresh machine are empty or old; ask for them only when the packages cannot be had without.
apt install -y --no-install-recommends "${missing[@]}" ||
    { apt update && apt install -y --no-install-recommends "${missing[@]}"; } ||
    { cat "$log" >&2; exit 1; }
