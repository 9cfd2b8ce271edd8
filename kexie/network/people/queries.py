"""What others may ask about people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from kexie.core.loading import Row
from kexie.core.personal import blind
from kexie.network.organisations.models import Organisation

from . import rules
from .models import Consent, Person

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
