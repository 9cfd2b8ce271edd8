#!/usr/bin/env bash
# Installs Debian packages for the purposes named, and only those that are missing.
#   scripts/system-packages.sh browser | office | postgres | venv ...
set -eu
PATH=$PATH:/usr/sbin

missing=()
quiet_server=
for purpose in "$@"; do
    case "$purpose" in
    browser)
        command -v chromium >/dev/null || missing+=(chromium)
        ldconfig -p | grep -q 'libatomic\.so\.1' || missing+=(libatomic1) # what drives it is a Node program
        # The smallest font with Chinese characters, unless there is one.
        [ -n "$(fc-list :lang=zh-cn 2>/dev/null)" ] || missing+=(fontconfig fonts-wqy-microhei)
        ;;
    office) # to look at Word files as pages
        command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui)
        command -v pdftotext >/dev/null || missing+=(poppler-utils)
        ;;
    postgres)
        ls -d /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || {
            missing+=(postgresql)
            quiet_server=/etc/postgresql-common/createcluster.d/kexie-install.conf
        }
        ;;
    venv)
        missing+=(python3-venv)
        ;;
    *)
        echo "usage: $0 browser | office | postgres | venv ..." >&2
        exit 2
        ;;
    esac
done
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
trap 'rm -f "$log"; [ -z "$quiet_server" ] || "${as_root[@]}" rm -f "$quiet_server"' EXIT
# Only the programs are wanted: keep Debian's package from starting a database server of its own.
[ -z "$quiet_server" ] || {
    "${as_root[@]}" mkdir -p "${quiet_server%/*}"
    echo "create_main_cluster = false" | "${as_root[@]}" tee "$quiet_server" >/dev/null
}
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1
}
# The lists of a fresh machine are empty or old; ask for them only when the packages cannot be had without.
apt install -y --no-install-recommends "${missing[@]}" ||
    { apt update && apt install -y --no-install-recommends "${missing[@]}"; } ||
    { cat "$log" >&2; exit 1; }
