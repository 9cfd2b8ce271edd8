"""The list of days off and make-up days an office entered, beside the notices that are known already."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.core.desk import Column, Desk

from . import queries, services
from .forms import SpecialDayForm
from .models import SpecialDay


class SpecialDayDesk(Desk):
    """Days that do not go by the week."""

    model = SpecialDay
    form = SpecialDayForm
    slug = "days"
    title = _("节假日安排")
    lead = _(
        "期限按工作日算的，照这里的放假和调休上班日期推算。国务院办公厅每年十一月前后公布下一年的安排，公布后贴进来就行。"
    )
    new = _("录入一天")
    columns = ["on", "kind", "title", "organisation", Column("source", hidden=True)]
    search = ["title", "source"]
    filters = ["on__year", "kind", "organisation"]
    order = ["-on", "pk"]
    empty = _("没有自己录入的安排。下面列出的年份平台已经有，其他年份公布后贴通知全文，或导入表格、一天一天录。")
    first_steps = [(_("贴通知全文"), "workdays:enter_notice"), (_("导入表格"), "imports:start")]

    @property
    def known_years(self) -> list[queries.KnownYear]:
        """The notices the platform brings along."""
        return queries.known_years()

    def rows(self) -> Any:
        """Bring the body along."""
        return super().rows().select_related("organisation")

    def save(self, form: SpecialDayForm, *, did: str) -> SpecialDay:
        """Write it, and have deadlines counted anew."""
        return services.keep_day(day=form.save(commit=False), actor=self.actor, did=did)
