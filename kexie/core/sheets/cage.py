"""The cage: strangers' files are opened by another process, which may use only so much memory, processor and time."""

from __future__ import annotations

import io
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEMORY = 1 << 30
_PROGRAM = Path(__file__).with_name("caged_reader.py")
_ALLOWED = {("datetime", "date"), ("datetime", "datetime")}


class Killed(Exception):
    """The caged process ended without an answer; `code` is "too_slow", "too_big" or "broken"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def frames(path: Path) -> Iterator[tuple[Any, ...]]:
    """Run the caged reader on `path` and yield its frames as they come.

    Time grows with the size of the file: a small bomb dies of its processor time within five seconds, an honest
    100,000 rows get through. The clock only ends what hangs: it must not refuse an honest file on a busy machine.

    :raises Killed: the process broke a limit or died
    """
    megabytes = path.stat().st_size / (1 << 20)
    cpu = round(3 + 0.5 * megabytes)
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", str(_PROGRAM), str(path), str(MEMORY), str(cpu)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", "")},
        bufsize=1 << 20,
    )
    alarm = threading.Timer(6 * cpu, process.kill)
    alarm.start()
    try:
        yield from _frames(process.stdout)
        if process.wait() != 0:
            raise Killed(_cause(process.returncode))
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        process.stdout.close()


def _frames(pipe: io.BufferedReader) -> Iterator[tuple[Any, ...]]:
    while len(head := pipe.read(4)) == 4:
        (size,) = struct.unpack("<I", head)
        body = pipe.read(size)
        if len(body) < size:
            return
        yield _Primitives(io.BytesIO(body)).load()


class _Primitives(pickle.Unpickler):
    """Reads primitive values and days only: even a captured child could not make this process run anything."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _ALLOWED:
            return super().find_class(module, name)
        raise Killed("broken")


def _cause(returncode: int) -> str:
    if -returncode in (signal.SIGXCPU, signal.SIGKILL):
        return "too_slow"
    return "too_big" if -returncode in (signal.SIGABRT, signal.SIGSEGV) else "broken"
