"""What each record of governance says to the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kexie.network.organisations.models import Level, Organisation
from kexie.office.ledger import services as ledger
from kexie.work.governance import measures, rules
from kexie.work.governance.models import Appointment, Tally, Term
from kexie.work.governance.rules import Span

_MEASURES = {"bodies": measures.BODIES, "founded": measures.FOUNDED, "dissolved": measures.DISSOLVED}
_TALLIED = {Tally.What.HEADS: (measures.HEADS, "unnamed"), Tally.What.INFORMANTS: (measures.INFORMANTS, "")}


def is_town(body: Organisation) -> bool:
    """Test whether a body is a town's association, which is covered when one of the three heads is in it."""
    return body.kind == Organisation.Kind.ASSOCIATION and body.level == Level.TOWN


def of_body(body: Organisation, headed: Sequence[Span] = ()) -> ledger.Source:
    """Return what a body counts, level and kind with it, and the days on which it has one of the three heads."""
    found = rules.counts(
        counts_from=body.counts_from, founded_on=body.founded_on, dissolved_on=body.dissolved_on
    )  # fmt: skip
    how = {"form": str(body.level), "kind": str(body.kind)}
    lines = [ledger.Line(_MEASURES[name].code, amount, on, **how) for name, amount, on in found]
    for span in _standing(body, headed):
        lines += [ledger.Line(measures.COVERED.code, amount, on, **how) for amount, on in rules.changes(span)]
    return ledger.Source(body, body, lines)


def of_appointment(row: Appointment) -> ledger.Source:
    """Return what an appointment counts: an officer by position, a head by kind, an informant; pending ones nothing."""
    body = row.organisation
    span = None if row.is_pending else row.span.until(_last_day(body))
    lines = []
    for measure, kind in _said(row) if span else ():
        for amount, on in rules.changes(span):
            lines.append(
                ledger.Line(measure.code, amount, on, form=str(body.level), kind=kind, person_id=row.person_id)
            )  # fmt: skip
    return ledger.Source(row, body, lines)


def of_term(row: Term) -> ledger.Source:
    """Return what a term counts: one body more whose term runs, until it is closed or due."""
    body = row.organisation
    span = row.span.until(_last_day(body))
    lines = [
        ledger.Line(measures.TERMS.code, amount, on, form=str(body.level), kind=str(body.kind))
        for amount, on in (rules.changes(span) if span else ())
    ]
    return ledger.Source(row, body, lines)


def of_tallies(rows: Sequence[Tally], named: Iterable[Span]) -> list[ledger.Source]:
    """Return what the headcounts of one body and one question, by day, count beside who is known by name."""
    reports = [(row.on, row.amount) for row in rows]
    changes = rules.remainders(reports, named, over=rows[0].organisation.dissolved_on if rows else None)
    return [
        ledger.Source(row, row.organisation, [_tallied(row, amount, on) for amount, on in lines])
        for row, lines in zip(rows, changes, strict=True)
    ]


def _tallied(row: Tally, amount: int, on: date) -> ledger.Line:
    measure, kind = _TALLIED[row.what]
    return ledger.Line(measure.code, amount, on, evidence=row.evidence, form=str(row.organisation.level), kind=kind)


def _said(row: Appointment) -> list[tuple[measures.Measure, str]]:
    if row.is_informant:
        return [(measures.INFORMANTS, "")]
    said = [(measures.OFFICERS, row.position)] if row.position else []
    return [*said, (measures.HEADS, row.head)] if row.head else said


def _last_day(body: Organisation) -> date | None:
    return body.dissolved_on - timedelta(days=1) if body.dissolved_on else None


def _standing(body: Organisation, spans: Sequence[Span]) -> list[Span]:
    since, last = body.counts_from, _last_day(body)
    if since is None or not is_town(body):
        return []
    late = [Span(max(since, span.first), span.last) for span in spans if span.last is None or span.last >= since]
    return [span for each in rules.union(late) if (span := each.until(last))]
