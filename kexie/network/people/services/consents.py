"""Consent: given by a person or their guardian, in one wording of the text, until it is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Invalid, Refusal
from kexie.network.people import queries, rules
from kexie.network.people.models import Consent, Person


class NoConsent(Invalid):
    """Somebody this young cannot agree alone."""

    code = "no_consent"


class AlreadyWithdrawn(Refusal):
    """The consent holds no more."""

    code = "already_withdrawn"


@dataclass(frozen=True)
class Guardian:
    """Who answers for a minor, and what they are to them; `gives` when the consent is theirs."""

    name: str
    phone: str
    relation: str = ""
    gives: bool = False


def require_consent(*, born_on: date | None, guardian: Guardian | None, on: date) -> None:
    """Refuse a consent that does not hold for somebody born on a day (None: grown up, as they said).

    :raises NoConsent: below 14 the guardian has not given it, or below 18 nobody says who the guardian is
    """
    age = rules.age_on(born_on, on) if born_on else None
    has = guardian is not None and bool(guardian.name.strip() and guardian.phone.strip())
    why = rules.why_not_consent(age, by_guardian=has and guardian.gives, has_guardian=has)
    if why == "guardian_must_give":
        say = _("未满 14 周岁须由监护人同意：请填写监护人姓名和电话，并由监护人勾选同意。")
        raise NoConsent(say, fields={"guardian_gives": [say]})
    if why:
        say = _("未满 18 周岁请填写监护人姓名和电话。")
        raise NoConsent(say, fields={"guardian_name": [say]})


def give_consent(
    *, person: Person, purpose: str, actor: gate.Actor, at: datetime, guardian: Guardian | None = None,
    is_first: bool = False,
) -> Consent:  # fmt: skip
    """Keep that a person agreed to a purpose in the wording of today; who has agreed to it already is not asked twice.

    `is_first` when the person is new, so that there can be no consent before this one.
    Whether somebody this old may agree at all is asked with `require_consent`.

    :raises NotAllowed: the actor may register people nowhere
    """
    gate.require(actor, "recognise", Person)
    text = queries.purpose(purpose)
    known = None if is_first else queries.consent(person, purpose)
    by = Consent.By.GUARDIAN if guardian and guardian.gives else Consent.By.SELF
    if known and (known.version, known.given_by) == (text.version, by) and not guardian:
        return known
    given = Consent(
        person=person, purpose=purpose, version=text.version, given_by=by, given_at=at,
        guardian_name=guardian.name if guardian else "", guardian_phone=guardian.phone if guardian else "",
        relation=guardian.relation[:20] if guardian else "",
    )  # fmt: skip
    return records.save(given, actor=actor, did="give_consent", is_checked=True)


def withdraw_consent(*, consent: Consent, actor: gate.Actor, at: datetime, note: str = "") -> Consent:
    """Keep that a consent was taken back; what was done under it stays as it was (个人信息保护法 第十五条).

    :raises NotAllowed: the actor may not edit this person
    :raises AlreadyWithdrawn: it was taken back before
    """
    gate.require(actor, "edit", consent)
    if consent.withdrawn_at:
        raise AlreadyWithdrawn(_("这项同意已经撤回。"))
    consent.withdrawn_at = at
    return records.save(consent, actor=actor, did="withdraw_consent", note=note)
