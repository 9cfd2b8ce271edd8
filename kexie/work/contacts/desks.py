"""Record-keeping screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.desk import Column, Desk, Filter, Related
from kexie.office.tasks.queries import tasks_of

from . import queries, services
from .forms import CellForm, HelpVisitForm, PairingForm, TieForm, VisitForm
from .models import Allotment, Cell, HelpVisit, Pairing, Tie, Visit


def _end(row: Any) -> str:
    return str(row.end)


class VisitDesk(Desk):
    """Contacts that were made."""

    model = Visit
    form = VisitForm
    title = _("走访联系")
    new = _("登记走访")
    columns = [
        "on", Column("person__name", _("联系人")), Column("end", _("联系对象"), value=_end, sort=None), "way",
        Column("note", _("内容")),
        Column("asked", hidden=True), "organisation", Column("body", hidden=True),
    ]  # fmt: skip
    search = ["person__name", "body__name", "note"]
    filters = ["organisation", "person", "body", "tie", "way", "on__year", "on"]
    order = ["-on", "-pk"]
    facts = [
        "on", Column("person__name", _("联系人")), "organisation", Column("body"), Column("worker"), "way",
        Column("note", _("内容")),
        "asked",
    ]  # fmt: skip
    related = [Related(_("转成的督办事项"), rows=tasks_of, template="tasks/of_source.html")]
    empty = _("每次走访、通话、网上联系都记在这里。手机上用“记走访”，一句话就行。")
    first_steps = [(_("导入走访表"), "imports:start")]

    def rows(self):
        """Bring both ends along."""
        return super().rows().select_related("person", "organisation", "body", "worker", "tie")

    def save(self, form: VisitForm, *, did: str) -> Visit:
        """Keep the contact, count it, and let its tie be due later."""
        return services.keep_visit(visit=form.save(commit=False), actor=self.actor, today=clock.today(), did=did)


class TieDesk(Desk):
    """Who keeps contact with whom."""

    model = Tie
    form = TieForm
    title = _("挂钩联系")
    lead = _("各级领导联系基层组织，委员联系科技工作者，被联系的人再带动别人。")
    new = _("登记联系")
    columns = [
        Column("person__name", _("联系人")), "duty", Column("end", _("联系对象"), value=_end, sort=None),
        "organisation", "method", Column("visits", unit=_("次")), "last_on", "due_on", Column("role", hidden=True),
        Column("workers", hidden=True, unit=_("人")), Column("since", hidden=True), Column("until", hidden=True),
        Column("is_doubted", hidden=True), Column("body", hidden=True),
    ]  # fmt: skip
    search = ["person__name", "duty", "body__name", "worker__name"]
    filters = [
        "organisation", "role", "method", "body", "person", "worker", "due_on", "last_on", "since", "until",
        "is_doubted", Filter("brought_by", _("由哪条带动")),
    ]  # fmt: skip
    order = ["-since", "-pk"]
    facts = [
        Column("person__name", _("联系人")), "duty", "role", "organisation", Column("body"), Column("worker"), "method",
        Column("visits", unit=_("次")), Column("workers", unit=_("人")), Column("brought_by"), "since", "until",
        "ended_because", "last_on", "due_on", Column("account__name", _("登录账号")),
    ]  # fmt: skip
    empty = _("谁联系哪个基层组织、哪位科技工作者，一条一条记在这里；有联系人的组织计入联系覆盖率。")
    first_steps = [(_("导入联系表"), "imports:start")]

    def rows(self):
        """Bring both ends along."""
        return super().rows().select_related(
            "person", "organisation", "body", "worker__organisation", "account", "brought_by__person",
            "brought_by__body", "brought_by__worker",
        )  # fmt: skip

    def save(self, form: TieForm, *, did: str) -> Tie:
        """Keep the tie and count it."""
        return services.keep_tie(tie=form.save(commit=False), actor=self.actor, today=clock.today(), did=did)


TieDesk.related = [
    Related(
        _("带动"), template="contacts/reach.html",
        rows=lambda row, actor: {
            "reach": queries.reach(row, clock.today()), "tie": row,
            "chain": queries.chain_of(row, actor, clock.today()),
        },
    ),
    Related(
        _("由本条直接带动的联系"), desk=TieDesk, by="brought_by", is_started_here=True,
        empty=_("被联系的人又去联系了别人的，从这里登记，就连成一条链。"),
    ),
    Related(_("走访记录"), desk=VisitDesk, by="tie", empty=_("还没有记过走访。")),
]  # fmt: skip


class CellDesk(Desk):
    """Cells of the grid."""

    model = Cell
    form = CellForm
    title = _("网格")
    new = _("登记网格")
    columns = [
        "name", "organisation", Column("division__name", _("对应区划")), Column("keeper__name", _("网格负责人")),
        "since", Column("until", hidden=True),
    ]  # fmt: skip
    search = ["name", "keeper__name"]
    filters = ["organisation", "keeper", "since", "until"]
    order = ["name", "pk"]
    facts = ["organisation", Column("division__name", _("对应区划")), Column("keeper"), "since", "until"]
    related = [
        Related(
            _("格内"), rows=lambda row, actor: queries.places_in(row, min(row.until or clock.today(), clock.today())),
            template="contacts/places.html",
        ),
        Related(
            _("划分经过"), columns=("since", Column("place", _("村或组织"))), empty=_("还没有划入过村或组织。"),
            rows=lambda row, actor: (
                Allotment.objects.visible_to(actor).filter(cell=row).select_related("body", "village")
            ),
        ),
    ]  # fmt: skip
    empty = _("一个村、一个组织只在一个网格里，每个网格有一个人负责。可以按区划一次生成。")
    first_steps = [(_("按区划生成"), "contacts:grid")]

    def rows(self):
        """Bring along who answers for it."""
        return super().rows().select_related("organisation", "division", "keeper")

    def save(self, form: CellForm, *, did: str) -> Cell:
        """Keep the cell."""
        return services.keep_cell(cell=form.save(commit=False), actor=self.actor, did=did)


class HelpVisitDesk(Desk):
    """Visits to those who are helped."""

    model = HelpVisit
    form = HelpVisitForm
    slug = "help-visits"
    title = _("走访慰问")
    new = _("登记慰问")
    columns = [
        "on", Column("pairing__helped__name", _("帮扶对象")), Column("pairing__helper__name", _("帮扶人")),
        Column("amount", unit=_("元")), Column("pairing__organisation", _("登记单位")),
    ]  # fmt: skip
    filters = ["pairing", "on__year", "on"]
    order = ["-on", "-pk"]
    facts = ["on", Column("pairing__helped__name", _("帮扶对象")), Column("amount", unit=_("元")), "note"]
    empty = _("只列您登记的；帮扶专员看得到管理范围内的。台账只计次数和金额，不写是谁、为什么。")

    def rows(self):
        """Bring the two along."""
        return super().rows().select_related("pairing__helped", "pairing__helper", "pairing__organisation")

    def save(self, form: HelpVisitForm, *, did: str) -> HelpVisit:
        """Keep the visit and count it."""
        how = "log_help" if did == "create" else did
        return services.log_help(visit=form.save(commit=False), actor=self.actor, at=clock.now(), did=how)


class PairingDesk(Desk):
    """Who helps whom."""

    model = Pairing
    form = PairingForm
    title = _("结对帮扶")
    lead = _("只列您登记的；帮扶专员看得到管理范围内的。原因加密保存，不进名单，不导出。")
    new = _("登记结对")
    columns = [
        Column("helped__name", _("帮扶对象")), Column("helper__name", _("帮扶人")), "organisation", "since", "until",
    ]  # fmt: skip
    search = ["helped__name", "helper__name"]
    filters = ["organisation", "since", "until"]
    order = ["-since", "-pk"]
    facts = ["helped", "helper", "organisation", "since", "until", "made_by", "cause"]
    related = [
        Related(_("走访慰问"), desk=HelpVisitDesk, by="pairing", is_started_here=True, empty=_("还没有登记过慰问。"))
    ]
    empty = _("谁帮扶谁、每次走访慰问都记在这里。看得到的只有登记人和帮扶专员。")

    def rows(self):
        """Bring the two along."""
        return super().rows().select_related("helped", "helper", "organisation", "made_by")

    def save(self, form: PairingForm, *, did: str) -> Pairing:
        """Keep the pairing, with the consent to keep why."""
        pairing = form.save(commit=False)
        return services.keep_pairing(
            pairing=pairing, agrees=form.cleaned_data["agrees"], actor=self.actor, at=clock.now(), did=did
        )
