#!/usr/bin/env bash
# Makes .venv and puts the locked installer into it.
set -eu
cd "$(dirname "$0")/.."

command -v python3 >/dev/null || { echo "python3 is missing: install Python 3.11 or newer" >&2; exit 1; }
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "$(python3 --version) is too old: kexie needs Python 3.11 or newer" >&2
    exit 1
}
python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/system-packages.sh venv

[ -x .venv/bin/python ] && [ -x .venv/bin/pip ] || {
    echo "install: new .venv ($(python3 --version))"
    python3 -m venv --clear .venv
}
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.txt 2>.venv/pip.log || {
    cat .venv/pip.log >&2
    exit 1
}
