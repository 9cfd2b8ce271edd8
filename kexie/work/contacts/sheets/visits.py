"""Lists of contacts that were made."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.loading import Context, KeyedLoader, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.work.contacts import services
from kexie.work.contacts.models import Visit

from .ends import CONTACT, ends_in, let_people_go, settle_people

VISITS = SheetKind(
    code="contact_visits",
    title="走访联系记录",
    order=61,
    hints=("走访", "走访记录", "联系记录", "走访联系", "走访台账"),
    unlikely=("慰问",),
    marks=("note",),
    columns=(
        *CONTACT,
        Column("on", "日期", "date", synonyms=("走访日期", "联系日期", "时间", "走访时间", "联系时间"), required=True),
        Column("way", "方式", "text", synonyms=("联系方式", "走访方式")),
        Column(
            "note", "内容", "note", synonyms=("走访内容", "联系内容", "主要内容", "情况", "走访情况"), required=True
        ),
        Column("asked", "诉求", "note", synonyms=("意见建议", "反映问题", "问题诉求", "提出的问题")),
    ),
)
W = Visit.Way
WAYS = (("电话", W.PHONE), ("网", W.ONLINE), ("微信", W.ONLINE), ("线上", W.ONLINE), ("视频", W.ONLINE))


class VisitLoader(KeyedLoader):
    """A row is one contact. What was asked is kept and not made a case: an old list is no order to act."""

    kind = VISITS
    model = Visit
    fields = ("asked",)

    def build(self, row: Row, context: Context) -> Visit:
        """Return the contact a row says."""
        on, note, said = row.get("on"), row.get("note", ""), row.get("way", "")
        if not on:
            raise Invalid(_("没有写日期，不知道是哪一天。"))
        if on > clock.today():
            raise Invalid(_("日期 %s 还没有到，走访要在做完以后记。") % on)
        if not note:
            raise Invalid(_("没有写内容。"))
        way = next((way for word, way in WAYS if word in said), W.ONSITE)
        return Visit(**ends_in(row, context), on=on, way=way, note=note[:2000], asked=row.get("asked", "")[:2000])

    def settle(self, made: Sequence[Visit], context: Context) -> None:
        """Find or register both people."""
        settle_people(made, context)

    def let_go(self, gone: Sequence[Visit], context: Context) -> None:
        """Remove both people where nothing else names them."""
        let_people_go(gone, context)

    def existing(self, keys, context):
        """Bring along what a contact is called by."""
        return super().existing(keys, context).select_related("person", "organisation", "body", "worker")

    def post(self, made: Sequence[Visit], changed: Sequence[Visit], context: Context) -> None:
        """Count them under the ties that ran."""
        how = {"actor": context.actor, "today": clock.today(), "note": context.file_name}
        services.post_imported_visits(made=made, changed=changed, **how)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Count them no more."""
        services.withdraw_imported_visits(keys=keys, actor=context.actor, today=clock.today())
