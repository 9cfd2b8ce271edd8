"""A cable between one device and the server that a test can pull out: really no network, whatever the browser thinks.

A browser's own "work offline" does not hold for every page it opens anew, so it proves nothing about what was sent.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit

PIECE = 65536  # bytes


class Cable:
    """Pass on what comes to an address of its own on the loopback to the server, as long as it is plugged in.

    The address stays taken while the cable is out, so that nobody else gets it; who calls there is hung up on.
    """

    def __init__(self, server: str) -> None:
        """Lead to a server's address, e.g. http://127.0.0.1:8000; plugged in at once."""
        parts = urlsplit(server)
        self._server, self._is_plugged = (parts.hostname, parts.port), True
        self._lock, self._wires = threading.Lock(), set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"{parts.scheme}://{parts.hostname}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._wait, daemon=True).start()

    def plug(self) -> None:
        """Let the device reach the server."""
        self._is_plugged = True

    def pull(self) -> None:
        """Cut every connection there is, and let no other come about."""
        with self._lock:
            self._is_plugged = False
            for wire in self._wires:
                with contextlib.suppress(OSError):
                    wire.shutdown(socket.SHUT_RDWR)
            self._wires.clear()

    def _wait(self) -> None:
        while True:
            near, _address = self._listener.accept()
            with self._lock:
                if not self._is_plugged:
                    near.close()
                    continue
                far = socket.create_connection(self._server)
                self._wires |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := one.recv(PIECE):
                other.sendall(piece)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_WR)
