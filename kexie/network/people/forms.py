"""Shape of what is typed about people."""

from kexie.core.forms import RecordForm

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
