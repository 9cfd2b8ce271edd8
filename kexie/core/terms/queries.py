"""What others may ask about words."""

from __future__ import annotations

from kexie.core.paths import ancestors

from . import kinds
from .kinds import Dictionary, Word
from .models import Term


def words(kind: str, path: str) -> list[Word]:
    """Return the words of a kind that hold at an organisation: the declared ones, and those kept there or above.

    The nearest organisation's version of a word wins; words out of use are included and say so.
    """
    found = {word.name: word for word in kinds.get(kind).defaults}
    kept = Term.objects.filter(kind=kind, path__in=ancestors(path))
    for term in sorted(kept, key=lambda term: (len(term.path), term.order, term.pk)):
        found[term.name] = term.word
    return [*found.values()]


def dictionary(kind: str, path: str) -> Dictionary:
    """Return the words in use at an organisation, to be looked up by any spelling."""
    return Dictionary(words(kind, path))
