"""Who is looking at the public's pages: a telephone or mailbox that was proved, kept in the session for a while."""

from __future__ import annotations

from django.http import HttpRequest

from kexie.core import clock
from kexie.core.personal import decrypt, encrypt

LASTS = 30 * 60  # seconds without a page
PURPOSE = "mine"  # of the codes
ASKED, PROVED, UNTIL, NAME = "portal_asked", "portal_proved", "portal_until", "portal_name"
WANTED = "portal_wanted"


def ask(request: HttpRequest, contact: str) -> None:
    """Remember to whom a code was sent."""
    request.session[ASKED] = encrypt(contact)


def want(request: HttpRequest, address: str) -> None:
    """Remember which page somebody came for, who has to say first who they are."""
    request.session[WANTED] = address


def wanted(request: HttpRequest) -> str:
    """Return the page somebody came for, "" when it is their own."""
    return request.session.get(WANTED, "")


def take_wanted(request: HttpRequest) -> str:
    """Return the page somebody came for, and forget it: they are on their way."""
    return request.session.pop(WANTED, "")


def asked(request: HttpRequest) -> str | None:
    """Return to whom a code was sent."""
    return _held(request, ASKED)


def let_in(request: HttpRequest, contact: str) -> None:
    """Remember a contact as proved, under a new session key."""
    request.session.cycle_key()
    request.session.pop(ASKED, None)
    request.session.pop(NAME, None)
    request.session[PROVED] = encrypt(contact)
    request.session[UNTIL] = clock.now().timestamp() + LASTS


def contact(request: HttpRequest) -> str | None:
    """Return the proved contact of whoever is here, None when nobody is, or nobody has been for half an hour."""
    now = clock.now().timestamp()
    if now > request.session.get(UNTIL, 0):
        return None
    request.session[UNTIL] = now + LASTS
    return _held(request, PROVED)


def call(request: HttpRequest, name: str) -> None:
    """Remember which of those who share a contact is here."""
    request.session[NAME] = encrypt(name)


def name(request: HttpRequest) -> str | None:
    """Return which of those who share a contact is here."""
    return _held(request, NAME)


def leave(request: HttpRequest) -> None:
    """Forget whoever was here."""
    for key in (ASKED, PROVED, UNTIL, NAME, WANTED):
        request.session.pop(key, None)


def _held(request: HttpRequest, key: str) -> str | None:
    held = request.session.get(key)
    return decrypt(held) if held else None
