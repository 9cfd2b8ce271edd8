"""Record-keeping screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.core.desk import Column, Desk, Related
from kexie.core.forms import RecordForm
from kexie.core.records import Record

from . import services
from .forms import OrganisationForm
from .models import Alias, FormerName, Organisation, Placement


class OrganisationDesk(Desk):
    """Bodies as a list, and the page of one: whoever may see a body may see where it stood and what it was called."""

    model = Organisation
    form = OrganisationForm
    slug = "bodies"
    title = _("组织名录")
    lead = _("科协、学会、企业科协、农技协和各有关单位。")
    new = _("登记组织")
    columns = [
        "name",
        "kind",
        "level",
        "parent",
        Column("division__name", _("所在区划"), hidden=True),
        "state",
        "founded_on",
        Column("dissolved_on", hidden=True),
        Column("phone", hidden=True),
    ]
    search = ["name"]
    filters = ["kind", "state", "level", "parent", "founded_on__year"]
    order = ["path"]
    facts = [
        "kind",
        "level",
        "parent",
        Column("division__name", _("所在区划")),
        "founded_on",
        "known_on",
        "head",
        "contact",
        "phone",
        "credit_code",
        "note",
    ]
    related = [
        Related(
            _("下级组织"),
            rows=lambda row, actor: (
                Organisation.objects.filter(parent=row).standing().visible_to(actor).order_by("path")
            ),
            columns=(Column("name", link=lambda row: OrganisationDesk.url("detail", row.pk)), "kind", "state"),
            empty=_("下面还没有组织。"),
        ),
        Related(
            _("隶属沿革"),
            rows=lambda row, actor: Placement.objects.filter(organisation=row),
            columns=(
                Column("starts_on", _("从"), kind="text", sort=None, value=lambda row: row.starts_on or _("成立以来")),
                Column("parent", _("归"), kind="text", sort=None, value=lambda row: row.parent or "—"),
                "reason",
            ),
            empty=_("一直归现在的上级。"),
        ),
        Related(
            _("曾用名"),
            rows=lambda row, actor: FormerName.objects.filter(organisation=row),
            columns=("name", "ends_on"),
            empty=_("没有改过名。"),
        ),
        Related(
            _("别名（导入时认得的其他写法）"),
            rows=lambda row, actor: Alias.objects.filter(organisation=row),
            columns=("text", "is_learned"),
            empty=_("还没有。在导入预览里改正过的写法会记在这里。"),
        ),
    ]
    empty = _("各级科协、学会、企业科协、农技协等都在这里。导入组织名册，或登记一个。")
    first_steps = [(_("导入名册"), "imports:start"), (_("新建科协"), "organisations:new_association")]

    def rows(self) -> Any:
        """Leave out what was registered by mistake."""
        return super().rows().standing()

    def save(self, form: RecordForm, *, did: str) -> Record:
        """Facts are amended by the service, so that figures follow."""
        return services.amend(organisation=form.save(commit=False), actor=self.actor)
