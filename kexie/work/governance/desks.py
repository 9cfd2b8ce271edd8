"""Record-keeping screens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.desk import Column, Desk, Filter
from kexie.network.people.queries import FACTS

from . import queries, services
from .forms import AppointmentForm, TallyForm, TermForm
from .models import Appointment, Tally, Term


class AppointmentDesk(Desk):
    """Who stands where."""

    model = Appointment
    form = AppointmentForm
    title = _("任职")
    lead = _("谁在哪个组织任什么职、从哪天到哪天；三长、信息员和班子成员都在这里。")
    new = _("登记任职")
    columns = [
        Column("person__name", _("姓名")), "organisation", "position", "head", Column("person__unit", _("原单位")),
        "from_on", "until_on", Column("is_pending", _("待核实调动")), Column("chosen", hidden=True),
        Column("is_part_time", hidden=True), Column("term", hidden=True), Column("unit", hidden=True),
        Column("person__phone", _("手机"), hidden=True),
    ]  # fmt: skip
    search = ["person__name", "unit", "organisation__name", "person__unit"]
    filters = [
        "position", "head", "organisation", "is_pending", "from_on", "until_on", "chosen",
        Filter("organisation__level", _("组织级别")), "term",
    ]  # fmt: skip
    order = ["-from_on", "-pk"]
    facts = [
        *(f"person__{name}" for name in FACTS), "organisation", "position", "head", "unit", "is_part_time", "from_on",
        "until_on", "term", "chosen", "moved_from", "note",
    ]  # fmt: skip
    empty = _("主席、副主席、秘书长、委员、三长和信息员的任职记在这里，一人一职一条。")
    first_steps = [(_("导入名册"), "imports:start")]

    def rows(self):
        """Bring the person along."""
        return super().rows().select_related("person", "organisation", "term", "moved_from__organisation")

    def save(self, form: AppointmentForm, *, did: str) -> Appointment:
        """Register the person with the appointment, and count them."""
        row = form.save(commit=False)
        row.unit = form.cleaned_data["unit"] or row.unit
        facts = form.carried("person")
        return services.appoint(
            appointment=row, facts=facts, actor=self.actor, did="appoint" if did == "create" else did
        )


class TermDesk(Desk):
    """Terms of office."""

    model = Term
    form = TermForm
    title = _("届次")
    new = _("登记届次")
    columns = [
        "organisation", "number", "starts_on", "planned_until", "delayed_until", "ended_on",
        Column("state", _("状态"), value=lambda row: queries.state_said(row, clock.today()), sort=None),
        Column("years", hidden=True), Column("delay_reason", hidden=True),
    ]  # fmt: skip
    search = ["organisation__name"]
    filters = [
        "organisation",
        "planned_until",
        "ended_on",
        Filter("organisation__level", _("组织级别")),
        "delayed_until",
    ]
    order = ["planned_until", "pk"]
    facts = [
        "organisation", "number", "starts_on", "years", "planned_until", "delayed_until", "delay_reason", "ended_on",
        "note",
    ]  # fmt: skip
    empty = _("每个组织现在是第几届、什么时候应当换届，记在这里。")
    first_steps = [(_("导入乡镇科协名册"), "imports:start")]

    def rows(self):
        """Bring the body along."""
        return super().rows().select_related("organisation")

    def save(self, form: TermForm, *, did: str) -> Term:
        """Open the term, or put it right."""
        return services.keep_term(term=form.save(commit=False), actor=self.actor, did=did)


class TallyDesk(Desk):
    """Headcounts that bodies report without names."""

    model = Tally
    form = TallyForm
    slug = "tallies"
    title = _("上报人数")
    lead = _("没有名单的，按上报的人数计；有了名单，名单里的人就在这个数里，不会重复计。")
    new = _("登记上报人数")
    columns = ["organisation", "what", "amount", "on"]
    search = ["organisation__name"]
    filters = ["what", "organisation", "on"]
    order = ["-on", "-pk"]
    empty = _("乡镇只报了三长、信息员人数而没有名单的，记在这里。")
    first_steps = [(_("导入乡镇科协名册"), "imports:start")]

    def rows(self):
        """Bring the body along."""
        return super().rows().select_related("organisation")

    def save(self, form: TallyForm, *, did: str) -> Tally:
        """Keep it and count what it has beyond the names."""
        return services.report_tally(tally=form.save(commit=False), actor=self.actor, did=did)
