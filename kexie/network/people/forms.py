"""Shape of what is typed about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm, VerbForm

from .models import Person


class PersonForm(RecordForm):
    """One person."""

    class Meta:
        model = Person
        fields = (
            "name",
            "sex",
            "phone",
            "email",
            "id_number",
            "born_on",
            "unit",
            "title",
            "speciality",
            "organisation",
            "note",
        )


class AccountForm(VerbForm):
    """Which of those who have an account's name its holder is."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("对应的人员"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, persons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = persons
        self.fields["person"].empty_label = None
        self.fields["person"].label_from_instance = _told_apart


def _told_apart(person: Person) -> str:
    phone = Person._meta.get_field("phone").mask(person.phone)
    return "，".join(filter(None, (person.name, str(person.organisation), phone, person.unit)))
