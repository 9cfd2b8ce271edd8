"""The list of names filled in by hand, read back: who came and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import clock, gate, loading
from kexie.core.loading import CREATED, REFUSED, SKIPPED, UNCHANGED, Context, Planned, Row
from kexie.core.sheets.matching import Column, SheetKind
from kexie.work.signups.models import Signup

from . import rules, services
from .models import Attendance, Verdict

SIGN_IN = SheetKind(
    code="sign_in_list",
    title="签到表",
    order=60,
    hints=("签到表",),
    columns=(
        Column("reference", "报名编号", "text", required=True),
        Column("name", "姓名", "name"),
        Column("group", "分组", "text"),
        Column("came", "签到时间", "text", required=True),
        Column("left", "签退时间", "text"),
    ),
)


class SignInLoader:
    """A row is one person of one session; an empty time says that they did not come."""

    kind = SIGN_IN

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Return who would be signed in: not twice, and nobody whose activity the actor may not edit."""
        asked = [str(row.get("reference", "")).strip() for row in rows]
        found = Signup.objects.visible_to(context.actor).filter(reference__in=asked)
        found = found.select_related("person", "session__activity__organisation", "attendance")
        known = {signup.reference: signup for signup in found}
        return [self._planned(row, known.get(key), context) for row, key in zip(rows, asked, strict=True)]

    def write(self, planned: Sequence[Planned], context: Context) -> None:
        """Sign them in, session by session."""
        sessions: dict[int, list[tuple[Signup, datetime, datetime | None]]] = {}
        drafts = [draft for draft in planned if draft.did == CREATED]
        for draft in drafts:
            signup = draft.record.signup
            times = _time(draft.row.get("came"), signup), _time(draft.row.get("left"), signup)
            sessions.setdefault(signup.session_id, []).append((signup, *times))
        for rows in sessions.values():
            session = rows[0][0].session
            services.from_paper(session=session, rows=rows, at=clock.now(), actor=context.actor)
        stored = {
            row.signup_id: row for row in Attendance.objects.filter(signup__in=[d.record.signup_id for d in drafts])
        }
        for draft in drafts:
            draft.record = stored[draft.record.signup_id]

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Take back what the list said: each of its scans is undone by another, none is deleted."""
        rows = Attendance.objects.filter(pk__in=made).select_related("signup", "session__activity__organisation")
        for row in rows:
            services.undo_paper(attendance=row, at=clock.now(), actor=context.actor)

    def _planned(self, row: Row, signup: Signup | None, context: Context) -> Planned:
        if signup is None:
            return Planned(row, REFUSED, reason=_("没有这个报名编号。请用本系统导出的签到表填写。"))
        if row.get("name") and row.get("name") != signup.person.name:
            return Planned(row, REFUSED, reason=_("编号对应的是“%s”，与这一行的姓名不同。") % signup.person.name)
        if not gate.allows(context.actor, "edit", Attendance(session=signup.session)):
            return Planned(row, REFUSED, reason=_("您不能办理这个活动的签到。"))
        if not row.get("came"):
            return Planned(row, SKIPPED, reason=_("没有填签到时间，按没来算。"))
        if _time(row.get("came"), signup) is None:
            return Planned(row, REFUSED, reason=_("签到时间请填成 9:05 这样的时和分。"))
        if (verdict := rules.judge({"state": signup.state})) != rules.OK:
            return Planned(row, REFUSED, reason=str(Verdict(verdict).label))
        there = getattr(signup, "attendance", None)
        if there is not None and there.state != rules.ABSENT:
            return Planned(row, UNCHANGED, there)
        return Planned(row, CREATED, Attendance(signup=signup, session=signup.session))


def _time(text: Any, signup: Signup) -> datetime | None:
    """Return what was written as a time of the day the session begins; None for anything else."""
    return rules.time_of_day(str(text or ""), signup.session.starts_at.astimezone(clock.ZONE))


loading.register(SignInLoader())
