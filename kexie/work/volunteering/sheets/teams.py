"""Tables of how many volunteers teams have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kexie.core.loading import Context, KeyedLoader, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.core.text import fold
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence
from kexie.work.volunteering import queries, services
from kexie.work.volunteering.models import TeamStrength

from .levels import level_in, team_in

STRENGTHS = SheetKind(
    code="team_strengths",
    title="志愿队伍人数表",
    order=42,
    hints=("服务团人数", "志愿者服务团", "志愿队伍人数", "队伍人数"),
    columns=(
        Column(
            "organisation",
            "乡镇街道",
            "organisation",
            synonyms=("乡镇（街道）", "所在乡镇", "单位", "单位名称"),
            required=True,
        ),
        Column("team", "队伍名称", "text", synonyms=("服务团名称", "队伍", "服务队名称")),
        Column(
            "amount",
            "服务团人数",
            "number",
            unit="人",
            required=True,
            synonyms=("志愿者人数", "队员人数", "人数", "志愿者数", "队伍人数"),
        ),
        Column("leader", "团长", "name", synonyms=("队长", "负责人", "领队")),
        Column("on", "截至日期", "date", synonyms=("统计日期", "截止日期")),
    ),
)


class StrengthLoader(KeyedLoader):
    """A row is the strength one team reports; a table without dates speaks of the end of its year."""

    kind = STRENGTHS
    model = TeamStrength
    fields = ("amount", "leader", "level", "evidence")

    def build(self, row: Row, context: Context) -> TeamStrength:
        """Return the strength a row says."""
        if "organisation" in row.unknown:
            raise Invalid(
                _("没有找到单位“%(name)s”，请先登记它，或在预览里改选。") % {"name": row.unknown["organisation"]}
            )
        if not row.get("organisation"):
            raise Invalid(_("没有写是哪个单位的队伍。"))
        if row.get("amount") is None:
            raise Invalid(_("没有人数。"))
        estimated = "amount" in row.estimated
        return TeamStrength(
            organisation=row.get("organisation"),
            team=row.get("team") or team_in(context),
            level=level_in(context),
            leader=row.get("leader", ""),
            amount=row.get("amount"),
            on=row.get("on") or context.year_end,
            evidence=Evidence.ESTIMATED if estimated else Evidence.REPORTED,
        )

    def post(self, made: Sequence[TeamStrength], changed: Sequence[TeamStrength], context: Context) -> None:
        """Post what each changes."""
        services.post_imported_strengths(
            rows=[*made, *changed], actor=context.actor, path=context.organisation.path, note=context.file_name
        )

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Take it back, and the teams it founded that nothing else hangs on."""
        rows = TeamStrength.objects.filter(pk__in=made).values_list("organisation", "team")
        named = set(rows.order_by().distinct())
        super().undo(made, changed, context)
        there = queries.known_teams(key for key, _name in named)
        teams = [there[key, fold(name)] for key, name in named if (key, fold(name)) in there]
        services.unfound_teams(teams=teams, actor=context.actor, path=context.organisation.path)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Take the change back."""
        ledger.withdraw(model=TeamStrength, keys=keys, actor=context.actor, note=_("撤销导入"))
