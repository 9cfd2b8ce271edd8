"""Rosters of demonstration sites: which body, since when, with which grant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.loading import Context, KeyedLoader, PassedOver, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.work.standards import rules, services
from kexie.work.standards.models import Site

SITES = SheetKind(
    code="demonstration_sites",
    title="示范点名册",
    order=14,
    hints=("示范点名册", "示范点名单", "示范点一览", "示范点补助", "示范点"),
    unlikely=("活动", "会员", "志愿", "培训", "社区创建"),
    marks=("grant", "named_on"),
    aside="towns_named",  # governance confirms the towns it names
    columns=(
        Column(
            "name", "名称", "text", required=True,
            synonyms=("示范点名称", "示范点", "单位名称", "单位", "组织名称", "科协名称", "示范乡镇", "示范单位",
                "示范科协", "示范乡镇（街道）", "示范镇（街道）", "示范点单位", "建设单位", "创建单位", "获补单位",
                "受补助单位", "申报单位"),
        ),
        Column(
            "organisation", "乡镇", "organisation",
            synonyms=("乡镇街道", "乡镇（街道）", "所在乡镇", "所属乡镇", "所在乡镇街道", "所在地", "所属科协",
                "镇（街道）", "所在乡镇（街道）", "所属乡镇（街道）", "所在镇（街道）", "镇街"),
        ),
        Column("title", "称号", "text", synonyms=("荣誉称号", "示范点类别", "类别", "示范类型", "命名")),
        Column(
            "named_on", "命名时间", "date", is_spare=True,
            synonyms=("命名日期", "认定时间", "认定日期", "授牌时间", "批准时间", "创建时间", "评定时间", "命名年份",
                "命名年度", "认定年份", "批次"),
        ),
        Column(
            "grant", "补助", "money", unit="元", is_spare=True, least=100,
            synonyms=("补助资金", "补助经费", "补助金额", "补助款", "奖补资金", "奖补", "建设经费", "经费补助",
                "奖补标准", "补助标准", "奖补金额", "奖补经费", "示范点补助", "资助金额", "奖励资金", "奖励金额",
                "金额", "拨付金额", "下达资金"),
        ),
        Column(
            "passed", "验收", "text",
            synonyms=("是否通过", "是否达标", "验收情况", "验收结果", "考核结果", "创建结果", "是否验收", "评审结果",
                "结果", "是否通过验收", "是否示范点"),
        ),
        Column("document", "命名文件", "text", synonyms=("文号", "文件", "文件依据", "依据文件")),
    ),
)  # fmt: skip
TOWN = Organisation.Kind.ASSOCIATION


class SiteLoader(KeyedLoader):
    """A row is a site at the body its name means, or, under a name of its own, at the association of its town."""

    kind = SITES
    model = Site
    fields = ("title", "named_on", "is_dated", "grant", "document", "is_only_said")

    def build(self, row: Row, context: Context) -> Site:
        """Return the site a row says."""
        name = " ".join(str(row.get("name") or "").split())
        if rules.is_not_passed(str(row.get("passed") or "")):
            raise PassedOver(_("“%s”没有通过，不计为示范点。") % name)
        body, own = self._where(name, row, context)
        if (day := row.get("named_on")) and day > clock.today():
            raise Invalid(_("命名时间（%s）还没有到，请核对。") % day)
        if row.get("grant") is not None and row.get("grant") < 0:
            raise Invalid(_("补助不能是负数，请核对。"))
        site = Site(
            organisation=body, name=own, named_on=day, is_dated=day is not None, grant=row.get("grant"),
            title=(row.get("title") or "示范点")[:60], document=(row.get("document") or "")[:200],
        )  # fmt: skip
        site.ended_on = self._end(site, context)
        return site

    def settle(self, made: Sequence[Site], context: Context) -> None:
        """Give sites that no day is named of the last day of the roster's year."""
        super().settle(made, context)
        for site in made:
            site.named_on = site.named_on or context.as_of

    def post(self, made: Sequence[Site], changed: Sequence[Site], context: Context) -> None:
        """Count them."""
        services.post_imported(rows=[*made, *changed], actor=context.actor, note=context.file_name)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Take them back."""
        ledger.withdraw(model=Site, keys=keys, actor=context.actor, note=_("撤销导入"))

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Take it back, and count what other rosters say of the same bodies again."""
        bodies = [*Site.objects.filter(pk__in=made).values_list("organisation", flat=True)]
        super().undo(made, changed, context)
        services.count_sites(bodies=bodies, actor=context.actor)

    def _where(self, name: str, row: Row, context: Context) -> tuple[Organisation, str]:
        if not name:
            raise Invalid(_("没有写示范点的名称。"))
        if "organisation" in row.unknown:
            raise Invalid(
                _("没有找到“%(name)s”，不知道在哪个乡镇。请先登记它，或在预览里改选。")
                % {"name": row.unknown["organisation"]}
            )
        names = self._names(context)
        bare, town = rules.without_title(name), row.get("organisation")
        for text in (name, bare):
            found = names.find(text, {TOWN}).organisation or names.find(text).organisation
            if found is not None:
                return found, ""
        if town is None:
            raise Invalid(_("没有找到“%(name)s”是哪个组织。请写组织的全称，或加一栏写明乡镇。") % {"name": name})
        return town, name[:100]

    def _names(self, context: Context) -> organisations.Names:
        if context.names is not None:
            return context.names  # in a preview it knows towns that are about to be confirmed or founded
        if "names" not in context.memo:
            context.memo["names"] = organisations.Names(context.organisation, on=date(context.year, 1, 1))
        return context.memo["names"]

    def _end(self, site: Site, context: Context) -> date | None:
        # A roster of years ago names a site that has ended since: the row is that one, not a new one.
        if "ended" not in context.memo:
            rows = Site.objects.visible_to(context.actor).exclude(ended_on=None)
            context.memo["ended"] = list(rows.values_list("organisation_id", "name", "named_on", "ended_on"))
        day = site.named_on or context.as_of
        for body, name, first, last in context.memo["ended"]:
            if (body, name) == (site.organisation_id, site.name) and first <= day <= last:
                return last
        return None
