"""`serve`: the web server, the worker of background jobs and what happens by itself, under one watching process."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable

from . import home
from .home import NotReady, say

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PATIENCE = 20  # seconds children are given to finish what they are at


def serve(given: argparse.Namespace) -> int:
    """Run until a signal comes or the web server ends; return its exit code."""
    home.require()
    refuse_unsafe(given.host)
    _refuse_taken(given.host, given.port)
    stopped: list[int] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _frame: stopped.append(number))
    servers = start_servers(given.host, given.port, given.workers)
    beside = {title: _start(command) for title, command in _BESIDE.items()}
    while _all_run(servers) and not stopped and not _answers(given.host, given.port):
        time.sleep(0.1)
    say(f"智慧科协已启动：http://{given.host}:{given.port}/  （按 Ctrl+C 停止）")
    born = time.monotonic()
    try:
        while _all_run(servers) and not stopped:
            time.sleep(0.2)
            for title, child in beside.items():
                if child.poll() is not None and time.monotonic() - born > 2:
                    say(f"{title}中途停止，正在重新启动。")
                    beside[title], born = _start(_BESIDE[title]), time.monotonic()
    finally:
        stop(*servers, *beside.values())
    return 0 if stopped else next(filter(None, (server.returncode for server in servers)), 0)


def start_servers(host: str, port: int, workers: int) -> list[subprocess.Popen]:
    """Start so many web servers of one process each on the same port, and return what watches each.

    The system deals connections out among sockets that share a port. Granian's own workers share one socket, which
    hands connections to whoever was last at work: of two, one had them all and the other idled.
    """
    command = [
        sys.executable, "-m", "granian", "kexie.web.wsgi:application", "--interface", "wsgi", "--host", host,
        "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--log-level", "warning",
        "--respawn-failed-workers", "--workers-kill-timeout", "10",
    ]  # fmt: skip
    return [_start(command) for _ in range(workers)]


def refuse_unsafe(host: str) -> None:
    """Refuse to open to the network what is set up for one machine.

    :raises NotReady: says which setting to change
    """
    from django.conf import settings

    if settings.DEBUG and host not in LOOPBACK:
        raise NotReady("KEXIE_DEBUG 打开时只能在本机使用。请去掉 KEXIE_DEBUG，或改用 --host 127.0.0.1。")
    if "*" in settings.ALLOWED_HOSTS:
        raise NotReady("KEXIE_HOSTS 不能是 *。请写明用哪些域名或地址访问，用逗号分开。")
    if host not in LOOPBACK and set(settings.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"}:
        raise NotReady(f"要在 {host} 上对外服务，请先设置 KEXIE_HOSTS=域名或地址（用逗号分开），再启动。")
    if settings.HTTPS and not settings.PROXIES:
        raise NotReady("KEXIE_HTTPS=1 须有反向代理做 TLS：请把代理的地址写进 KEXIE_PROXIES（如 127.0.0.1），再启动。")
    ring = os.stat(settings.KEY_RING)
    if ring.st_mode & 0o077:
        raise NotReady(f"{settings.KEY_RING} 别人也能读。请先运行 chmod 600 {settings.KEY_RING}。")


def _all_run(children: Iterable[subprocess.Popen]) -> bool:
    return all(child.poll() is None for child in children)


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = "端口已经被占用，可能已经启动过" if error.errno == errno.EADDRINUSE else error.strerror
            raise NotReady(f"不能在 {host}:{port} 上启动：{why}。换一个端口：kexie serve --port {port + 1}") from error


_BESIDE = {
    "后台进程": [sys.executable, "-m", "kexie.core.jobs.worker"],
    "定时进程": [sys.executable, "-m", "kexie.core.jobs.timekeeper"],
}


def _start(command: list[str]) -> subprocess.Popen:
    settings = {"KEXIE_HOME": str(home.where()), "DJANGO_SETTINGS_MODULE": "kexie.web.settings"}
    # A session of its own: Ctrl+C reaches this process only, which then stops its children in order.
    return subprocess.Popen(command, env={**os.environ, **settings}, start_new_session=True)


def stop(*children: subprocess.Popen) -> None:
    """Ask children to end, and end those that take too long."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
