"""Record-keeping screens."""

from django.utils.translation import gettext_lazy as _

from kexie.core.desk import Column, Desk

from .forms import PersonForm
from .models import Person


class PersonDesk(Desk):
    """People, whatever they are to the association."""

    model = Person
    form = PersonForm
    slug = "people"
    title = _("人员")
    new = _("登记人员")
    columns = ["name", "unit", "title", "speciality", "organisation", Column("phone", hidden=True)]
    search = ["name", "unit"]
    filters = ["organisation", "title", "sex"]
    order = ["name", "pk"]
    empty = _("会员、志愿者、专家和联系人都在这里，一人一条。")
    first_steps = [(_("导入名册"), "imports:start")]
