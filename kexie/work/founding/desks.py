"""Record-keeping screens."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.core import clock, gate
from kexie.core.desk import Column, Desk, Related

from . import queries, services
from .forms import NomineeForm, ProspectForm, VisitForm
from .models import Nominee, Procedure, Prospect, ProspectVisit

BODY = "organisations:organisation_detail"
DAY = Column("left", _("时限"), value=queries.day_said, sort=None, reads=("state", "due_on"))


class ProcedureDesk(Desk):
    """Procedures; each has a page of its own that leads through its steps."""

    model = Procedure
    title = _("组建与换届")
    lead = _("成立科协、换届一步一步办：要填什么、出什么文书、谁签字、最迟哪天，页面上都有。")
    columns = [
        "name",
        "kind",
        "organisation",
        "state",
        "step",
        "due_on",
        DAY,
        "began_on",
        Column("ended_on", hidden=True),
    ]
    search = ["name", "organisation__name"]
    filters = ["state", "kind", "organisation", "due_on"]
    order = ["-began_on", "-pk"]
    empty = _("要成立乡镇、企业、园区、高校、村（社区）科协或农技协，要换届，从这里开始，文书自动生成。")
    first_steps = [(_("开始办一件"), "founding:begin")]

    @property
    def may_begin(self) -> bool:
        """Test whether the reader may begin one."""
        return gate.allows(self.actor, "edit", Procedure)


class NomineeDesk(Desk):
    """Who stands for which position."""

    model = Nominee
    form = NomineeForm
    title = _("候选人")
    new = _("加一位候选人")
    columns = ["name", "position", "head", "unit", "procedure", "is_part_time", "votes"]
    search = ["name", "unit"]
    filters = ["position", "head", "procedure"]
    order = ["procedure", "number", "pk"]
    empty = _("候选人在各件组建、换届的页面里提名。")

    def rows(self) -> Any:
        """Bring the procedure along."""
        return super().rows().select_related("procedure__organisation")

    def save(self, form: NomineeForm, *, did: str) -> Nominee:
        """Put them on the list, or correct what is said of them."""
        how = {"did": "nominate" if did == "create" else did}
        return services.nominate(nominee=form.save(commit=False), actor=self.actor, **how)


def visit_form(row: Prospect, actor: Any) -> dict[str, Any] | None:
    """Return the empty form of a visit for the page of an enterprise."""
    given = {"on": clock.today(), "by": getattr(actor, "name", ""), "stage": row.stage}
    return {"form": VisitForm(instance=ProspectVisit(prospect=row), actor=actor, initial=given)}


class ProspectDesk(Desk):
    """Technology enterprises, most of them without a body yet."""

    model = Prospect
    form = ProspectForm
    slug = "prospects"
    title = _("科技型企业名单")
    lead = _("哪些科技型企业还没有科协、走访到什么程度。走访一次二十秒记下来，谈成了从这里开始筹建。")
    new = _("列入一家企业")
    columns = [
        "name", "organisation", "industry", Column("staff", unit=_("人")), "stage", "visited_on",
        Column("credit_code", hidden=True), Column("contact", hidden=True), Column("phone", hidden=True),
        Column("listed_on", hidden=True),
    ]  # fmt: skip
    search = ["name", "industry", "credit_code"]
    filters = ["stage", "organisation", "industry", "visited_on"]
    order = ["name", "pk"]
    facts = [
        "organisation", "name", "credit_code", "industry", Column("staff", unit=_("人")), "contact", "phone", "stage",
        "listed_on", "visited_on",
        Column("body", link=lambda row: row.body_id and reverse(BODY, args=[row.body_id])),
        "note",
    ]  # fmt: skip
    related = [
        Related(_("记一次走访"), rows=visit_form, template="founding/visit.html"),
        Related(
            _("走访记录"),
            rows=lambda row, actor: row.visits.order_by("-on", "-pk"),
            columns=("on", "note", "stage", "by"),
            empty=_("还没有走访过。"),
        ),
    ]
    empty = _("把科技型企业名单导进来，或列入一家；走访、意向和成立科协都从这里跟起。")
    first_steps = [(_("导入名单"), "imports:start")]

    def rows(self) -> Any:
        """Bring the association along."""
        return super().rows().select_related("organisation", "body")

    def save(self, form: ProspectForm, *, did: str) -> Prospect:
        """Write it and count it."""
        return services.keep_prospect(prospect=form.save(commit=False), actor=self.actor, did=did)
