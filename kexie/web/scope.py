"""Whose data somebody is looking at: one organisation within their reach, kept in the session."""

from __future__ import annotations

from django.http import HttpRequest

from kexie.network.organisations.models import Organisation

KEPT = "scope"


def current(request: HttpRequest) -> Organisation | None:
    """Return the organisation chosen, if it is still within reach, else the topmost one that is."""
    bodies = Organisation.objects.visible_to(request.user).active()
    chosen = request.session.get(KEPT)
    found = bodies.filter(pk=chosen["pk"]).first() if chosen else None
    return found or bodies.order_by("path").first()


def choose(request: HttpRequest, body: Organisation) -> None:
    """Look at this organisation's data from now on. The name is kept so that the frame needs no statement for it."""
    request.session[KEPT] = {"pk": body.pk, "name": body.name}


def name(request: HttpRequest) -> str:
    """Return what the frame calls the scope, "" before anything was chosen."""
    return request.session.get(KEPT, {}).get("name", "")
