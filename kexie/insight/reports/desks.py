"""Record-keeping screens: the list of summaries, and the associations' own templates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core import gate
from kexie.core.desk import Column, Desk

from . import services
from .forms import TemplateForm
from .models import Report, ReportTemplate


class ReportDesk(Desk):
    """Summaries; the page of one is written by hand (views)."""

    model = Report
    slug = "annual"
    title = _("年度总结")
    lead = _("正文里的数字来自台账，随时是最新的；签发之后不再变动。")
    columns = [
        "title",
        "organisation",
        "kind",
        Column("year", kind="code"),
        "state",
        Column("updated_at", _("最近改动")),
    ]
    search = ["title", "organisation__name"]
    filters = ["kind", "year", "state", "organisation"]
    order = ["-year", "organisation__path"]
    empty = _("选好单位和年度，就能按台账写出一份初稿；每个数字都能点开看记录。")
    first_steps = [(_("写年度总结"), "reports:compose")]

    @property
    def may_compose(self) -> bool:
        """Test whether the reader may write a summary anywhere."""
        return gate.allows(self.actor, "edit", Report)


class TemplateDesk(Desk):
    """An association's own templates; without one the built-in template serves."""

    model = ReportTemplate
    slug = "templates"
    form = TemplateForm
    title = _("总结模板")
    lead = _("没有自己的模板时用系统自带的；改了模板，草稿里没有动过的小节会跟着变。")
    new = _("从自带模板另存一份")
    columns = ["organisation", "kind", Column("updated_at", _("最近改动"))]
    filters = ["organisation"]
    order = ["organisation__path"]
    empty = _("现在用的是系统自带的模板，按县级科协年度总结的通行结构写成。想改结构或措辞，另存一份再改。")

    def save(self, form: TemplateForm, *, did: str) -> ReportTemplate:
        """Write a template that can be read and asks only for figures that exist."""
        return services.save_template(template_row=form.save(commit=False), actor=self.actor, did=did)
