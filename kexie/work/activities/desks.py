"""Record-keeping screens of activities and campaigns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.core import clock, records
from kexie.core.desk import Column, Desk, Filter, Related
from kexie.core.forms import RecordForm
from kexie.core.personal import shown
from kexie.office.ledger import measures as ledger

from . import measures, queries, rules, services
from .flows import ACTIVITY, SESSION
from .forms import ActivityForm, BrandForm, CampaignForm, SessionForm
from .models import Activity, Brand, Campaign, Party, Photo, Session

LEDGER = (
    "on",
    Column(
        "measure",
        _("计量项"),
        value=lambda entry: entry.kind or ledger.get(entry.measure).title,
        sort=None,
        reads=("kind", "measure"),
    ),
    Column("amount"),
    Column("unit", _("计量单位"), value=lambda entry: ledger.get(entry.measure).unit, sort=None, reads=("measure",)),
    "evidence",
    "organisation",
    Column("posted_at"),
)


def _timed(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda row, actor, note: service(activity=row, actor=actor, at=clock.now(), note=note)


class SessionDesk(Desk):
    model = Session
    form = SessionForm
    slug = "sessions"
    columns = [
        Column("activity", _("活动")), "number", "name", "starts_at", "ends_at", "place",
        Column("capacity", unit=_("人")), "state",
    ]  # fmt: skip
    search = ["name", "place", "activity__name"]
    filters = ["starts_at", "state"]
    order = ["-starts_at", "-pk"]
    facts = [
        Column("activity", _("活动")), "number", "name", "starts_at", "ends_at", "place", "online_url", "capacity",
    ]  # fmt: skip
    flow = SESSION
    walks = {
        "cancel_session": lambda row, actor, note: services.cancel_session(
            session=row, actor=actor, at=clock.now(), note=note
        ),
    }
    empty = _("活动的场次：哪天几点在哪里，有多少座位。在活动的页面上可以一次加上一整个系列。")

    def save(self, form: RecordForm, *, did: str) -> records.Record:
        """Save, with the next number for a new one."""
        return services.keep_session(session=form.save(commit=False), actor=self.actor, did=did, at=clock.now())


class ActivityDesk(Desk):
    model = Activity
    form = ActivityForm
    slug = "activities"
    new = _("登记活动")
    columns = [
        "name", "starts_on", "organisation", "form",
        Column("participations", unit=_("人次")),
        "campaign", "state",
        *(Column(name, hidden=True, unit=measures.RESULTS[name].unit) for name in rules.RESULTS[1:]),
        Column("sessions", hidden=True), Column("place", hidden=True), Column("team", hidden=True),
        Column("channel", hidden=True), Column("evidence", hidden=True), Column("is_led", hidden=True),
        Column("is_excellent", hidden=True), Column("host_text", hidden=True), Column("note", hidden=True),
    ]  # fmt: skip
    search = ["name", "place"]
    filters = [
        "starts_on__year", "starts_on", "organisation", "form", "campaign",
        Filter("campaign__series", _("主题活动系列")),
        "state", "evidence", "channel", "is_led",
        "is_excellent", "brand",
    ]  # fmt: skip
    order = ["-starts_on", "-pk"]
    facts = [
        "name", "form", "campaign", "starts_on", "ends_on", "place", "organisation", "host_text", "team", "channel",
        "introduction", "contact", "age_from", "age_to", "brand", "is_outdoor", "safety_plan", "risk_notice",
        "insurance", "resources", "people_from", "note",
    ]  # fmt: skip
    flow = ACTIVITY
    walks = {
        "complete": _timed(services.complete), "submit": _timed(services.submit), "approve": _timed(services.approve),
        "send_back": _timed(services.send_back), "publish": _timed(services.publish),
        "cancel": _timed(services.cancel),
        "take_back": lambda row, actor, note: services.take_back(activity=row, actor=actor),
        "start": lambda row, actor, note: services.start(activity=row, actor=actor, at=clock.now()),
        "plan_again": lambda row, actor, note: services.plan_again(activity=row, actor=actor, note=note),
    }  # fmt: skip
    related = [
        Related(_("发布"), rows=queries.publishing, template="activities/publishing.html"),
        Related(
            _("场次"), rows=lambda row, actor: queries.timetable_of(row), template="activities/timetable.html"
        ),
        Related(_("成效"), rows=lambda row, actor: queries.results_of(row), template="activities/results.html"),
        Related(_("签到得来的人次"), rows=queries.from_door, template="activities/door.html"),
        Related(
            _("照片"),
            rows=lambda row, actor: Photo.objects.visible_to(actor).filter(activity=row).select_related("file"),
            template="activities/photos.html",
        ),
        Related(
            _("合办单位"), rows=lambda row, actor: Party.objects.visible_to(actor).filter(activity=row),
            columns=("organisation",), empty=_("没有合办单位。"),
        ),
        Related(
            _("台账记录"), columns=LEDGER, empty=_("还没有计入台账。"), rows=queries.entries_of,
        ),
        Related(
            _("表格里的其他栏"),
            rows=lambda row, actor: {title: shown(value) for title, value in row.kept.items()},
            template="activities/kept.html",
        ),
    ]  # fmt: skip
    empty = _("办过的和要办的活动都记在这里。可以一条一条登记，也可以把已有的表格直接导入。")
    first_steps = [(_("记一笔"), "activities:record")]

    def save(self, form: RecordForm, *, did: str) -> records.Record:
        """Save and post."""
        return services.keep(
            activity=form.save(commit=False), parties=form.parties, actor=self.actor, today=clock.today(), did=did
        )


class CampaignDesk(Desk):
    model = Campaign
    form = CampaignForm
    slug = "campaigns"
    new = _("登记主题活动")
    columns = [
        "series",
        Column("year", kind="code"),
        "theme",
        "starts_on",
        "ends_on",
        Column("organisation", hidden=True),
    ]
    search = ["series", "theme"]
    filters = ["series", "year", "organisation"]
    order = ["-year", "series"]
    facts = [
        "series",
        Column("year", kind="code"),
        "theme",
        "starts_on",
        "ends_on",
        "organisation",
        "introduction",
        "note",
    ]
    related = [
        Related(_("办成了什么"), rows=queries.campaign_figures, template="activities/campaign_figures.html"),
        Related(_("活动"), desk=ActivityDesk, by="campaign", empty=_("还没有活动记在这个主题下。")),
    ]
    empty = _("科技活动周、全国科普日这样每年举办的主题活动。登记以后，活动可以记在它下面一起统计。")

    def save(self, form: RecordForm, *, did: str) -> records.Record:
        """Save, and post its activities anew where that changes them."""
        return services.keep_campaign(campaign=form.save(commit=False), actor=self.actor, did=did)


class BrandDesk(Desk):
    model = Brand
    form = BrandForm
    slug = "brands"
    title = _("活动品牌")
    new = _("登记品牌")
    columns = ["name", Column("since", kind="code"), "organisation"]
    search = ["name"]
    filters = ["organisation"]
    order = ["name", "pk"]
    facts = ["name", Column("since", kind="code"), "organisation", "introduction"]
    related = [
        Related(_("历年成效"), rows=queries.brand_years, template="activities/brand_years.html"),
        Related(_("活动"), desk=ActivityDesk, by="brand", empty=_("还没有活动记在这个品牌下。")),
    ]
    empty = _("一市一品：年年都办、有自己名字的活动。登记以后，活动可以记在它下面，历年成效一起看。")
