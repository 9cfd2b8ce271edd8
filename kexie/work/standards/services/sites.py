"""Naming demonstration sites, with the grant that goes with it, and ending them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.files import services as files
from kexie.core.refusals import Invalid, Refusal
from kexie.network.organisations.models import Level, Organisation
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence
from kexie.work.standards import measures
from kexie.work.standards.models import Inspection, Site

PART = 500


class AlreadyEnded(Refusal):
    """The site was ended before, or never was."""

    code = "already_ended"


def designate_site(
    *, site: Site, actor: gate.Actor, today: date, document: tuple[str, Any] | None = None,
    did: str = "designate_site", note: str = "",
) -> Site:  # fmt: skip
    """Name a site, or correct what is kept of one; its stock and its grant follow, a correction reverses what stood.

    `document` is the scanned source document as (file name, bytes or chunks); a new one takes the place of the old.

    :raises NotAllowed: the actor may not edit where the body's parent stands: nobody names themselves
    :raises Invalid: a field refuses, a day is still to come, before the body was founded or after it was dissolved, or
        the acceptance is another body's
    """
    gate.require(actor, "designate_site", site)
    for name in ("named_on", "granted_on"):
        if (day := getattr(site, name)) and day > today:
            say = _("这一天（%s）还没有到，请核对。") % day
            raise Invalid(say, fields={name: [say]})
    _refuse_outside(site)
    found = site.inspection
    if found and (found.organisation_id != site.organisation_id or found.state != Inspection.State.ACCEPTED):
        say = _("请选这个组织自己的、已认定达标的验收。")
        raise Invalid(say, fields={"inspection": [say]})
    if found and found.decided_on and site.named_on < found.decided_on:
        say = _("命名日期早于验收认定的日期（%s），请核对。") % found.decided_on
        raise Invalid(say, fields={"named_on": [say]})
    with transaction.atomic():
        if document:
            site.file = files.store(
                name=document[0], content=document[1], organisation=site.organisation, purpose="site", actor=actor
            )
        site.is_dated, site.is_only_said = True, False
        return _keep(site, actor, did, note)


def end_site(*, site: Site, on: date, actor: gate.Actor, today: date, note: str) -> Site:
    """End a site; its last day still counts, its grant stays.

    :raises NotAllowed: the actor may not edit where the body's parent stands
    :raises AlreadyEnded: it was ended before
    :raises Invalid: the day is before it was named or still to come, or no reason is given
    """
    gate.require(actor, "end_site", site)
    with transaction.atomic():
        row = _held(site)
        if row.ended_on:
            raise AlreadyEnded(_("“%(row)s”已在 %(on)s 终止，不用再办。") % {"row": row, "on": row.ended_on})
        if not row.named_on <= on <= today:
            say = _("终止日期要在命名日期 %(first)s 和今天之间。") % {"first": row.named_on}
            raise Invalid(say, fields={"on": [say]})
        if not note.strip():
            say = _("请写明为什么终止。")
            raise Invalid(say, fields={"note": [say]})
        row.ended_on, row.ended_because = on, note.strip()[:200]
        return _keep(row, actor, "end_site", note)


def restore_site(*, site: Site, actor: gate.Actor, note: str = "") -> Site:
    """Take an ending back that was a mistake.

    :raises NotAllowed: the actor may not edit where the body's parent stands
    :raises AlreadyEnded: it was never ended
    :raises Invalid: it has been named again since
    """
    gate.require(actor, "end_site", site)
    with transaction.atomic():
        row = _held(site)
        if not row.ended_on:
            raise AlreadyEnded(_("“%s”没有终止，不用恢复。") % row)
        row.ended_on, row.ended_because = None, ""
        return _keep(row, actor, "restore_site", note)


def remove_site(*, site: Site, actor: gate.Actor, note: str) -> None:
    """Take a site out that was registered by mistake; what it counted is reversed, the trail keeps it.

    :raises NotAllowed: the actor may not edit where the body's parent stands
    """
    gate.require(actor, "remove_site", site)
    with transaction.atomic():
        ledger.withdraw(model=Site, keys=[site.pk], actor=actor, note=note)
        records.remove(site, actor=actor, did="remove_site", note=note)
        count_sites(bodies=[site.organisation_id], actor=actor, note=note)


def report_site(
    *, organisation: Organisation, on: date, actor: gate.Actor, name: str = "", named_on: date | None = None,
    grant: Decimal | None = None, note: str = "",
) -> Site:  # fmt: skip
    """Keep what a roster of bodies says of one: that it is a site or has one of this name, with a grant in yuan.

    `on` stands where the roster names no day. Said again it changes what differs; an empty day or grant takes nothing
    away.

    :raises NotAllowed: the actor may not import anywhere
    """
    gate.require(actor, "import", Site)
    with transaction.atomic():
        row = Site.objects.filter(organisation=organisation, name=name, ended_on=None).first()
        before = (row.named_on, row.grant) if row else None
        row = row or Site(
            organisation=organisation, name=name, named_on=named_on or on, is_dated=named_on is not None,
            is_only_said=True,
        )  # fmt: skip
        if named_on:
            row.named_on, row.is_dated = named_on, True
        row.grant = row.grant if grant is None else grant
        if before == (row.named_on, row.grant):
            return row
        records.save(row, actor=actor, did="import", note=note)
        count_sites(bodies=[organisation.pk], actor=actor, note=note)
    return row


def retract_site(*, organisation: Organisation, actor: gate.Actor, name: str | None = "", note: str = "") -> None:
    """Take back what a roster of bodies said of a body's site of this name; with None, of all it said of the body.

    :raises NotAllowed: the actor may not import anywhere
    """
    gate.require(actor, "import", Site)
    with transaction.atomic():
        said = Site.objects.filter(organisation=organisation, ended_on=None, inspection=None, file=None, level="")
        for row in said if name is None else said.filter(name=name):
            ledger.withdraw(model=Site, keys=[row.pk], actor=actor, note=note)
            records.remove(row, actor=actor, did="undo_import", note=note)
        count_sites(bodies=[organisation.pk], actor=actor, note=note)


def post_imported(*, rows: Sequence[Site], actor: gate.Actor, note: str) -> None:
    """Post the sites an import wrote.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Site)
    count_sites(bodies=[row.organisation_id for row in rows], actor=actor, note=note)


