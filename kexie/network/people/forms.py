"""Shape of what is typed about people."""

from kexie.core.forms import RecordForm

from .models import Person


class PersonForm(RecordForm):
    """One person."""

    class Meta:
        model = Person
        fields = ("name", "sex", "phone", "email", "id_number", "unit", "title", "speciality", "organisation", "note")
