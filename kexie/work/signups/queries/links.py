"""The link of one sign-up: what it carries, and whose it is."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from kexie.work.signups.models import Signup

KEPT = timedelta(days=90)  # how long after its session a link still opens
REFERENCE, SEAL = 16, 16  # characters; 96 bits each


def token_of(signup: Signup) -> str:
    """Return what the link of a sign-up carries: its reference, sealed for the code given out last.

    The seal needs the key ring, so that a copy of the database opens no link; a new code ends the link before.
    """
    digest = salted_hmac("kexie.work.signups.link", f"{signup.reference}:{signup.issue}", algorithm="sha256").digest()
    return signup.reference + base64.urlsafe_b64encode(digest).decode()[:SEAL]


def signup_of(token: str, *, at: datetime) -> Signup | None:
    """Return whose link this is; None for anything wrong: never given out, replaced, or long over."""
    found = (
        Signup.objects.filter(reference=token[:REFERENCE], session__ends_at__gt=at - KEPT)
        .select_related("person", "lead", "version", "session__activity__organisation", "session__admission")
        .first()
    )
    return found if found is not None and constant_time_compare(token_of(found), token) else None


def link_to(signup: Signup) -> str:
    """Return the whole address of a sign-up's page, as messages carry it."""
    return f"{settings.SITE}{reverse('signups:link', args=[token_of(signup)])}"
