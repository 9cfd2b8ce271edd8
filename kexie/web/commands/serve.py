"""`serve`: the web server and the worker of background jobs, as children of one watching process."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time

from . import home
from .home import say

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(given: argparse.Namespace) -> int:
    """Run until a signal comes or the web server ends; return its exit code."""
    home.require()
    server = subprocess.Popen(_server(given.host, given.port, given.workers), env=_environment())
    say(f"智慧科协已启动：http://{given.host}:{given.port}/  （按 Ctrl+C 停止）")
    stopped = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _frame: stopped.append(number))
    while server.poll() is None and not stopped:
        time.sleep(0.2)
    if server.poll() is None:
        server.terminate()
        server.wait(20)
        return 0
    return server.returncode


def _server(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "kexie.web.wsgi:application", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--log-level", "warning", "--respawn-failed-workers",
    ]  # fmt: skip


def _environment() -> dict[str, str]:
    return {**os.environ, "KEXIE_HOME": str(home.where()), "DJANGO_SETTINGS_MODULE": "kexie.web.settings"}
