"""Rosters of demonstration sites: which body, since when, with which grant, and whether they still stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.loading import CREATED, SKIPPED, UPDATED, Context, KeyedLoader, PassedOver, Planned, Row, digest
from kexie.core.refusals import Invalid
from kexie.core.sheets.dates import parse_period
from kexie.core.sheets.matching import Column, SheetKind
from kexie.office.ledger import services as ledger
from kexie.work.governance import queries as governance
from kexie.work.standards import rules, services
from kexie.work.standards.models import Site

from .places import place_of

SITES = SheetKind(
    code="demonstration_sites",
    title="示范点名册",
    order=14,
    hints=("示范点名册", "示范点名单", "示范点一览", "示范点补助", "示范点", "示范基地"),
    unlikely=("活动", "会员", "志愿", "培训", "社区创建"),
    marks=("grant", "named_on"),
    aside="towns_named",  # governance confirms the towns it names
    columns=(
        Column(
            "name", "名称", "text", required=True,
            synonyms=("示范点名称", "示范点", "科普示范点", "科普示范点名称", "示范基地", "示范基地名称",
                "科普示范基地", "科普示范基地名称", "基地名称", "示范点（基地）名称", "科普基地", "单位名称", "单位",
                "组织名称", "科协名称", "示范乡镇", "示范单位", "示范科协", "示范乡镇（街道）", "示范镇（街道）",
                "示范点单位", "建设单位", "创建单位", "获补单位", "受补助单位", "补助单位", "补助对象", "收款单位",
                "申报单位", "项目名称", "示范点个数", "示范点数", "示范点数量", "科普示范点个数", "示范基地个数"),
        ),
        Column(
            "organisation", "乡镇", "organisation",
            synonyms=("乡镇街道", "乡镇（街道）", "所在乡镇", "所属乡镇", "所在乡镇街道", "所属科协", "镇（街道）",
                "所在乡镇（街道）", "所属乡镇（街道）", "所在镇（街道）", "镇街", "所在镇街", "街道", "镇", "隶属",
                "隶属单位", "主管单位", "所属单位", "归属", "管理单位", "责任单位"),
        ),
        Column(
            "place", "地址", "text",
            synonyms=("地点", "所在地", "建设地点", "详细地址", "示范点地址", "基地地址", "坐落", "位置", "村（社区）",
                "所在村", "所在村（社区）", "村", "社区", "行政村"),
        ),
        Column("title", "称号", "text", synonyms=("荣誉称号", "示范点类别", "类别", "示范类型", "命名")),
        Column(
            "named_on", "命名时间", "date", is_spare=True,
            synonyms=("命名日期", "认定时间", "认定日期", "授牌时间", "授牌年度", "授牌年份", "批准时间", "创建时间",
                "建设时间", "评定时间", "命名年份", "命名年度", "认定年份", "认定年度", "批次", "年度", "年份"),
        ),
        Column(
            "grant", "补助", "money", unit="元", is_spare=True, least=100,
            synonyms=("补助资金", "补助经费", "补助金额", "补助款", "奖补资金", "奖补", "建设经费", "经费补助",
                "奖补标准", "补助标准", "奖补金额", "奖补经费", "示范点补助", "资助金额", "奖励资金", "奖励金额",
                "金额", "拨付金额", "下达资金", "以奖代补", "以奖代补资金", "扶持资金", "发放金额", "县级补助",
                "财政补助", "资金"),
        ),
        Column(
            "granted_on", "补助日期", "date", is_spare=True,
            synonyms=("拨付时间", "拨付日期", "拨付年度", "拨款时间", "拨款日期", "发放时间", "发放日期", "补助时间",
                "补助年度", "补助年份", "下达时间"),
        ),
        Column(
            "passed", "验收", "text",
            synonyms=("是否通过", "是否达标", "验收情况", "验收结果", "考核结果", "创建结果", "是否验收", "评审结果",
                "结果", "是否通过验收", "是否示范点"),
        ),
        Column("document", "命名文件", "text", synonyms=("文号", "文件", "文件依据", "依据文件", "命名文号")),
        Column("remark", "备注", "note", synonyms=("说明", "变动情况", "复核情况", "复核结果", "复评结果")),
        Column("state", "状态", "text", synonyms=("现状", "目前状态", "运行情况", "现况", "使用情况", "示范点状态",
            "是否有效", "是否在用", "是否保留", "是否正常运行")),
        Column("ended_on", "撤销时间", "date", is_spare=True, synonyms=("摘牌时间", "终止时间", "退出时间", "取消时间",
            "撤销日期", "摘牌日期", "注销时间")),
    ),
)  # fmt: skip


class SiteLoader(KeyedLoader):
    """A row is a site at the body its name means, or, under a name of its own, at the body it is placed at."""

    kind = SITES
    model = Site
    fields = ("title", "named_on", "is_dated", "grant", "granted_on", "document", "is_only_said", "ended_on",
        "ended_because", "key")  # fmt: skip

    def apart(self, row: Row) -> Sequence[Row]:
        """Return a row for each site a cell names; a grant of all of them is shared out evenly."""
        written = str(row.get("name") or "")
        parts = governance.site_parts(written) if written else None
        if parts is None:
            return [row]
        if parts == ("",):
            return [replace(row, values={**row.values, "name": "", "is_itself": True})]
        grant = row.get("grant")
        share = {"grant": Decimal(str(grant)) / len(parts)} if grant is not None and len(parts) > 1 else {}
        return [replace(row, values={**row.values, **share, "name": name}) for name in parts]

    def build(self, row: Row, context: Context) -> Site:
        """Return the site a row says."""
        name = self._name(row)
        body, own, doubt = place_of(name, row, context)
        if (day := row.get("named_on")) and day > clock.today():
            raise Invalid(_("命名时间（%s）还没有到，请核对。") % day)
        if row.get("grant") is not None and row.get("grant") < 0:
            raise Invalid(_("补助不能是负数，请核对。"))
        paid_on = row.get("granted_on")
        site = Site(
            organisation=body, name=own, named_on=day or paid_on, is_dated=day is not None, grant=row.get("grant"),
            granted_on=paid_on if paid_on and paid_on <= clock.today() else None,
            title=(row.get("title") or "示范点")[:60], document=(row.get("document") or "")[:200],
        )  # fmt: skip
        site.doubt = doubt
        if site.grant and governance.is_grant_not_paid(str(row.get("remark") or "")):
            site.doubt = _("写明补助还没有拨付，%s 元没有计入。") % site.grant
            site.grant = None
        self._end(site, row, context)
        return site

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Return what would become of each row; what a row says has ended ends the site that stands."""
        planned = super().plan(rows, context)
        ending = {
            digest([each.record.organisation_id, each.record.name, None]): each
            for each in planned
            if each.did == CREATED and each.record.ended_on and each.record.organisation_id
        }
        for old in self.existing([*ending], context) if ending else ():
            each = ending[old.key]
            last = max(old.named_on, each.record.ended_on)
            each.before = {"ended_on": None, "ended_because": "", "key": old.key}
            old.ended_on, old.ended_because = last, each.record.ended_because
            old.key = digest(old.natural_key())
            each.record, each.did = old, UPDATED
        return planned

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

    def _name(self, row: Row) -> str:
        """Return the name of the site a row is about, "" for the body it stands at.

        :raises PassedOver: it says that there is none, or that it never was one
        """
        name = " ".join(str(row.get("name") or "").split())
        if rules.is_not_passed(str(row.get("passed") or "")):
            raise PassedOver(_("“%s”没有通过，不计为示范点。") % name)
        if name and governance.site_parts(name) is None:
            raise PassedOver(_("写明没有示范点（%s），不计。") % name)
        if not name and not row.get("is_itself") and not row.get("grant"):
            raise PassedOver(_("没有写示范点的名称，不计。"))
        if governance.was_never_site(_told(row)):
            paid = _("补助 %s 元没有计入，确已发放的请登记。") % row.get("grant") if row.get("grant") else ""
            raise PassedOver(_("“%(name)s”写明%(told)s，不计为示范点。") % {"name": name, "told": _told(row)} + paid)
        return name

    def _draft(self, row: Row, context: Context) -> Planned:
        """Return the draft of a row; of two payments for one site the second is added to the first."""
        draft = super()._draft(row, context)
        if draft.record is None:
            return draft
        seen: dict[str, Planned] = context.memo.setdefault("seen", {})
        first = seen.setdefault(draft.record.key, draft)
        if first is draft:
            return draft
        place, other = row.get("place"), first.row.get("place")
        if place and other and place != other and place not in draft.record.name:
            draft.record.name = f"{place}{draft.record.name}"[:100]  # two of a name in one town, in two villages
            draft.record.key = digest(draft.record.natural_key())
            seen.setdefault(draft.record.key, draft)
        elif draft.record.grant and _paid(row) != _paid(first.row):
            first.record.grant = Decimal(str(first.record.grant or 0)) + Decimal(str(draft.record.grant))
            first.reason = _("同一个示范点有几笔补助，已加在一起，请核对。")
            reason = _("与本表第 %d 行是同一个示范点，补助已加在一起。") % first.row.number
            return Planned(row, SKIPPED, reason=reason)
        return draft

    def _end(self, site: Site, row: Row, context: Context) -> None:
        """Give a site its last day where one like it has ended since the roster, or the row says that it has."""
        if "ended" not in context.memo:
            rows = Site.objects.visible_to(context.actor).exclude(ended_on=None)
            context.memo["ended"] = list(rows.values_list("organisation_id", "name", "named_on", "ended_on"))
        day, told = site.named_on or context.as_of, _told(row)
        is_told = governance.has_site_ended(told) or bool(row.get("ended_on")) or rules.is_gone(row.get("state", ""))
        for body, name, first, last in context.memo["ended"]:
            if (body, name) == (site.organisation_id, site.name) and (is_told or first <= day <= last):
                site.ended_on = last
                return
        if is_told:
            site.ended_on, site.ended_because = _last_day(row.get("ended_on"), told, context), told[:200]
            if site.named_on is None or site.named_on > site.ended_on:
                site.named_on, site.is_dated = site.ended_on, False


def _told(row: Row) -> str:
    """Return what a row says beside the name: its remark, its state, and what stands in brackets behind the name."""
    return "，".join(
        filter(None, (str(row.get("remark") or "").strip(), rules.in_brackets(str(row.get("name") or ""))))
    )


def _paid(row: Row) -> tuple[object, ...]:
    return (row.get("grant"), row.get("named_on"), row.get("granted_on"))


def _last_day(day: date | None, told: str, context: Context) -> date:
    """Return the last day of a site that a roster says has ended: as written, and before the day the roster is of."""
    before = context.as_of - timedelta(days=1)
    said = parse_period(day or governance.site_end_written(told), year=context.year).value
    if said is None:
        return before
    return min(said.end, clock.today()) if said.start > context.as_of else min(said.end, before)
