"""What is kept of signing in and out; the session itself is the page's business."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings

from kexie.core import text
from kexie.core.audit import trail
from kexie.core.gate import SYSTEM
from kexie.network.access import queries
from kexie.network.access.models import User


def sign_in(*, user: User, with_code: bool) -> None:
    """Keep in the trail that someone signed in, and whether a code was asked for."""
    trail.write_event(actor=user, did="sign_in", about=str(user), path=user.organisation.path, with_code=with_code)


def sign_out(*, user: User) -> None:
    """Keep in the trail that someone signed out."""
    trail.write_event(actor=user, did="sign_out", about=str(user), path=user.organisation.path)


def note_failure(*, username: str, locked: bool) -> None:
    """Keep in the trail that a sign-in failed, or that it locked the account.

    The name is kept only where it is an account's: people type passwords and telephone numbers into the wrong field.
    """
    user = User.objects.filter(username=username).select_related("organisation").first()
    path = user.organisation.path if user else queries.root_path()
    trail.write_event(actor=SYSTEM, did="locked_out" if locked else "sign_in_failed", about=str(user or ""), path=path)


def lockout_name(request: Any, credentials: dict[str, Any] | None) -> str:
    """Return what failed tries are counted under: a keyed digest, so that the table holds nothing people typed."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, text.clean(typed).encode(), hashlib.sha256).hexdigest()
