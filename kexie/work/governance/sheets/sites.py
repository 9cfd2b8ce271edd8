"""Demonstration sites and grants that the rows of a roster of towns tell, one row or several a town."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kexie.core.loading import Context, Row
from kexie.network.organisations.models import Organisation
from kexie.work.governance import events, queries, rules, services


@dataclass
class _Site:
    named_on: date | None = None
    grant: Decimal | None = None


@dataclass
class Sites:
    """What stands of the bodies of a table, and what its rows say: first all are heard, then each body is settled."""

    stood: dict[int, tuple[int, int]] = field(default_factory=dict)  # sites and fen of grants, by body
    told: dict[int, dict[str, _Site]] = field(default_factory=dict)
    doubts: dict[int, list[str]] = field(default_factory=dict)  # by row

    def read(self, bodies: Iterable[int]) -> None:
        """Look up what stands of these bodies (keys)."""
        self.stood |= queries.sites_of(bodies)

    def hear(self, row: Row, body: int) -> None:
        """Take in what a row says of a body's sites; one that was told before is not told anew."""
        names, grant = rules.site_names(str(row.get("site") or "")), row.get("site_grant", row.get("grant"))
        note, doubts = str(row.get("note") or ""), self.doubts.setdefault(row.number, [])
        if names is None and row.get("site_grant") and not row.get("site"):
            names = ("",)
            doubts.append(_("写了示范点补助 %s 元，没有写示范点，按有一个示范点计，请核对。") % grant)
        if names and "示范" in note and rules.site_fate(note):
            names = None
            doubts.append(_("备注写的是“%s”，示范点没有计入，请核对。") % note)
        if names is None:
            if grant:
                doubts.append(_("写了补助 %s 元，但没有写是示范点，没有计入示范点补助，请核对。") % grant)
            return
        told = self.told.setdefault(body, {})
        for name in names:
            site = told.setdefault(name, _Site())
            site.named_on = site.named_on or row.get("site_on")
            if grant is not None and site.grant is None:
                site.grant = Decimal(str(grant)) / len(names)

    def settle(self, body: Organisation, key: int, before: dict[str, Any], context: Context) -> list[Any]:
        """Return what is to be announced of a body, once; `before` is told what stood."""
        told = self.told.pop(key, {})
        stood, fen = self.stood.get(key, (0, 0))
        grants = [site.grant for site in told.values() if site.grant is not None]
        said = int(sum(grants) * 100) if grants else None
        if not told or (stood >= len(told) and said in (None, fen)):
            return []
        before["sites"] = {"names": [*told], "stood": stood, "fen": fen}
        return [
            events.SiteReported(body, name, context.as_of, site.named_on, site.grant, context.actor, context.file_name)
            for name, site in told.items()
        ]


def put_back(body: Organisation, stood: dict[str, Any], context: Context) -> None:
    """Take back what was told of a body's sites; `stood` is what `settle` left in `before`."""
    for name in stood["names"]:
        services.retract_site(event=events.SiteRetracted(body, name, context.actor))
    if stood["stood"]:
        grant = Decimal(stood["fen"]) / 100 if stood["fen"] else None
        again = events.SiteReported(body, stood["names"][0], context.as_of, None, grant, context.actor)
        services.report_site(event=again)


def retract(body: Organisation, context: Context) -> None:
    """Take back all that rosters told of a body's sites, before it goes itself."""
    if queries.sites_of([body.pk]):
        services.retract_site(event=events.SiteRetracted(body, None, context.actor))
