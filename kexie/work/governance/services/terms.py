"""Terms of office: opened, put off once, closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.personal import is_mobile
from kexie.core.refusals import Invalid, Refusal
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.office.notices import services as notices
from kexie.work.governance import rules
from kexie.work.governance.models import Appointment, Term

from .counting import count_appointments
from .sources import of_term

AWAKE = range(8, 20)  # hours in which messages are sent


class TermRuns(Refusal):
    """The body has a term that is not closed, or one that begins on that day or later."""

    code = "term_runs"


class TermIsOver(Refusal):
    """The term is closed."""

    code = "term_is_over"


class TooLong(Refusal):
    """A term may be put off by a year at most."""

    code = "too_long"
    status = 422


def open_term(
    *, organisation: Organisation, starts_on: date, actor: gate.Actor, number: int | None = None,
    years: int | None = None, note: str = "", did: str = "open_term",
) -> Term:  # fmt: skip
    """Begin a body's term; without number it follows the last one, without years it is as long as that (else 5).

    :raises NotAllowed: the actor may not edit at this body
    :raises TermRuns: the term before is not closed, or one begins on that day or later
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", organisation)
    with transaction.atomic():
        Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
        last = Term.objects.filter(organisation=organisation).order_by("-starts_on").first()
        if last is not None and (last.ended_on is None or last.ended_on >= starts_on):
            raise TermRuns(
                _("“%(body)s”%(term)s（%(day)s 起）还没有届满，请先办结它，再开始新的一届。")
                % {"body": organisation, "term": last, "day": last.starts_on}
            )
        if number is None and last is not None and last.number:
            number = last.number + 1
        years = years or (last.years if last else rules.TERM_YEARS)
        term = Term(organisation=organisation, number=number, starts_on=starts_on, years=years, note=note)
        records.save(term, actor=actor, did=did)
        ledger.post(source=of_term(term), actor=actor)
    return term


def keep_term(*, term: Term, actor: gate.Actor, did: str) -> Term:
    """Write a term as it was typed, for one that is put right; a new one goes through `open_term`.

    :raises NotAllowed: the actor may not edit at this body
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", term)
    if term._state.adding:
        how = {"number": term.number, "years": term.years, "note": term.note}
        return open_term(organisation=term.organisation, starts_on=term.starts_on, actor=actor, **how)
    with transaction.atomic():
        records.save(term, actor=actor, did=did)
        ledger.post(source=of_term(term), actor=actor)
    return term


def close_term(*, term: Term, on: date, actor: gate.Actor, note: str = "") -> Term:
    """End a term on a day, and with it the appointments of that term that still stand; the day itself still counts.

    :raises NotAllowed: the actor may not edit at this body
    :raises TermIsOver: it was closed before
    :raises Invalid: the day lies before its first
    """
    gate.require(actor, "edit", term)
    with transaction.atomic():
        row = _held(term)
        if on < row.starts_on:
            say = _("届满日期不能早于开始日期（%s）。") % row.starts_on
            raise Invalid(say, fields={"on": [say]})
        row.ended_on = on
        records.save(row, actor=actor, did="close_term", note=note)
        ledger.post(source=of_term(row), actor=actor)
        posts = Appointment.objects.filter(Q(until_on=None) | Q(until_on__gt=on), term=row, from_on__lte=on)
        ended = [*posts.select_related("organisation", "person")]
        for post in ended:
            post.until_on = on
        records.change_many(ended, ["until_on"], actor=actor, did="close_term", path=row.organisation.path, note=note)
        count_appointments(rows=ended, actor=actor, note=note)
    return row


def delay_term(*, term: Term, until: date, reason: str, actor: gate.Actor) -> Term:
    """Put the end of a term off, by a year at most, with the reason.

    :raises NotAllowed: the actor may not edit at this body
    :raises TermIsOver: it was closed before
    :raises TooLong: more than a year after its planned end
    :raises Invalid: no reason, or a day that is no delay
    """
    gate.require(actor, "edit", term)
    with transaction.atomic():
        row = _held(term)
        latest = rules.latest_delay(row.planned_until)
        if until > latest:
            say = _("延期最多一年，最晚到 %s。请改日期，或尽快换届。") % latest
            raise TooLong(say, fields={"until": [say]})
        if until <= row.planned_until:
            say = _("延期的日期要晚于应换届日期（%s）。") % row.planned_until
            raise Invalid(say, fields={"until": [say]})
        if not reason.strip():
            say = _("请写明延期的原因，报上级备案时要用。")
            raise Invalid(say, fields={"reason": [say]})
        row.delayed_until, row.delay_reason = until, reason.strip()[:200]
        row.warned_on = row.chased_on = None  # the new end is told of again
        records.save(row, actor=actor, did="delay_term", note=reason)
        ledger.post(source=of_term(row), actor=actor)
    return row


def remind_terms(*, actor: gate.Actor, at: datetime) -> int:
    """Tell bodies whose term ends within half a year, and those whose term is over; return how many were told.

    Each is told once before and once after, by text message to its registered mobile; without one the calendar alone
    shows it. At night nobody is told.

    :raises NotAllowed: the actor is not the platform itself
    """
    gate.require(actor, "remind_terms", Term)
    if at.astimezone(clock.ZONE).hour not in AWAKE:
        return 0
    today, told = clock.day(at), 0
    for mark, state in (("warned_on", "due_soon"), ("chased_on", "overdue")):
        with transaction.atomic():
            waiting = Term.objects.filter(ended_on=None, **{mark: None}).select_for_update(of=("self",))
            near = waiting.filter(planned_until__lte=today + timedelta(days=rules.SOON)).select_related("organisation")
            for term in [row for row in near if row.state_on(today) == state]:
                setattr(term, mark, today)
                records.save(term, actor=actor, did="remind_terms")
                told += _tell(term, state, actor=actor, at=at)
    return told


def _tell(term: Term, state: str, *, actor: gate.Actor, at: datetime) -> bool:
    body = term.organisation
    if not is_mobile(body.phone):
        return False
    say = (
        _("%(term)s应于 %(day)s 换届，请着手准备")
        if state == "due_soon"
        else _("%(term)s已于 %(day)s 到期，请尽快换届")
    )
    subject = say % {"term": term, "day": term.due_on}
    notices.send(
        organisation=body, purpose="terms", to=body.phone, subject=subject,
        body=_("【%(from)s】%(what)s，要准备的见系统“换届日历”。") % {"from": body, "what": subject},
        dedupe_key=f"terms:{term.pk}:{state}:{term.due_on}", actor=actor, at=at,
    )  # fmt: skip
    return True


def _held(term: Term) -> Term:
    row = Term.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=term.pk)
    if row.ended_on is not None:
        raise TermIsOver(
            _("“%(body)s”%(term)s已于 %(day)s 届满办结。")
            % {"body": row.organisation, "term": row, "day": row.ended_on}
        )
    return row
