"""Keeping and forgetting saved views."""

from __future__ import annotations

from typing import Any

from kexie.core import gate, records, text

from .models import SavedView


def keep_view(*, actor: Any, place: str, name: str, query: str) -> SavedView:
    """Keep a list's query string under a name; the same name again replaces it.

    :raises Invalid: no name, or a query longer than the field
    """
    gate.require(actor, "keep_view", SavedView)
    name = text.clean(name)
    view = SavedView.objects.visible_to(actor).filter(place=place, name=name).first()
    view = view or SavedView(owner_id=actor.pk, place=place, name=name)
    view.query = query
    return records.save(view, actor=actor, did="keep_view")


def forget_view(*, actor: Any, view: SavedView) -> None:
    """Forget a saved view."""
    gate.require(actor, "forget_view", view)
    records.remove(view, actor=actor, did="forget_view")