def count_sites(*, bodies: Iterable[int], actor: gate.Actor, note: str = "") -> None:
    """Make the ledger say what the sites of these bodies (keys) say now.

    A roster of towns ticks which of them are sites, a list of sites names those: that is one site. So what only a
    roster of bodies said counts nothing while a site that was registered or listed stands at the same body, or at a
    body of that town.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Site)
    asked = set(bodies)
    towns = Organisation.objects.filter(children__in=asked, level=Level.TOWN).values_list("pk", flat=True)
    listed = sorted(asked | set(towns))
    for start in range(0, len(listed), PART):
        some = listed[start : start + PART]
        rows = [*Site.objects.filter(organisation__in=some).select_related("organisation")]
        own = _listed_at(some)
        said = (source_of(row, is_told_twice=row.is_only_said and row.organisation_id in own) for row in rows)
        ledger.post_many(sources=said, actor=actor, note=note)


def source_of(site: Site, *, is_told_twice: bool = False) -> ledger.Source:
    """Return what a site counts: one from the day it is named to the day after its last, and its grant once, in fen."""
    if is_told_twice:
        return ledger.Source(site, site.organisation, [])
    how: dict[str, Any] = {"evidence": Evidence.COUNTED, "kind": site.title}
    lines = [ledger.Line(measures.SITES.code, 1, site.named_on, **how)]
    if site.ended_on:
        lines.append(ledger.Line(measures.SITES.code, -1, site.ended_on + timedelta(days=1), **how))
    if site.grant:
        for measure in (measures.GRANTS, measures.GRANTED):
            lines.append(ledger.Line(measure.code, int(site.grant * 100), site.granted_on or site.named_on, **how))
    return ledger.Source(site, site.organisation, lines)


def _listed_at(bodies: Sequence[int]) -> set[int]:
    """Return which of these bodies a registered or listed site stands at, of a town's also at a body below it."""
    at = Q(organisation__in=bodies) | Q(organisation__parent__in=bodies, organisation__parent__level=Level.TOWN)
    rows = Site.objects.filter(at, is_only_said=False, ended_on=None)
    found = rows.values_list("organisation", "organisation__parent", "organisation__parent__level")
    return {key for own, above, level in found for key in ((own, above) if level == Level.TOWN else (own,))}


def _refuse_outside(site: Site) -> None:
    """Refuse a day on which the body did not stand; what has a name of its own may be older than the body it is at."""
    body, say = site.organisation, ""
    if body.founded_on and not site.name and site.named_on < body.founded_on:
        say = _("命名日期早于这个组织的成立日期（%s），请核对。") % body.founded_on
    if body.dissolved_on and site.named_on > body.dissolved_on:
        say = _("这个组织已在 %s 注销，不能再命名，请核对。") % body.dissolved_on
    if say:
        raise Invalid(say, fields={"named_on": [say]})


def _held(site: Site) -> Site:
    return Site.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=site.pk)


def _keep(site: Site, actor: gate.Actor, did: str, note: str) -> Site:
    records.save(site, actor=actor, did=did, note=note)
    count_sites(bodies=[site.organisation_id], actor=actor, note=note)
    return site
