"""What others may ask about people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from kexie.core import gate
from kexie.core.loading import Row
from kexie.core.personal import blind
from kexie.network.access.models import User
from kexie.network.organisations.models import Organisation

from . import rules
from .models import Account, Consent, Person

FACTS = ("name", "sex", "phone", "id_number", "unit", "title", "speciality")  # what a roster keeps of a person
SEXES = {"男": Person.Sex.MALE, "女": Person.Sex.FEMALE}


@dataclass(frozen=True)
class Purpose:
    """Something people are asked to agree to: what it is called, its wording, and which wording that is."""

    code: str
    title: str | Promise
    version: str
    text: str | Promise


_purposes: dict[str, Purpose] = {}


def declare_purpose(purpose: Purpose) -> None:
    """Make a purpose known; the same code twice is a mistake. A new wording is a new version."""
    if _purposes.setdefault(purpose.code, purpose) is not purpose:
        raise ValueError(f"purpose {purpose.code} is declared twice")


def purpose(code: str) -> Purpose:
    """Return a declared purpose.

    :raises KeyError: no app declares it
    """
    return _purposes[code]


def consent(person: Person, purpose: str) -> Consent | None:
    """Return the newest consent of a person to a purpose that was not withdrawn."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).order_by("-given_at").first()


def born_on(draft: Person) -> date | None:
    """Return the birth date somebody gives, by itself or within their identity number."""
    return draft.born_on or rules.born_on_of(draft._meta.get_field("id_number").normal(draft.id_number))


def age_on(born_on: date, day: date) -> int:
    """Return the age in full years on a day."""
    return rules.age_on(born_on, day)


def telling_mark(person: Person) -> str:
    """Return what tells a person from their namesakes on paper: identity number, else mobile, else unit.

    Numbers come as keyed digests, so that nothing derived from this can be turned back.
    """
    for field in ("id_number", "phone"):
        text = person._meta.get_field(field).normal(getattr(person, field))
        if text:
            return blind(text)
    return person.unit


def drafted(*, row: Row, organisation: Organisation) -> Person:
    """Return the unsaved person a roster row describes, kept by `organisation`."""
    return Person(
        organisation=organisation,
        sex=SEXES.get(row.get("sex", ""), ""),
        **{code: row.get(code, "") for code in ("name", "phone", "id_number", "unit", "title", "speciality")},
    )


def namesakes(name: str, actor: gate.Actor) -> QuerySet[Person]:
    """Return the people of a name within an actor's view, a few of them."""
    return Person.objects.visible_to(actor).filter(name=name).select_related("organisation").order_by("pk")


def account_of(user: User, actor: gate.Actor) -> dict[str, Any]:
    """Return which person an account's holder is, and whether the actor may say so."""
    row = Account.objects.filter(user=user).select_related("person").first()
    may = getattr(actor, "pk", None) != user.pk and gate.allows(actor, "edit", row or Account(user=user))
    return {"account": row, "may_link": may}


def is_person(person: Person, actor: gate.Actor) -> bool | None:
    """Test whether an actor is a person, by the account's own or the same identity number; None where nobody said."""
    key = getattr(actor, "pk", None)
    row = Account.objects.filter(user=key).select_related("person").first() if isinstance(actor, User) else None
    if row is None:
        return None
    mine = row.person
    return mine.pk == person.pk or (bool(mine.id_number_index) and mine.id_number_index == person.id_number_index)
