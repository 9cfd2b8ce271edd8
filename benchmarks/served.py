"""The web server as `kexie serve` starts it, what it uses of the processors, and clients that keep it busy."""

from __future__ import annotations

import os
import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

CLIENTS, WORKERS = 16, 2
TICK = os.sysconf("SC_CLK_TCK")

Send = Callable[[HTTPConnection, int], None]


@dataclass(frozen=True)
class Run:
    """What a number of requests took: `seconds` of each as its client saw them, and the processors' share of all."""

    seconds: list[float]
    wall: float
    cpu: float

    def told(self, times: int = 1) -> str:
        """Return it in a line, for requests that each did an act so many `times`."""
        many, waits = len(self.seconds) * times, statistics.quantiles(self.seconds, n=100)
        return (
            f"{self.cpu / many * 1000:.2f} ms CPU, {many / self.wall:.0f}/s, "
            f"p50/95/99 {waits[49] * 1000:.0f}/{waits[94] * 1000:.0f}/{waits[98] * 1000:.0f} ms"
        )


@contextmanager
def server() -> Iterator[Callable[[Send, int], Run]]:
    """Start the web server with two workers on a port of its own; yield what puts a load on it."""
    from kexie.web.commands import serve

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    children = serve.start_servers("127.0.0.1", port, WORKERS)
    try:
        while not serve._answers("127.0.0.1", port):
            if ended := [child.returncode for child in children if child.poll() is not None]:
                sys.exit(f"the web server ended with {ended[0]}")
            time.sleep(0.1)
        yield lambda send, each: _load(port, [child.pid for child in children], send, each)
    finally:
        serve.stop(*children)


def _load(port: int, servers: Sequence[int], send: Send, each: int) -> Run:
    """Let every client send `each` requests, one after another on a connection it keeps; `send` checks the answer."""
    seconds: list[float] = []
    failed: list[Exception] = []
    gate = threading.Barrier(CLIENTS + 1)

    def client(number: int) -> None:
        connection, own = HTTPConnection("127.0.0.1", port, timeout=60), []
        try:
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            gate.wait()
            for turn in range(number, CLIENTS * each, CLIENTS):
                started = time.perf_counter()
                send(connection, turn)
                own.append(time.perf_counter() - started)
        except Exception as error:
            failed.append(error)
        seconds.extend(own)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    gate.wait()
    used, started = _used(servers), time.perf_counter()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - started
    if failed:
        raise failed[0]
    return Run(seconds, wall, _used(servers) - used)


def _used(servers: Sequence[int]) -> float:
    """Return the CPU seconds that the web servers have used, and PostgreSQL's if that is the database."""
    return sum(_tree(pid) for pid in (*servers, _postmaster()) if pid)


def _tree(pid: int) -> float:
    """Return the CPU seconds of a process and its children, those that have ended too."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        threads = [task.name for task in Path(f"/proc/{pid}/task").iterdir()]
        children = {int(n) for t in threads for n in Path(f"/proc/{pid}/task/{t}/children").read_text().split()}
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, words[11:15])) / TICK + sum(map(_tree, children))


def _postmaster() -> int | None:
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
