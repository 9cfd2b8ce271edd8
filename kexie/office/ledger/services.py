"""Posting to the ledger: the only way a number comes into being."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Max, Sum

from kexie.core import clock, gate
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Organisation

from . import measures
from .models import Entry, Evidence, Posting

CHUNK = 2000


@dataclass(frozen=True)
class Line:
    """One amount to post. `shares` names every party of a jointly held activity with what each counts alone.

    Without shares the amount stands at the posting's organisation. With them `amount` is what all count together
    at any organisation above them.
    """

    measure: str
    amount: int
    on: date
    evidence: str = Evidence.COUNTED
    form: str = ""
    campaign: str = ""
    kind: str = ""
    team: str = ""
    channel: str = ""
    person_id: int | None = None
    shares: Sequence[tuple[Organisation, int]] = field(default=())


@dataclass(frozen=True)
class Source:
    """The record a posting comes from, where it stands, and its lines."""

    row: models.Model
    organisation: Organisation
    lines: Sequence[Line]

    @property
    def kind(self) -> str:
        """The record's model label, e.g. `activities.activity`."""
        return self.row._meta.label_lower


def post(*, source: Source, actor: gate.Actor, note: str = "", at: datetime | None = None) -> Posting | None:
    """Make the ledger say what `source` says now.

    What the record posted before is reversed and the new lines are posted as the next version; when nothing
    differs nothing is written and None comes back. No lines: what stood is reversed.

    :raises NotAllowed: the actor may not edit this record
    """
    gate.require(actor, "edit", source.row)
    with transaction.atomic():
        standing = _standing(source.kind, [source.row.pk]).get(source.row.pk)
        if standing is not None:
            if _same(standing, source):
                return None
            _reverse([standing], actor=actor, note=note, at=at)
        posted = _write([source], actor=actor, note=note, at=at) if source.lines else []
    return posted[0] if posted else None


def post_many(*, sources: Iterable[Source], actor: gate.Actor, note: str = "", at: datetime | None = None) -> int:
    """Post many new records at once, in chunks, and return how many entries were written.

    For records that have not posted before (an import's new rows); others go through `post`. The caller has
    passed the gate for every row.

    :raises NotAllowed: the actor may not import anywhere
    """
    gate.require(actor, "import", Posting)
    written, chunk = 0, []
    with transaction.atomic():
        for source in sources:
            if source.lines:
                chunk.append(source)
            if len(chunk) == CHUNK:
                written += sum(len(p.lines_posted) for p in _write(chunk, actor=actor, note=note, at=at))
                chunk = []
        written += sum(len(p.lines_posted) for p in _write(chunk, actor=actor, note=note, at=at))
    return written


def withdraw(
    *, model: type[models.Model], keys: Sequence[int], actor: gate.Actor, note: str = "", at: datetime | None = None
) -> int:
    """Reverse whatever these records have standing in the ledger, and return how many postings that were.

    :raises NotAllowed: the actor may not edit records anywhere
    """
    gate.require(actor, "edit", Posting)
    with transaction.atomic():
        standing = [
            posting
            for start in range(0, len(keys), 500)
            for posting in _standing(model._meta.label_lower, keys[start : start + 500]).values()
        ]
        _reverse(standing, actor=actor, note=note, at=at)
    return len(standing)


def level_line(
    *, measure: str, level: int, on: date, organisation: Organisation, kind: str = "", team: str = "",
    evidence: str = Evidence.REPORTED, actor: gate.Actor, apart_from: models.Model | None = None,
) -> Line | None:  # fmt: skip
    """Return the line that brings a reported stock to `level` on a day, or None when it stands there already.

    Stocks are sums of changes, so a headcount reported again posts only the difference from what was standing at
    this organisation, kind and team; `apart_from` leaves out what that record itself posted.

    :raises NotAllowed: the actor may not edit at this organisation
    """
    gate.require(actor, "edit", organisation)
    rows = Entry.objects.filter(measure=measure, organisation=organisation, kind=kind, team=team, on__lte=on)
    if apart_from is not None and apart_from.pk:
        rows = rows.exclude(source_kind=apart_from._meta.label_lower, source_id=apart_from.pk)
    change = level - (rows.aggregate(stood=Sum("amount"))["stood"] or 0)
    return Line(measure, change, on, evidence=evidence, kind=kind, team=team) if change else None


