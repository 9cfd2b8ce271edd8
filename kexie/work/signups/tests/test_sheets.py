"""Lists of who signed up elsewhere come in once, and go out again in one piece."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kexie.network.people.models import Person
from kexie.office.imports import services as imports
from kexie.office.imports.tests import make as files
from kexie.office.notices.models import Message
from kexie.work.signups import services
from kexie.work.signups.models import Feedback, Signup

from .make import NOW, STARTS, admission, draft, quota, session, signup, version

pytestmark = pytest.mark.django_db
HEAD = ["姓名", "手机号码", "报名活动", "活动日期", "组别", "身份证号"]


def rows_for(where, *people):
    name = where.session.activity.name
    return [["报名名单"], HEAD, *([who, phone, name, "2013-5-19", *more] for who, phone, *more in people)]


def test_a_list_comes_in_once_and_over_books_rather_than_lose_anybody(here):
    where = admission(organisation=here, places=2)
    already = signup(admission_=where, draft=draft("王伟", "16400000001"))
    rows = rows_for(
        where, ("王伟", "+86 164-0000-0001"), ("李娜", "16400000002"), ("李娜", "164 0000 0002"),
        ("张敏", "16400000003"), (None, "16400000004"), ("赵强", None), ("孙丽", "16400000005", None, "123"),
    )  # fmt: skip
    batch = files.applied(here, rows, name="报名名单.xlsx")
    said = {key: batch.counts[key] for key in ("created", "unchanged", "skipped", "refused")}
    assert said == {"created": 2, "unchanged": 1, "skipped": 1, "refused": 3}
    where.refresh_from_db()
    assert (where.taken, where.over) == (3, 1)
    assert set(Signup.objects.values_list("came_by", flat=True)) == {"web", "import"}
    assert Message.objects.count() == 1  # nobody of the list is written to
    again = files.applied(here, rows, name="报名名单.xlsx")
    assert not again.counts.get("created") and Person.objects.filter(name="李娜").count() == 1
    imports.undo(batch=batch, actor=files.SYSTEM)
    where.refresh_from_db()
    assert where.taken == 1 and [*Signup.objects.all()] == [already]


def test_what_cannot_be_told_apart_is_refused_with_the_reason(here):
    where = admission(organisation=here)
    activity = where.session.activity
    quota(5, activity=activity, group="小学组")
    closed = session(organisation=here)
    session(organisation=here, activity=activity, starts_at=STARTS + timedelta(days=1))
    table = [
        HEAD,
        ["王伟", "16400000001", activity.name, None, "小学组", None],
        ["李娜", "16400000002", activity.name, "2013-5-19", "大学组", None],
        ["张敏", "16400000003", closed.activity.name, "2013-5-19", None, None],
        ["赵强", "16400000004", "没有这个活动", "2013-5-19", None, None],
        ["孙丽", "16400000005", activity.name, "2013-5-19", "小学组", None],
    ]
    batch = files.applied(here, [["报名名单"], *table], name="报名名单.xlsx")
    assert (batch.counts["created"], batch.counts["refused"]) == (1, 4)
    assert Signup.objects.get().person.name == "孙丽"


def test_an_import_is_not_taken_back_over_what_people_have_done_since(here):
    where = admission(organisation=here)
    batch = files.applied(here, rows_for(where, ("王伟", "16400000001")), name="报名名单.xlsx")
    row = Signup.objects.get()
    signup(admission_=where)
    Feedback.objects.create(signup=row, version=version(organisation=here), given_at=NOW)
    with pytest.raises(services.InUse, match="王伟 已经签到或填过反馈"):
        imports.undo(batch=batch, actor=files.SYSTEM)
    assert Signup.objects.count() == 2
