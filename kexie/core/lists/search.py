"""Finding rows by words people type."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from kexie.core import text
from kexie.core.personal import matching

MOST_WORDS = 6


def found_by(model: type[models.Model], fields: list[str], asked: str) -> Q:
    """Return the condition that every word of `asked` occurs in one of `fields`.

    Own columns are searched for a part, personal ones for the exact value (through their blind index). A path
    over a relation (`organisation__name`) finds the related rows first, so that the list itself is not joined.
    """
    asked = text.clean(asked)
    found = Q()
    for word in asked.split()[:MOST_WORDS]:
        found &= _any(model, fields, word)
    for name in fields:  # people write telephone numbers in groups
        if " " in asked and getattr(model._meta.get_field(name.partition("__")[0]), "is_personal", False):
            found |= matching(model, name, asked)
    return found


def _any(model: type[models.Model], fields: list[str], word: str) -> Q:
    found = Q(pk__in=[])
    for name in fields:
        first, _sep, rest = name.partition("__")
        field = model._meta.get_field(first)
        if rest:
            related = field.related_model
            found |= Q(**{f"{first}__in": related._base_manager.filter(_any(related, [rest], word)).values("pk")})
        elif getattr(field, "is_personal", False):
            found |= matching(model, first, word)
        else:
            found |= contains(first, word)
    return found


def contains(field: str, word: str) -> Any:
    """Return the condition that a column has `word` in it, whatever its case; Chinese, having none, is found faster."""
    if word.upper() != word.lower():
        return Q(**{f"{field}__icontains": word})
    return Q(GreaterThan(StrIndex(F(field), Value(word)), 0))
