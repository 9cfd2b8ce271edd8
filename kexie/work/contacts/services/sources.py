"""What ties, visits and help say to the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence
from kexie.work.contacts import measures, rules
from kexie.work.contacts.models import HelpVisit, Tie, Visit

CHUNK = 400
DAY = timedelta(days=1)


def of_ties(ties: Iterable[Tie], today: date, *, but: AbstractSet[int] = frozenset()) -> Iterator[ledger.Source]:
    """Yield what these ties count, and the others at the same bodies: which tie covers a body depends on all of them.

    A tie counts at the body it reaches: one in on its first day, one out the day after its last; so does being
    behind its quota. A body counts as covered once a day, however many keep contact with it. Ties `but` some cover
    nothing any more.
    """
    ties = list(ties)
    bodies = sorted({tie.body_id for tie in ties if tie.body_id})
    for start in range(0, len(bodies), CHUNK):
        group = Tie.objects.filter(body__in=bodies[start : start + CHUNK]).select_related("body")
        yield from _sources([tie for tie in group if tie.pk not in but], today)
    workers = [tie for tie in ties if not tie.body_id and tie.pk not in but]
    for start in range(0, len(workers), CHUNK):
        yield from _sources(workers[start : start + CHUNK], today)


def of_visit(visit: Visit) -> ledger.Source:
    """Return what a contact counts: one, at the body of who made it."""
    role = visit.tie.role if visit.tie_id else ""
    online = visit.way != Visit.Way.ONSITE
    line = ledger.Line(
        measures.VISITS.code, 1, visit.on, evidence=Evidence.COUNTED, form=str(visit.get_way_display()), kind=role,
        channel="online" if online else "onsite", person_id=visit.person_id,
    )  # fmt: skip
    return ledger.Source(visit, visit.organisation, [line])


def of_help(visit: HelpVisit) -> ledger.Source:
    """Return what a help visit counts: one, and its money in fen; not whom, and not why."""
    lines = [ledger.Line(measures.HELPED.code, 1, visit.on, evidence=Evidence.COUNTED)]
    if visit.amount:
        lines.append(
            ledger.Line(measures.HELP_MONEY.code, int(visit.amount * 100), visit.on, evidence=Evidence.COUNTED)
        )
    return ledger.Source(visit, visit.organisation, lines)


def days_of(ties: Sequence[Tie]) -> dict[int, list[date]]:
    """Return on which days each tie was kept, each day once."""
    found: dict[int, set[date]] = defaultdict(set)
    keys = [tie.pk for tie in ties]
    for start in range(0, len(keys), CHUNK):
        rows = Visit.objects.filter(tie__in=keys[start : start + CHUNK]).order_by().values_list("tie", "on")
        for key, on in rows:
            found[key].add(on)
    return {key: sorted(days) for key, days in found.items()}


def _sources(ties: Sequence[Tie], today: date) -> Iterator[ledger.Source]:
    days = days_of(ties)
    together: dict[int, list[Tie]] = defaultdict(list)
    for tie in ties:
        together[tie.body_id or 0].append(tie)
    for body, group in together.items():
        spans = [(tie.pk, tie.since, tie.until) for tie in group] if body else []
        cover = rules.shares_of_cover(spans)
        for tie in group:
            yield ledger.Source(tie, tie.place, [*_lines(tie, days.get(tie.pk, []), cover.get(tie.pk, []), today)])


def _lines(tie: Tie, done: Sequence[date], cover: Sequence[rules.Span], today: date) -> Iterator[ledger.Line]:
    how = {"form": str(tie.get_method_display()), "kind": tie.role, "person_id": tie.person_id}
    yield from _in_and_out(measures.TIES.code, tie.since, tie.until, **how)
    for first, last in cover:
        yield from _in_and_out(measures.COVERED.code, first, last, form=tie.body.level, kind=tie.body.kind)
    spans = rules.overdue_spans(quota=tie.visits, since=tie.since, until=tie.until, done=done, today=today)
    for first, last in spans:
        yield from _in_and_out(measures.OVERDUE.code, first, last, **how)


def _in_and_out(measure: str, first: date, last: date | None, **how: object) -> Iterator[ledger.Line]:
    yield ledger.Line(measure, 1, first, evidence=Evidence.COUNTED, **how)
    if last:
        yield ledger.Line(measure, -1, last + DAY, evidence=Evidence.COUNTED, **how)
