"""Registrations of volunteers: writing, leaving, and what an import wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import clock, gate, records
from kexie.core.personal import blind
from kexie.core.refusals import Invalid, Refusal
from kexie.network.people import queries as people_queries
from kexie.network.people import services as people
from kexie.network.people.models import Consent, Person
from kexie.office.ledger import services as ledger
from kexie.work.volunteering import queries, rules
from kexie.work.volunteering.flows import STANDING
from kexie.work.volunteering.models import Assignment, Volunteer

from . import sources
from .assignments import leave_all

TAKEN = gettext_lazy(
    "使用这个证件号码的志愿者已经注册过，一个人只能注册一次。请向本人问明原来的注册单位，由原单位办理转队，这里不用再登记。"
)
TOO_YOUNG = gettext_lazy("未满 8 周岁，不能注册为志愿者。")
NO_GUARDIAN = gettext_lazy("未满 18 周岁，请填监护人姓名和电话，并勾选监护人同意，或由监护人陪同服务。")
NOT_AGREED = gettext_lazy("请先请本人（未成年人的监护人）同意，再勾选这一项。")


class AlreadyRegistered(Refusal):
    """Somebody with this identity number is a volunteer already; where is nobody's business here."""

    code = "already_registered"


class AlreadyLeft(Refusal):
    """The registration has ended before."""

    code = "already_left"


def keep(*, volunteer: Volunteer, actor: gate.Actor, did: str = "edit", note: str = "") -> Volunteer:
    """Write a registration as it stands and make the ledger say so.

    :raises NotAllowed: the actor may not edit this unit's volunteers
    :raises AlreadyRegistered: somebody with this identity number is a volunteer already, here or elsewhere
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", volunteer)
    with transaction.atomic():
        _claim(volunteer)
        try:
            with transaction.atomic():
                records.save(volunteer, actor=actor, did=did, note=note)
        except IntegrityError:  # two at the same moment: the database let one of them in
            raise AlreadyRegistered(TAKEN) from None
        ledger.post(source=sources.of_volunteer(volunteer), actor=actor, note=note)
    return volunteer


def enlist(
    *, volunteer: Volunteer, facts: Mapping[str, object], actor: gate.Actor, did: str, at: datetime,
    guardian: people.Guardian | None = None, agrees: bool = False,
) -> Volunteer:  # fmt: skip
    """Write a registration together with what was said of its person, finding or registering them.

    :raises NotAllowed: the actor may not edit this unit's volunteers, or somebody registered elsewhere
    :raises AlreadyRegistered: somebody with this identity number is a volunteer already, here or elsewhere
    :raises Invalid: a field or constraint refuses, nobody has agreed, they are under 8, or under 18 without a guardian
    """
    gate.require(actor, "edit", volunteer)
    is_new = volunteer._state.adding
    with transaction.atomic():
        held = volunteer.person if volunteer.person_id else None
        where = volunteer.organisation
        volunteer.person = people.settle(held=held, facts=facts, organisation=where, actor=actor)
        if volunteer.left_on is None:
            given = people_queries.consent(volunteer.person, queries.CONSENT.code)
            _require_agreed(volunteer, given, guardian, agrees or not is_new, clock.day(at))
        if agrees:
            purpose = queries.CONSENT.code
            people.give_consent(person=volunteer.person, purpose=purpose, actor=actor, at=at, guardian=guardian)
        return keep(volunteer=volunteer, actor=actor, did=did)


def retire(*, volunteer: Volunteer, on: date, actor: gate.Actor, at: datetime, note: str = "") -> Volunteer:
    """End a registration: the day they leave still counts, and they are taken out of the shifts after it.

    :raises NotAllowed: the actor may not edit this unit's volunteers
    :raises AlreadyLeft: it has ended
    :raises Invalid: the day lies before they came
    """
    gate.require(actor, "edit", volunteer)
    with transaction.atomic():
        volunteer = locked(volunteer)
        if volunteer.left_on:
            raise AlreadyLeft(_("%(who)s已在 %(day)s 退出，不用再办。") % {"who": volunteer, "day": volunteer.left_on})
        if on < volunteer.since:
            say = _("退出日期早于到现在队伍的日期 %s，请核对。") % volunteer.since
            raise Invalid(say, fields={"on": [say]})
        volunteer.left_on, volunteer.left_because = on, note[:120]
        later = datetime.combine(on + timedelta(days=1), time(), clock.ZONE)
        still = Assignment.objects.filter(volunteer=volunteer, state__in=STANDING, shift__starts_at__gte=later)
        leave_all(still, at=at, note=_("志愿者已退出"))
        return keep(volunteer=volunteer, actor=actor, did="retire", note=note)


def post_imported(*, made: Sequence[Volunteer], changed: Sequence[Volunteer], actor: gate.Actor, note: str) -> None:
    """Post the registrations an import wrote.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Volunteer)
    ledger.post_many(sources=map(sources.of_volunteer, [*made, *changed]), actor=actor, note=note)


def identity_of(person: Person) -> str:
    """Return the mark a person is recognised by everywhere: the blind index of the identity number, "" without one."""
    return blind(person._meta.get_field("id_number").normal(person.id_number))


def locked(volunteer: Volunteer) -> Volunteer:
    """Return a registration as it is stored now, held until the transaction ends."""
    rows = Volunteer.objects.select_for_update(of=("self",)).select_related("person", "organisation", "team")
    return rows.get(pk=volunteer.pk)


def _claim(volunteer: Volunteer) -> None:
    mark = identity_of(volunteer.person) if volunteer.left_on is None else ""
    volunteer.identity = mark or None
    if mark:
        same = Q(identity=mark) | Q(person__id_number_index=mark, left_on=None)
        if Volunteer._base_manager.filter(same).exclude(pk=volunteer.pk).exists():
            raise AlreadyRegistered(TAKEN, fields={"id_number": [TAKEN]})


def _require_agreed(
    volunteer: Volunteer, given: Consent | None, guardian: people.Guardian | None, agrees: bool, today: date
) -> None:
    if not agrees and given is None:
        raise Invalid(NOT_AGREED, fields={"agrees": [NOT_AGREED]})
    by_guardian = given is not None and given.given_by == Consent.By.GUARDIAN
    why = rules.why_not_register(
        years=queries.years_of(volunteer, today),
        has_guardian=bool(guardian and guardian.name and guardian.phone) or bool(given and given.guardian_name),
        agrees=bool(guardian and guardian.gives) or by_guardian,
        comes_along=volunteer.is_accompanied,
    )
    if why:
        say, field = (TOO_YOUNG, "id_number") if why == "too_young" else (NO_GUARDIAN, "guardian_name")
        raise Invalid(say, fields={field: [say]})
