"""Copy the third-party browser libraries that the pages use into the package.

None of them is committed: package-lock.json names them with their hashes, npm fetches them into a temporary
folder, and the few files below are copied to kexie/core/static/vendor/. Where there is no npm, a locked one is
installed into a throw-away environment. Run again it does nothing until package-lock.json changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "kexie/core/static/vendor"
FILES = {  # name in vendor/ -> path in node_modules/
    "echarts.simple.min.js": "echarts/dist/echarts.simple.min.js",
    "echarts.LICENSE.txt": "echarts/LICENSE",
    "echarts.NOTICE.txt": "echarts/NOTICE",
    "qr/decode.js": "qr/decode.js",
    "qr/index.js": "qr/index.js",
    "qr/LICENSE.txt": "qr/LICENSE",
}


def wanted() -> str:
    """Name the state that vendor/ should be in: the lock and the list of files."""
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes() + json.dumps(FILES).encode()).hexdigest()


def is_ready() -> bool:
    """Tell whether vendor/ already holds what the lock names."""
    stamp = VENDOR / ".lock"
    return stamp.is_file() and stamp.read_text() == wanted() and all((VENDOR / name).is_file() for name in FILES)


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> None:
    """Run a command quietly; show what it said and stop when it fails."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"frontend: {Path(command[0]).name} failed\n{done.stdout}{done.stderr}")


def npm(*arguments: str, cwd: Path) -> None:
    """Run npm: the system's, or a locked one in a throw-away environment."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, cwd)
    if found := shutil.which("npm"):
        run(found, *arguments, "--silent", cwd=cwd)
        return
    print("frontend: no npm here, taking one for this step")
    node, uv = cwd / "node", ROOT / ".venv/bin/uv"
    run(uv, "venv", "--quiet", node, cwd=cwd)
    locked = ROOT / "requirements-frontend.txt"
    run(uv, "pip", "install", "--quiet", "--require-hashes", "-p", node, "-r", locked, cwd=cwd)
    path = f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"
    run(node / "bin/npm", *arguments, "--silent", cwd=cwd, env={**os.environ, "PATH": path})


def main() -> None:
    """Bring vendor/ up to date, or with --lock rewrite package-lock.json."""
    with tempfile.TemporaryDirectory(prefix="kexie-frontend-") as folder:
        place = Path(folder)
        if "--lock" in sys.argv[1:]:
            print("lock: package-lock.json")
            npm("install", "--package-lock-only", cwd=place)
            shutil.copy(place / "package-lock.json", ROOT)
            return
        if is_ready():
            return
        npm("ci", cwd=place)
        for name, source in FILES.items():
            (VENDOR / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place / "node_modules" / source, VENDOR / name)
        (VENDOR / ".lock").write_text(wanted())
        print(f"frontend: {len(FILES)} files in {VENDOR.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
