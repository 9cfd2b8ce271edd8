"""Questions about standards."""

from __future__ import annotations

from typing import Any

from kexie.core.gate import Actor
from kexie.network.organisations.models import Organisation

from .models import Checklist, Inspection, Site

MOST_SHOWN = 5


def of_body(body: Organisation, actor: Actor) -> dict[str, Any]:
    """Return what the page of a body shows: its newest inspections and its sites, running ones first."""
    seen = Inspection.objects.visible_to(actor).filter(organisation=body).select_related("checklist", "organisation")
    sites = Site.objects.visible_to(actor).filter(organisation=body).select_related("organisation")
    return {
        "inspections": list(seen[:MOST_SHOWN]),
        "sites": sorted(sites, key=lambda row: row.ended_on is not None),
    }


def current_checklists(actor: Actor) -> Any:
    """Return the standards in force that the actor may inspect by, those of bodies above included."""
    return Checklist.objects.visible_to(actor).filter(is_current=True).order_by("name")
