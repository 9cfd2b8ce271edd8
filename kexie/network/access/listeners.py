"""What stands by path goes along when a body moves."""

from __future__ import annotations

from kexie.core import gate
from kexie.core.events import hear
from kexie.core.terms import services as terms
from kexie.network.organisations.events import Moved


def words_follow(event: Moved) -> None:
    """Keep a body's own words its own where it hangs now; whoever may move it moves them too."""
    terms.follow(path=event.body.path, actor=gate.SYSTEM)


hear(Moved, words_follow)
