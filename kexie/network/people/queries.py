"""What others may ask about people."""

from __future__ import annotations

from kexie.core.loading import Row
from kexie.core.personal import blind
from kexie.network.organisations.models import Organisation

from .models import Person

FACTS = ("name", "sex", "phone", "id_number", "unit", "title", "speciality")  # what a roster keeps of a person
SEXES = {"男": Person.Sex.MALE, "女": Person.Sex.FEMALE}


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
