"""Record-keeping screens: what is said of bodies now, and the versions of the rules."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.core import items
from kexie.core.desk import Column, Desk, Filter
from kexie.core.records import Record

from . import queries, services
from .forms import RuleVersionForm
from .models import Assessment, Cause, Doubt, RuleVersion


def causes_said(row: Assessment) -> str:
    """Return why a body needs looking after, in words."""
    return items.BETWEEN.join(str(Cause(code).label) for code in items.split(row.causes))


def doubts_said(row: Assessment) -> str:
    """Return which habits to look at, in words."""
    return items.BETWEEN.join(str(Doubt(code).label) for code in items.split(row.doubts))


class AssessmentDesk(Desk):
    """What is said now of the bodies one looks after; by place in the tree, never from best to worst."""

    model = Assessment
    slug = "bodies"
    title = _("各组织的活力")
    lead = _("按组织关系排列，不排名次；点开看原因和下一步。")
    columns = [
        "organisation",
        Column("band", kind="state", sort=None),
        Column("causes", _("原因"), value=causes_said, reads=("causes",)),
        "last_on",
        Column("dormant_on", _("满一年无活动")),
        Column("chance", _("休眠可能"), unit="%", sort=None),
        Column("doubts", _("请核对"), value=doubts_said, reads=("doubts",), hidden=True),
        Column("other", hidden=True, sort=None),
        Column("is_short", hidden=True),
        Column("on", hidden=True, sort=None),
    ]
    search = ["organisation__name"]
    filters = [
        "band",
        Filter("causes", _("原因"), label=lambda code: str(Cause(code).label) if code in Cause.values else code),
        Filter("organisation__kind", _("类型")),
        Filter("organisation__level", _("级别")),
        "organisation",
        Filter("dormant_on", _("满一年无活动")),
        Filter("doubts", _("请核对"), label=lambda code: str(Doubt(code).label) if code in Doubt.values else code),
        "is_short",
    ]
    order = ["organisation__path"]
    empty = _("还没有评估过。每月初会自动评上个月底的，也可以现在就评。")
    first_steps = [(_("活力"), "assessment:overview")]

    def rows(self) -> Any:
        """Return what the latest round says."""
        return queries.current(self.actor)


class RuleVersionDesk(Desk):
    """Versions of the rules; one that bodies were assessed by does not change any more."""

    model = RuleVersion
    form = RuleVersionForm
    slug = "rules"
    title = _("活力规则")
    lead = _("每一版写明从哪天起用；以前评过的不会按新规则重写。")
    columns = ["starts_on", "organisation", "note"]
    order = ["-starts_on", "-pk"]
    facts = ["organisation", "starts_on", "note"]
    empty = _("第一次评估时会自动存下一版默认规则。")

    def save(self, form: RuleVersionForm, *, did: str) -> Record:
        """Keep a version that was not used yet."""
        return services.save_rule(rule=form.save(commit=False), actor=self.actor, did=did)
