"""The list of names, exported, filled in by hand and imported again."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.base import File

from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.core.sheets.readers import read
from kexie.core.sheets.writer import Output, write_xlsx
from kexie.office.imports import services as imports
from kexie.work.attendance import queries, rules
from kexie.work.attendance.models import Scan
from kexie.work.signups.models import Signup

from . import make
from .make import EVENING, NINE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["9:20", "09:20:00", "9：20", "9点20", "2026-05-16 09:20:00"])
def test_times_as_people_write_them(text):
    day = NINE.astimezone(clock.ZONE)
    assert rules.time_of_day(text, day) == NINE + timedelta(minutes=20)


def test_what_is_no_time_and_what_is_after_midnight():
    day = NINE.astimezone(clock.ZONE)
    assert {rules.time_of_day(text, day) for text in ("", "来了", "25:00", "9:75", "920")} == {None}
    late = day.replace(hour=23, minute=30)
    assert rules.time_of_day("0:05", late) == late + timedelta(minutes=35)


def test_a_filled_list_comes_back_and_can_be_taken_back(client, officer, here, tmp_path):
    session = make.activity(here).timetable.get()
    for name, state in (("李建国", "confirmed"), ("王芳", "confirmed"), ("没来", "confirmed"), ("候补", "waiting")):
        make.signup(session, name, state=state)
    client.force_login(officer)
    empty = tmp_path / "签到表.xlsx"
    sent = client.get(f"/attendance/sessions/{session.pk}/list.xlsx")
    empty.write_bytes(b"".join(sent.streaming_content))
    rows = [[str(cell or "") for cell in row.cells] for row in read(empty).sheets[0].rows]
    at = next(n for n, row in enumerate(rows) if row[0] == "报名编号")
    times = {"李建国": "9:05", "王芳": "9:20", "候补": "9:30"}
    filled = [[*row[:2], "", times.get(row[1], ""), ""] for row in rows[at + 1 :]]
    book = io.BytesIO()
    write_xlsx(book, [Output("签到表", rows[at][:5], filled, ["签到表"])])
    book.seek(0)
    with clock.at(EVENING):
        batch = imports.open_batch(organisation=here, files=[("签到表.xlsx", File(book))], actor=SYSTEM, year=2026)
        imports.preview(batch=batch, actor=SYSTEM)
        imports.apply(batch=batch, actor=SYSTEM)
        came = {row.signup_id: row.first_in for row in queries.presences(session)}
        named = {str(one): came.get(one.pk) for one in Signup.objects.select_related("person")}
        five, twenty = NINE + timedelta(minutes=5), NINE + timedelta(minutes=20)
        assert named == {"李建国": five, "王芳": twenty, "没来": None, "候补": None}
        imports.undo(batch=batch, actor=SYSTEM)
        assert queries.presences(session) == [] and Scan.objects.count() == 4
        book.seek(0)
        again = imports.open_batch(organisation=here, files=[("签到表.xlsx", File(book))], actor=SYSTEM, year=2026)
        imports.bring_in(batch=again, actor=SYSTEM)
    assert len(queries.presences(session)) == 2
