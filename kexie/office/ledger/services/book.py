"""The hand that writes in the ledger: reversals, versions, shares and levels, many records at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext as _

from kexie.core import bulk, clock, gate
from kexie.core.audit import trail
from kexie.core.events import announce
from kexie.core.refusals import Refusal
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import measures, rules
from kexie.office.ledger.events import Posted
from kexie.office.ledger.models import Entry, Evidence, Posting

CARRIED = "carried"  # channel of entries that only take a stock along with its body
MOST_LINES = 100_000  # of one source, so that a posting's key and a line's number make one key of a shared line

SourceKey = tuple[str, int]
Slot = tuple[str, int, str, str]  # measure, organisation, kind, team: one level stands at each


@dataclass(frozen=True)
class Line:
    """One amount to post; of a measure that is a level, what stands from its day on.

    `shares` names every party of a jointly held activity with what each counts alone (`shares()` works them out by
    rule). Without shares the amount stands at the source's organisation; with them `amount` is what all count
    together at any organisation above them.
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

    @property
    def key(self) -> SourceKey:
        """What ties postings to the record."""
        return self.kind, self.row.pk


class BodyIsGone(Refusal):
    """Something is to be counted for a body on a day after it was dissolved."""

    code = "body_is_gone"


class Book:
    """One hand writing in the ledger: every batch costs the same few statements, however many records it holds.

    One hand at a time: keys of entries appear in order, so that whoever has seen one has seen all before it.
    """

    def __init__(self, actor: gate.Actor, note: str, at: datetime | None) -> None:
        self.actor, self.note, self.moment = actor, note, at or clock.now()
        self.tree = organisations.Tree()

    def say(self, sources: Sequence[Source]) -> dict[SourceKey, Posting]:
        """Write what the sources say where it differs from what stands; return the new postings."""
        trail.take_turn()
        standing = _standing([source.key for source in sources])
        drafts = {source.key: (source, self._entries(source)) for source in sources}
        moved = self._settle_levels(drafts, standing)
        for key, (_source, entries) in list(drafts.items()):
            entries += self._carried(entries)
            old = standing.get(key)
            if (_values(old.entries.all()) == _values(entries)) if old else not entries:
                del drafts[key]
        self._reverse([old for key, old in standing.items() if key in drafts])
        self._repost(moved)
        return self._write([draft for draft in drafts.values() if draft[1]])

    def unsay(self, keys: Sequence[SourceKey]) -> int:
        """Reverse what these records have standing; levels reported later stay what they were."""
        trail.take_turn()
        standing = _standing(keys)
        moved = self._settle_levels({}, standing)
        self._reverse(list(standing.values()))
        self._repost(moved)
        return len(standing)

    def _entries(self, source: Source) -> list[Entry]:
        if len(source.lines) > MOST_LINES:
            raise ValueError(f"{source.key} posts more than {MOST_LINES} lines")
        made, (kind, key) = [], source.key
        for number, line in enumerate(source.lines):
            measures.get(line.measure)  # an undeclared measure is a bug, not an amount
            if line.shares and line.amount < 0:
                raise ValueError("a shared amount is never negative: a correction reverses it")
            for organisation, amount in line.shares or [(source.organisation, line.amount)]:
                _refuse_after_the_end(organisation, line)
                made.append(
                    bulk.fresh(
                        Entry, measure=line.measure, amount=amount, on=line.on,
                        month=line.on.year * 100 + line.on.month, organisation=organisation,
                        path=self.tree.path_on(organisation, line.on), division=organisation.division_id or "",
                        form=line.form, campaign=line.campaign, kind=line.kind, team=line.team, channel=line.channel,
                        person_id=line.person_id, evidence=str(line.evidence),
                        joint=number if line.shares else None, joint_total=line.amount if line.shares else None,
                        source_kind=kind, source_id=key, posted_at=self.moment,
                    )
                )  # fmt: skip
        return made

    def _carried(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return what takes stocks along when their body moves: out of the old place and into the new, that day.

        So a stock as it was at a date stands where the body stood at that date, and is still a plain sum.
        """
        pairs = []
        for entry in entries if self.tree.history else ():
            if not measures.get(entry.measure).is_stock:
                continue
            path = entry.path
            for day in self.tree.moves_after(entry.organisation, entry.on):
                now = self.tree.path_on(entry.organisation, day)
                for place, amount in ((path, -entry.amount), (now, entry.amount)):
                    moved = _draft(entry)
                    moved.path, moved.amount, moved.channel = place, amount, CARRIED
                    moved.on, moved.month = day, day.year * 100 + day.month
                    pairs.append(moved)
                path = now
        return pairs

    def _settle_levels(
        self, drafts: dict[SourceKey, tuple[Source, list[Entry]]], standing: dict[SourceKey, Posting]
    ) -> dict[SourceKey, dict[tuple[Slot, date], int]]:
        """Turn the drafts' levels into changes; return what later reports must change by to stay what they say."""
        fresh: dict[Slot, list[Entry]] = defaultdict(list)
        for _source, entries in drafts.values():
            for entry in entries:
                if measures.get(entry.measure).is_level:
                    fresh[_slot(entry)].append(entry)
        slots = {*fresh}
        for posting in standing.values():
            slots |= {_slot(entry) for entry in posting.entries.all() if measures.get(entry.measure).is_level}
        moved: dict[SourceKey, dict[tuple[Slot, date], int]] = defaultdict(dict)
        for slot, rows in _reports(slots).items():
            before = rules.levels(rows)
            kept = [r for r in before if r.key not in drafts and r.key not in standing]
            now = rules.changes([*kept, *_new_reports(fresh[slot], before)])
            for entry in fresh[slot]:
                entry.amount = now[(entry.source_kind, entry.source_id), entry.on]
            was = {(key, on): change for on, _order, key, change in rows}
            for report in kept:
                if now[report.key, report.on] != was[report.key, report.on]:
                    moved[report.key][slot, report.on] = now[report.key, report.on]
        return moved

    def place_again(self, keys: Sequence[SourceKey]) -> int:
        """Post again what stands of these records where a body's place is not the one posted, then or since."""
        trail.take_turn()
        drafts = []
        for old in _standing(keys, "entries__organisation").values():
            entries = _bare(old)
            for entry in entries:
                entry.path = self.tree.path_on(entry.organisation, entry.on)
            entries += self._carried(entries)
            if _values(entries) != _values(old.entries.all()):
                drafts.append((old, entries))
        self._replace(drafts)
        return len(drafts)

    def _repost(self, moved: dict[SourceKey, dict[tuple[Slot, date], int]]) -> None:
        drafts = []
        for key, old in _standing([*moved], "entries__organisation").items():
            entries = _bare(old)
            for entry in entries:
                entry.amount = moved[key].get((_slot(entry), entry.on), entry.amount)
            drafts.append((old, entries + self._carried(entries)))
        self._replace(drafts)

    def _replace(self, drafts: Sequence[tuple[Posting, list[Entry]]]) -> None:
        self._reverse([old for old, _entries in drafts])
        self._write(drafts)

    def _write(self, drafts: Sequence[tuple[Source | Posting, list[Entry]]]) -> dict[SourceKey, Posting]:
        if not drafts:
            return {}
        keys = [(entries[0].source_kind, entries[0].source_id) for _of, entries in drafts]
        last = _versions(keys)
        postings = bulk.insert(
            [
                bulk.fresh(
                    Posting, source_kind=kind, source_id=key, organisation_id=of.organisation.pk
                    if isinstance(of, Source) else of.organisation_id, version=last.get((kind, key), 0) + 1,
                    posted_at=self.moment, posted_by=str(self.actor), note=self.note,
                )
                for (kind, key), (of, _entries) in zip(keys, drafts, strict=True)
            ]
        )  # fmt: skip
        for posting, (_of, entries) in zip(postings, drafts, strict=True):
            posting.entries_posted = entries
            for entry in entries:
                entry.posting_id, entry.posted_at = posting.pk, self.moment
                if entry.joint is not None:
                    entry.joint += posting.pk * MOST_LINES
        bulk.insert([entry for posting in postings for entry in posting.entries_posted])
        announce(Posted(postings[0].pk, postings[-1].pk))
        return dict(zip(keys, postings, strict=True))

    def _reverse(self, standing: Sequence[Posting]) -> None:
        if not standing:
            return
        reversals = bulk.insert(
            [
                Posting(
                    source_kind=old.source_kind, source_id=old.source_id, organisation_id=old.organisation_id,
                    version=old.version, reverses=old, posted_at=self.moment, posted_by=str(self.actor), note=self.note,
                )
                for old in standing
            ]
        )  # fmt: skip
        entries = []
        for old, reversal in zip(standing, reversals, strict=True):
            for entry in map(_copy, old.entries.all()):
                # The same joint key and total: together with what it reverses the group nets to nothing.
                entry.posting, entry.amount, entry.posted_at = reversal, -entry.amount, self.moment
                entries.append(entry)
        bulk.insert(entries)


def _refuse_after_the_end(organisation: Organisation, line: Line) -> None:
    # What leaves with the body, and what is taken back, may come after its end.
    end = organisation.dissolved_on
    if end is not None and line.on > end and line.amount > 0:
        facts = {"body": organisation, "end": end, "day": line.on}
        raise BodyIsGone(
            _("“%(body)s”已于 %(end)s 注销，%(day)s 的事不能再记到它名下。请核对日期，或改记到现在的单位。") % facts
        )


_COPIED = [field.attname for field in Entry._meta.concrete_fields if not field.primary_key]


def _standing(keys: Sequence[SourceKey], fetch: str = "entries") -> dict[SourceKey, Posting]:
    # The posting of each record that has not been reversed; there is at most one.
    found = {}
    for kind, part in _by_kind(keys):
        rows = (
            Posting.objects.filter(
                source_kind=kind, source_id__in=part, reverses__isnull=True, reversed_by__isnull=True
            )
            .select_for_update(of=("self",))
            .prefetch_related(fetch)
        )
        found.update(((kind, posting.source_id), posting) for posting in rows)
    return found


def _versions(keys: Sequence[SourceKey]) -> dict[SourceKey, int]:
    return {
        (kind, row["source_id"]): row["last"]
        for kind, part in _by_kind(keys)
        for row in Posting.objects.filter(source_kind=kind, source_id__in=part)
        .values("source_id")
        .annotate(last=Max("version"))
    }


def _reports(slots: set[Slot]) -> dict[Slot, list[tuple[date, int, SourceKey, int]]]:
    # What stands of every slot, by the rule that one change is one report.
    found: dict[Slot, list] = {slot: [] for slot in slots}
    if not slots:
        return found
    rows = Entry.objects.filter(
        measure__in={slot[0] for slot in slots}, organisation__in={slot[1] for slot in slots},
        posting__reverses__isnull=True, posting__reversed_by__isnull=True,
    ).exclude(channel=CARRIED)  # fmt: skip
    for entry in rows.only("measure", "organisation", "kind", "team", "on", "amount", "source_kind", "source_id"):
        if (slot := _slot(entry)) in found:
            found[slot].append((entry.on, entry.pk, (entry.source_kind, entry.source_id), entry.amount))
    return found


def _new_reports(entries: Sequence[Entry], before: Sequence[rules.Report]) -> list[rules.Report]:
    # Said again, a report keeps its place among those of its day; a new or changed one comes last.
    said = {(report.key, report.on, report.level): report.order for report in before}
    last = max(said.values(), default=0)
    drafts = []
    for place, entry in enumerate(entries, 1):
        key = entry.source_kind, entry.source_id
        drafts.append(rules.Report(entry.on, said.get((key, entry.on, entry.amount), last + place), key, entry.amount))
    return drafts


def _by_kind(keys: Sequence[SourceKey]) -> Iterator[tuple[str, list[int]]]:
    kinds: dict[str, list[int]] = defaultdict(list)
    for kind, key in keys:
        kinds[kind].append(key)
    yield from kinds.items()


def _slot(entry: Entry) -> Slot:
    return entry.measure, entry.organisation_id, entry.kind, entry.team


def _copy(entry: Entry) -> Entry:
    return bulk.fresh(Entry, **{name: entry.__dict__[name] for name in _COPIED})


def _bare(posting: Posting) -> list[Entry]:
    # What the record itself says, without what moves have added.
    drafts = []
    for entry in posting.entries.all():
        if entry.channel != CARRIED:
            drafts.append(_draft(entry))
            drafts[-1].organisation = entry.organisation
    return drafts


def _draft(entry: Entry) -> Entry:
    # Like one made from a line: a shared line is known by its number until its posting has a key.
    draft = _copy(entry)
    draft.joint = None if draft.joint is None else draft.joint % MOST_LINES
    return draft


def _values(entries: Iterable[Entry]) -> list[str]:
    """Return what entries say, comparable: joint lines by their number, not by their posting."""
    return sorted(
        repr((
            e.measure, e.amount, e.on, e.organisation_id, e.path, e.division, e.form, e.campaign, e.kind, e.team,
            e.channel, e.person_id, e.evidence, None if e.joint is None else e.joint % MOST_LINES, e.joint_total,
        ))
        for e in entries
    )  # fmt: skip
