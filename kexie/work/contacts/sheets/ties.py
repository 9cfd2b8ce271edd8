"""Lists of who keeps contact with whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.loading import Context, KeyedLoader, Row
from kexie.core.sheets.matching import Column, SheetKind
from kexie.work.contacts import services
from kexie.work.contacts.models import Tie

from .ends import CONTACT, ends_in, let_people_go, settle_people

TIES = SheetKind(
    code="ties",
    title="挂钩联系表",
    order=60,
    hints=("挂钩联系", "联系表", "三级联挂", "联系制度", "领导联系", "委员联系", "联系安排"),
    unlikely=("通讯录", "走访记录"),
    marks=("body", "worker"),
    columns=(
        *CONTACT,
        Column("duty", "职务", "text", synonyms=("联系人职务", "领导职务")),
        Column("method", "联系方法", "text", synonyms=("联系方式", "方法")),
        Column(
            "visits", "每年联系次数", "number", synonyms=("年联系次数", "每年次数", "应联系次数", "次数"), unit="次"
        ),
        Column("workers", "应联系人数", "number", synonyms=("联系人数", "定量人数"), unit="人"),
        Column("since", "起始日期", "date", synonyms=("开始日期", "起始时间", "开始时间")),
        Column("until", "结束日期", "date", synonyms=("结束时间", "截止日期")),
    ),
)
M, R = Tie.Method, Tie.Role
METHODS = (("倍增", M.MULTIPLYING), ("一线", M.FRONT), ("网", M.NETWORK), ("线上", M.NETWORK), ("定", M.FIXED))
ROLES = (("委员", R.COMMITTEE), ("常委", R.COMMITTEE), ("科技工作者", R.WORKER))
USUAL = 4  # contacts a year where a list says nothing: once a quarter


class TieLoader(KeyedLoader):
    """A row is one tie; the same two again change what is agreed between them."""

    kind = TIES
    model = Tie
    fields = ("duty", "role", "method", "visits", "workers", "until")

    def build(self, row: Row, context: Context) -> Tie:
        """Return the tie a row says; without a first day it runs from the beginning of the sheet's year."""
        ends, duty, since = ends_in(row, context), row.get("duty", ""), row.get("since")
        said = row.get("method", "")
        tie = Tie(
            **ends, duty=duty[:60], since=since or date(context.year, 1, 1), until=row.get("until"),
            method=next((method for word, method in METHODS if word in said), M.FIXED),
            role=next((role for word, role in ROLES if word in duty), R.LEADER),
            visits=int(row.get("visits", USUAL)), workers=int(row.get("workers", 0)),
        )  # fmt: skip
        if since is None:
            tie.doubt = _("没有起始日期，从 %s 起算。") % tie.since
        return tie

    def settle(self, made: Sequence[Tie], context: Context) -> None:
        """Find or register both people."""
        settle_people(made, context)

    def let_go(self, gone: Sequence[Tie], context: Context) -> None:
        """Remove both people where nothing else names them."""
        let_people_go(gone, context)

    def existing(self, keys, context):
        """Bring along what a tie is called by."""
        return super().existing(keys, context).select_related("person", "organisation", "body", "worker")

    def post(self, made: Sequence[Tie], changed: Sequence[Tie], context: Context) -> None:
        """Count them, and say when the next contact is due."""
        how = {"actor": context.actor, "today": clock.today(), "note": context.file_name}
        services.post_imported(made=made, changed=changed, **how)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Count them no more."""
        services.withdraw_imported(keys=keys, actor=context.actor, today=clock.today())
