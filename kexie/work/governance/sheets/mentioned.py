"""Towns that lists name in passing: who sits in a town's association, or is its site, tells that it stands.

A row says its town in a column, else by the line it stands below, its village, or the titles of its sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from kexie.core.loading import CREATED, SKIPPED, UPDATED, Context, Planned, Row
from kexie.core.sheets.matching import Column, SheetKind
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Level, Organisation
from kexie.work.governance import queries, rules

from .bodies import is_known_unfounded, is_unfounded
from .kinds import TOWN_NAMES, Roster
from .loader import RosterLoader

CODE = "towns_named"
Kind, State = Organisation.Kind, Organisation.State
TOWN = Column("town", _("乡镇（街道）"), "text", (*TOWN_NAMES, *(f"{at}{name}" for at in ("所在", "所属") for name in (
    "乡镇", "街道", "镇街", "乡镇街道", "乡镇（街道）", "镇（街道）")), "示范乡镇", "任职乡镇"))  # fmt: skip
BODY = Column(
    "body", _("组织"), "text",
    ("任职组织", "科协名称", "所在科协", "任职科协", "任职单位", "乡镇科协", "组织名称", "示范点名称", "示范点",
        "单位名称", "名称", "单位", "所属科协"),
)  # fmt: skip
VILLAGE = Column(
    "village", _("村（社区）"), "text",
    ("村", "社区", "村社区", "村/社区", "行政村", "所在村", "所在村（社区）", "村（社区）名称", "村居", "村（居）",
        "服务村（社区）", "所属村（社区）", "村名", "行政村（社区）", "村（居）委会", "所在社区"),
)  # fmt: skip
SHEET = SheetKind(CODE, _("名单里写到的乡镇（街道）科协"), (TOWN, BODY, VILLAGE), order=11, is_aside=True)
_BARE = re.compile(r"[\u3400-\u9fff]{2,5}")
_NOT_BARE = re.compile(r"[院校站村会局所室部司厂委办处园场]$|社区|县直|直属|市直|区直|机关|其他|全县|全市|全区|科协")


class MentionLoader(RosterLoader):
    """Confirms or founds every town a table names, once; whatever else its rows name is left to others."""

    def __init__(self) -> None:
        super().__init__(Roster(SHEET, Kind.ASSOCIATION, in_town=False, ending="科协"))

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Return what would become of the town each row names, in order, writing nothing."""
        named = [self._named(row, context) for row in rows]
        kept = [
            Row(row.number, {"name": name}) for row, name in zip(rows, named, strict=True) if name
        ]  # fmt: skip
        planned = iter(super().plan(kept, context))
        found = [
            next(planned) if name else Planned(row, SKIPPED) for row, name in zip(rows, named, strict=True)
        ]  # fmt: skip
        for each in found:
            if each.did == CREATED and context.organisation.division_id and each.record.division_id is None:
                each.reason = _("“%s”不在本级区划的乡镇（街道）里，按名单登记了，请核对名称。") % each.record
        return [each if each.did in (CREATED, UPDATED) else Planned(each.row, SKIPPED) for each in found]

    def _named(self, row: Row, context: Context) -> str:
        """Return the name of a town that is to be confirmed or founded, or "" where nothing is to be done."""
        written = str(row.get("town") or "").strip()
        text = rules.town_in(written) or written or rules.town_in(str(row.get("body") or "")) or town_told(row, context)
        if not text or is_unfounded(row) or is_known_unfounded(text, context):
            return ""
        match = context.names.find(text)
        body = match.organisation
        if body is not None:
            waits = body.state == State.SUGGESTED or not (body.founded_on or body.known_on)
            return body.name if _is_town(body) and waits else ""
        if match.how in ("ambiguous", "dissolved") or context.organisation.level != Level.COUNTY:
            return ""
        is_bare = written and _BARE.fullmatch(written) and not _NOT_BARE.search(written)
        return text if organisations.is_town_name(text) or is_bare else ""


def town_told(row: Row, context: Context) -> str:
    """Return the town a row of a list speaks of that names none in a column of its own, or ""."""
    if town := rules.town_in(row.section):
        return town
    memo = context.memo
    if village := str(row.get("village") or "").strip():
        if "of_village" not in memo:
            memo["of_village"] = queries.towns_by_village(context.organisation.division)
        if town := memo["of_village"].get(rules.village_stem(village), ""):
            return town
    if "told" not in memo:
        texts = (context.filer_name, context.title, *context.above, context.sheet_name, context.file_name)
        told = next((town for text in texts if (town := rules.town_in(text))), "")
        memo["told"] = told or _town_named(context)
    return memo["told"]


def _town_named(context: Context) -> str:
    """Return the town a sheet is named after without its level: 城东 where 城东街道科协 is known."""
    body = context.names.find(context.sheet_name).organisation if context.names and context.sheet_name else None
    return body.name if body is not None and _is_town(body) else ""


def _is_town(body: Organisation) -> bool:
    return body.kind == Kind.ASSOCIATION and body.level == Level.TOWN
