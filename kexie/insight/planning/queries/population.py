"""How many people live where bodies stand: registered, added up from the bodies below, or typed beside a peer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.insight.planning.models import Peer, Population
from kexie.network.organisations.models import Organisation

PLACES = (Organisation.Kind.ASSOCIATION, Organisation.Kind.COMMUNITY)  # bodies that stand for all who live there


@dataclass(frozen=True)
class People:
    """How many people live somewhere: since when that is known (None: nobody said) and where it was read."""

    amount: int
    year: int | None
    source: str

    @property
    def said(self) -> str:
        """The year and the source in words."""
        return (
            self.source
            if self.year is None
            else _("%(year)d年，%(source)s") % {"year": self.year, "source": self.source}
        )


def people_at(bodies: Iterable[Organisation], year: int, actor: gate.Actor) -> dict[int, People]:
    """Return how many people live where bodies stand, by key, in the year nearest to one that is known.

    A body without a figure of its own has the sum of the associations right below it, if every one of them has one.
    """
    asked = [body.pk for body in bodies]
    own = _nearest(asked, year, actor)
    rest = [key for key in asked if key not in own]
    below = Organisation.objects.visible_to(actor).active().filter(parent__in=rest, kind=Organisation.Kind.ASSOCIATION)
    children: dict[int, list[int]] = {}
    for key, parent in below.order_by().values_list("pk", "parent"):
        children.setdefault(parent, []).append(key)
    theirs = _nearest([key for keys in children.values() for key in keys], year, actor)
    for parent, keys in children.items():
        known = [theirs[key] for key in keys if key in theirs]
        if len(known) == len(keys):
            say = _("%(n)d个下级单位登记的相加") % {"n": len(keys)}
            own[parent] = People(sum(one.amount for one in known), min(one.year or year for one in known), say)
    return own


def people_of_peers(peers: Iterable[Peer], year: int, actor: gate.Actor) -> dict[int, People]:
    """Return how many people live where peers stand, by the peer's key: what is registered, else what was typed."""
    peers = [*peers]
    registered = people_at([peer.body for peer in peers if peer.body], year, actor)
    found = {}
    for peer in peers:
        if peer.body_id in registered:
            found[peer.pk] = registered[peer.body_id]
        elif peer.population:
            found[peer.pk] = People(peer.population, None, peer.population_source or _("手填，没有写出处"))
    return found


def populations_of(body: Organisation, actor: gate.Actor) -> list[Population] | None:
    """Return what is registered of a body, the latest first; None for bodies that stand for no place."""
    if body.kind not in PLACES:
        return None
    return [*Population.objects.visible_to(actor).filter(organisation=body).order_by("-year")[:5]]


def _nearest(keys: Iterable[int], year: int, actor: gate.Actor) -> dict[int, People]:
    rows = Population.objects.visible_to(actor).filter(organisation__in=[*keys]).order_by("year")
    found: dict[int, People] = {}
    for key, known, people, source in rows.values_list("organisation", "year", "people", "source"):
        if key not in found or _apart(known, year) < _apart(found[key].year or known, year):
            found[key] = People(people, known, source)
    return found


def _apart(known: int, year: int) -> tuple[int, bool]:
    """Return how far a year is from the one asked for; of two as far, the one before it."""
    return abs(known - year), known > year
