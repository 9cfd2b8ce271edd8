"""Tables of activities, in: every layout is one kind, and a table's heading fills in what its columns leave out."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext as _

from kexie.core import bulk, clock, loading
from kexie.core.loading import CREATED, UNCHANGED, UPDATED, Context, KeyedLoader, Planned, Row
from kexie.core.refusals import Invalid
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence
from kexie.work.activities import rules, services
from kexie.work.activities.models import Activity

from .columns import ACTIVITIES
from .sense import Sense, lies_ahead, whole

TITLES = {column.code: column.title for column in ACTIVITIES.columns}
PLAYS = ("文艺演出", "演出")
S = Activity.State


class ActivityLoader(KeyedLoader):
    """A row is one activity (or several sessions of one), held unless its day lies ahead."""

    kind = ACTIVITIES
    model = Activity
    fields = (
        "campaign", "channel", "ends_on", "division", "team", "sessions", *rules.RESULTS, "more_results", "is_led",
        "is_excellent", "kept", "note", "estimated", "state",
    )  # fmt: skip

    def build(self, row: Row, context: Context) -> Activity:
        """Return the activity a row says."""
        sense = _sense(context)
        name = row.get("name")
        if not name:
            raise Invalid(_("没有写活动名称，无法登记。"))
        period, hosts = sense.period(row), sense.hosts(row)
        form = sense.form_of(row, name)
        counted, kept = sense.more_results(row, form.value)
        span, place = period.value, row.get("place", "")[:120]
        activity = bulk.fresh(
            Activity,
            organisation=hosts.lead,
            name=name[:120],
            campaign=sense.campaign_of(row, span.start.year),
            form=form.value.name,
            channel=row.get("channel", ""),
            starts_on=span.start,
            ends_on=span.end if span.end > span.start else None,
            place=place,
            division=sense.town_of(place) if place else None,
            host_text=hosts.text,
            team=(row.get("team") or (rules.team_in(name) if form.value.name in PLAYS else ""))[:60],
            sessions=whole(row, "sessions", TITLES["sessions"]) or 1,
            more_results=counted,
            kept=kept,
            is_led=bool(row.get("is_led")),
            is_excellent=bool(row.get("is_excellent")),
            evidence=Evidence.IMPORTED,
            estimated=sorted(row.estimated.intersection(rules.RESULTS)),
            state=S.PLANNED if lies_ahead(span, clock.today()) else S.COMPLETED,
            note=row.get("note", ""),
            **{code: whole(row, code, TITLES[code]) for code in rules.RESULTS},
        )
        activity.joined = hosts.others
        ahead = _("日期还没到，先记为计划") if activity.state == S.PLANNED else ""
        activity.doubt = "；".join(filter(None, [hosts.doubt, period.doubt, form.doubt, ahead]))
        return activity

    def existing(self, keys: Sequence[str], context: Context) -> models.QuerySet:
        """Return stored activities with what posting them needs."""
        return super().existing(keys, context).select_related("organisation", "campaign")

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Return what would become of each row; updates undo no step, nor blur the exact."""
        planned = super().plan(rows, context)
        for draft in planned:
            if draft.did in (UPDATED, UNCHANGED):
                _amend(draft, _sense(context))
        return planned

    def write(self, planned: Sequence[Planned], context: Context) -> None:
        """Store new campaigns and forms, then the activities with their co-hosts, then post."""
        drafts = [draft.record for draft in planned if draft.did in (CREATED, UPDATED)]
        services.settle_imported(drafts=drafts, organisation=context.organisation, actor=context.actor)
        super().write(planned, context)

    def post(self, made: Sequence[Activity], changed: Sequence[Activity], context: Context) -> None:
        """Count what was held."""
        services.post_imported(
            rows=[*made, *changed], joined={row.pk: row.joined for row in made if row.joined}, actor=context.actor,
            path=context.organisation.path, note=context.file_name,
        )  # fmt: skip

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Count it no more."""
        ledger.withdraw(model=Activity, keys=keys, actor=context.actor, note=_("撤销导入"))


def _sense(context: Context) -> Sense:
    if "sense" not in context.memo:
        context.memo["sense"] = Sense(context)
    return context.memo["sense"]


def _amend(draft: Planned, sense: Sense) -> None:
    row, activity = draft.row, draft.record
    if "state" in draft.before and (draft.before["state"] == S.CANCELLED or activity.state == S.PLANNED):
        activity.state = draft.before.pop("state")
    was = draft.before.get("estimated", activity.estimated)
    now = sorted((set(was) - set(row.values)) | row.estimated.intersection(rules.RESULTS))
    activity.estimated = now
    if now != was:
        draft.before["estimated"] = was
    else:
        draft.before.pop("estimated", None)
    campaign = sense.campaign_of(row, activity.starts_on.year)
    if campaign is not None and campaign._state.adding and activity.campaign_id is None:
        activity.campaign = campaign
        draft.before["campaign"] = None
    draft.did = UPDATED if draft.before else UNCHANGED


loading.register(ActivityLoader())