def _standing(kind: str, keys: Sequence[int]) -> dict[int, Posting]:
    # The posting of each record that has not been reversed; there is at most one.
    rows = (
        Posting.objects.filter(source_kind=kind, source_id__in=keys, reverses__isnull=True, reversed_by__isnull=True)
        .select_for_update(of=("self",))
        .prefetch_related("entries")
    )
    return {posting.source_id: posting for posting in rows}


def _same(standing: Posting, source: Source) -> bool:
    draft = [_values(entry) for entry in _entries(Posting(organisation=source.organisation), source, _Places())]
    return sorted(map(repr, draft)) == sorted(repr(_values(entry)) for entry in standing.entries.all())


def _values(entry: Entry) -> tuple:
    return (
        entry.measure, entry.amount, entry.on, entry.organisation_id, entry.path, entry.division, entry.form,
        entry.campaign, entry.kind, entry.team, entry.channel, entry.person_id, str(entry.evidence), entry.joint_total,
    )  # fmt: skip


def _write(sources: Sequence[Source], *, actor: gate.Actor, note: str, at: datetime | None) -> list[Posting]:
    if not sources:
        return []
    moment, places = at or clock.now(), _Places()
    kinds = {source.kind for source in sources}
    versions = {
        (row["source_kind"], row["source_id"]): row["last"]
        for kind in kinds
        for row in Posting.objects.filter(
            source_kind=kind, source_id__in=[s.row.pk for s in sources if s.kind == kind]
        ).values("source_kind", "source_id").annotate(last=Max("version"))
    }  # fmt: skip
    postings = Posting.objects.bulk_create(
        [
            Posting(
                source_kind=source.kind, source_id=source.row.pk, organisation=source.organisation,
                version=versions.get((source.kind, source.row.pk), 0) + 1,
                posted_at=moment, posted_by=str(actor), note=note,
            )
            for source in sources
        ]
    )  # fmt: skip
    entries = []
    for posting, source in zip(postings, sources, strict=True):
        posting.lines_posted = _entries(posting, source, places)
        entries += posting.lines_posted
    Entry.objects.bulk_create(entries, batch_size=CHUNK)
    return postings


def _entries(posting: Posting, source: Source, places: _Places) -> list[Entry]:
    out = []
    for line in source.lines:
        measures.get(line.measure)  # an undeclared measure is a bug, not an amount
        for organisation, amount in line.shares or [(source.organisation, line.amount)]:
            path, division = places.of(organisation, line.on)
            out.append(
                Entry(
                    posting=posting, measure=line.measure, amount=amount, on=line.on,
                    month=line.on.year * 100 + line.on.month, organisation=organisation, path=path,
                    division=division, form=line.form, campaign=line.campaign, kind=line.kind, team=line.team,
                    channel=line.channel, person_id=line.person_id, evidence=line.evidence,
                    joint=posting.pk if line.shares else None,
                    joint_total=line.amount if line.shares else None,
                    source_kind=source.kind, source_id=source.row.pk, posted_at=posting.posted_at,
                )
            )  # fmt: skip
    return out


def _reverse(standing: Sequence[Posting], *, actor: gate.Actor, note: str, at: datetime | None) -> None:
    if not standing:
        return
    moment = at or clock.now()
    reversals = Posting.objects.bulk_create(
        [
            Posting(
                source_kind=old.source_kind, source_id=old.source_id, organisation_id=old.organisation_id,
                version=old.version, reverses=old, posted_at=moment, posted_by=str(actor), note=note,
            )
            for old in standing
        ],
        batch_size=CHUNK,
    )  # fmt: skip
    entries = []
    for old, reversal in zip(standing, reversals, strict=True):
        for entry in old.entries.all():
            # The same joint key and total: together with what it reverses the group nets to nothing.
            entry.pk, entry._state.adding = None, True
            entry.posting, entry.amount, entry.posted_at = reversal, -entry.amount, moment
            entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=CHUNK)


class _Places:
    """Paths and divisions of organisations on days, each looked up once."""

    def __init__(self) -> None:
        self.tree = organisations.Tree()

    def of(self, organisation: Organisation, on: date) -> tuple[str, str]:
        return self.tree.path_on(organisation, on), organisation.division_id or ""
