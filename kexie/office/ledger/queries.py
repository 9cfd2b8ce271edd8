"""What others may ask about the ledger itself; figures are asked of metrics."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps  # noqa: TID251  (a posting names its record by label; the ledger cannot import upward)
from django.db import models
from django.urls import NoReverseMatch, reverse

from kexie.core import gate
from kexie.core.paths import ancestors

from .models import ClosedPeriod


def closings(paths: Iterable[str]) -> list[ClosedPeriod]:
    """Return the periods closed, and not opened again, by the organisations at `paths` or above them; latest first."""
    chain = {above for path in paths for above in ancestors(path)}
    standing = ClosedPeriod.objects.filter(organisation__path__in=chain, reopened_at=None)
    return [*standing.select_related("organisation").order_by("-closed_at")]


def source_model(kind: str) -> type[models.Model] | None:
    """Return the model of records that post under a label, None when its app is no longer installed."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def sources(kind: str, keys: Iterable[int], actor: gate.Actor) -> dict[int, tuple[str, str]]:
    """Return name and address of those of a kind's records that the actor may see."""
    model = source_model(kind)
    if model is None:
        return {}
    rows = gate.visible(actor, model._default_manager.filter(pk__in=[*keys]))
    return {row.pk: (str(row), _address(kind, row.pk)) for row in rows}


def _address(kind: str, key: int) -> str:
    app, model = kind.split(".")
    try:
        return reverse(f"{app}:{model}_detail", args=[key])
    except NoReverseMatch:
        return ""
