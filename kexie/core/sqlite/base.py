"""The database of settings' ENGINE `kexie.core.sqlite`; Django asks for the name of this file and of its class.

SQLite has one writer at a time. Left to itself, who waits for it sleeps longer and longer between two looks, up to 100
ms, while those who came later look more often and pass: under a crowd some wait 20 seconds and are refused. Here only
one thread of a process looks at a time, as often as the first time, and the rest stand behind it.
"""

from __future__ import annotations

import sqlite3
import threading
import time

from django.db.backends.sqlite3 import base
from django.db.backends.utils import debug_transaction

LOOK = 0.0005  # seconds between two looks
PATIENCE = 5  # seconds, where settings do not say (sqlite3's own)
_next = threading.Lock()  # held by the thread of this process that looks


class DatabaseWrapper(base.DatabaseWrapper):
    """Begins transactions that write in turn."""

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode != "IMMEDIATE":
            super()._start_transaction_under_autocommit()
            return
        patience = self.settings_dict["OPTIONS"].get("timeout", PATIENCE)
        until = time.monotonic() + patience
        with debug_transaction(self, "BEGIN IMMEDIATE"), self.wrap_database_errors:
            if not _next.acquire(timeout=patience):
                raise sqlite3.OperationalError("database is locked")
            try:
                self.connection.execute("PRAGMA busy_timeout = 0")
                while not self._has_begun(until):
                    time.sleep(LOOK)
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
                _next.release()

    def _has_begun(self, until: float) -> bool:
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            return False
        return True
