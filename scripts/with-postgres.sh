#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL and takes the database away afterwards.
#   scripts/with-postgres.sh pytest kexie/office
# The command finds the database in DATABASE_URL. Nothing is kept, nothing outside the temporary folder is touched.
set -eu

[ $# -gt 0 ] || { echo "usage: $0 COMMAND..." >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
"$here/system-packages.sh" postgres
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

home=$(mktemp -d "${TMPDIR:-/tmp}/kexie-postgres.XXXXXX")
as=()
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
    as=(runuser -u postgres --)
    chown postgres "$home"
fi
command=
stop() {
    trap - EXIT INT TERM
    [ -z "$command" ] || kill "$command" 2>/dev/null || true
    [ ! -e "$home/data/postmaster.pid" ] ||
        "${as[@]}" "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

secret=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
(umask 077 && printf '%s\n' "$secret" >"$home/secret")
[ "$(id -u)" != 0 ] || chown postgres "$home/secret"

# Data that live for minutes need no fsync, and several runs of tests of fifty hands each want connections; everything
# else is as in production.
cd "$home"
"${as[@]}" "$bin/initdb" -D "$home/data" -U kexie -A scram-sha-256 --pwfile "$home/secret" \
    -E UTF8 --locale C.UTF-8 --no-sync >"$home/initdb.log" 2>&1 || { cat "$home/initdb.log" >&2; exit 1; }
"${as[@]}" "$bin/pg_ctl" -D "$home/data" -w -l "$home/data/server.log" start -o "-p $port -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories='' -c max_connections=300 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" >/dev/null ||
    { cat "$home/data/server.log" >&2; exit 1; }
cd "$OLDPWD"
echo "postgres: $("$bin/postgres" --version | sed 's/.*) //') on 127.0.0.1:$port"

export DATABASE_URL="postgres://kexie:$secret@127.0.0.1:$port/postgres"
# In the background, for bash hears a signal only while it waits; with its input, so that a debugger works.
"$@" <&0 &
command=$!
code=0
wait "$command" || code=$?
command=
exit "$code"
