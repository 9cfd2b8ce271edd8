"""How often somebody may try: for open pages where a code can be guessed. Counted for each process in its cache."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.translation import gettext as _

from .refusals import Refusal


class TooMany(Refusal):
    """Somebody tried too often."""

    code = "too_many"
    status = 429


def require(what: str, who: str, *, most: int, seconds: int) -> None:
    """Refuse who has spent `most` tries of `what` within the last `seconds`.

    :raises TooMany: they have to wait
    """
    if cache.get(_key(what, who), 0) >= most:
        raise TooMany(_("您试得太频繁了，请过 %d 分钟再试。") % max(1, seconds // 60))


def spend(what: str, who: str, *, seconds: int) -> None:
    """Count one try; the count is forgotten `seconds` after its first."""
    cache.add(_key(what, who), 0, seconds)
    try:
        cache.incr(_key(what, who))
    except ValueError:  # forgotten between the two lines
        cache.set(_key(what, who), 1, seconds)


def _key(what: str, who: str) -> str:
    return f"limit:{what}:{who}"
