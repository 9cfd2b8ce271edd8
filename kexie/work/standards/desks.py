"""Record-keeping screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.desk import Column, Desk, Related
from kexie.office.tasks.queries import tasks_of

from . import services
from .forms import ChecklistForm, SiteForm
from .models import Checklist, Inspection, Site
from .rules import items_in


class InspectionDesk(Desk):
    """Inspections of bodies; each is made on a page of its own, item by item."""

    model = Inspection
    title = _("达标检查")
    lead = _("按四有、五有或自己的标准查过谁、逐条查到什么、认定了没有。")
    columns = ["organisation", "checklist", "kind", "on", "state", "due_on", Column("by", hidden=True)]
    search = ["organisation__name", "by"]
    filters = ["state", "kind", "checklist", "organisation", "on__year"]
    facts = ["organisation", "checklist", "kind", "on", "by", "note", "decided_on", "decision", "due_on"]
    order = ["-on", "-pk"]
    related = [
        Related(
            _("逐条情况"), rows=lambda row, actor: row.findings.select_related("file"),
            template="standards/findings.html",
        ),
        Related(_("督办事项"), rows=tasks_of, template="tasks/of_source.html"),
    ]  # fmt: skip
    empty = _("查一次就记一次：在组织的页面点“查一次”，逐条判断，照片和材料随手传上来。")
    first_steps = [(_("选组织来查"), "organisations:organisation_list"), (_("定标准"), "standards:checklist_list")]

    def rows(self) -> Any:
        """Bring along whom and by what."""
        return super().rows().select_related("organisation", "checklist")


class ChecklistDesk(Desk):
    """Standards."""

    model = Checklist
    form = ChecklistForm
    title = _("达标标准")
    lead = _("各地说法不一，条目自己定。查过的标准改了就是新的一版，以前的检查仍按当时那一版。")
    new = _("定一份标准")
    columns = [
        "name",
        "version",
        "since",
        "organisation",
        Column("items", _("条数"), sort=None, kind="number", value=lambda row: len(row.items)),
        "basis",
        "is_current",
    ]
    search = ["name", "basis"]
    filters = ["is_current", "organisation"]
    order = ["name", "-version"]
    facts = [
        "name",
        "version",
        "since",
        "organisation",
        "basis",
        "is_current",
        Column("items", _("条目"), sort=None, value=lambda row: "\n".join(_said(one) for one in row.asked)),
    ]
    related = [Related(_("按它查过的"), desk=InspectionDesk, by="checklist", empty=_("还没有按它查过。"))]
    empty = _("四有、五有或本地自己的达标标准都在这里定。")

    def save(self, form: ChecklistForm, *, did: str) -> Checklist:
        """Write it; a standard somebody was inspected by becomes the next version."""
        items = items_in(form.cleaned_data["asked"])
        return services.keep_checklist(
            checklist=form.save(commit=False), items=items, actor=self.actor, did=did, today=clock.today()
        )


def _said(item: Any) -> str:
    return f"{item.title}（{item.evidence}）" if item.evidence else item.title


class SiteDesk(Desk):
    """Demonstration sites."""

    model = Site
    form = SiteForm
    slug = "sites"
    title = _("示范点")
    lead = _("哪些组织是示范点、从哪天起、给了多少补助、凭哪次验收和哪份文件。")
    new = _("命名示范点")
    columns = [
        "organisation",
        "name",
        "title",
        "level",
        "named_on",
        Column("grant", unit=_("元")),
        "ended_on",
        Column("document", hidden=True),
        Column("granted_on", hidden=True),
    ]
    search = ["organisation__name", "name", "document"]
    filters = ["title", "level", "organisation", "named_on__year", "ended_on"]
    order = ["-named_on", "-pk"]
    facts = [
        "organisation", "name", "title", "level", "named_on", Column("grant", unit=_("元")), "granted_on",
        Column("inspection", link=lambda row: row.inspection_id and InspectionDesk.url("detail", row.inspection_id)),
        "document", "ended_on", "ended_because",
    ]  # fmt: skip
    empty = _("命名的示范点记在这里，补助同时入台账。已有名册的，直接导入。")
    first_steps = [(_("导入名册"), "imports:start")]

    def rows(self) -> Any:
        """Bring the body along."""
        return super().rows().select_related("organisation__parent", "inspection__organisation", "file")

    def save(self, form: SiteForm, *, did: str) -> Site:
        """Name it, or correct it; figures follow."""
        upload = form.cleaned_data.get("upload")
        return services.designate_site(
            site=form.save(commit=False), actor=self.actor, today=clock.today(),
            document=(upload.name, upload.chunks()) if upload else None,
            did="designate_site" if did == "create" else did,
        )  # fmt: skip
