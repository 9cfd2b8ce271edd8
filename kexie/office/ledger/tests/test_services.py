from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from conftest import organisation, person
from kexie.core import clock
from kexie.core.events import announce
from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed, Refusal
from kexie.network.organisations.events import Moved
from kexie.network.organisations.models import Alias, Placement
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import ClosedPeriod, Entry, Posting

from .make import COUNT, MAY, MEMBERS, PEOPLE, STRENGTH, line, post, posted, record, shared

pytestmark = pytest.mark.django_db


def stands(**filters):
    return Entry.objects.filter(**filters).aggregate(sum=Sum("amount"))["sum"] or 0


# ---- growing only


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_posting"])
@pytest.mark.parametrize("act", ["UPDATE {} SET posted_at = posted_at", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete(here, table, act):
    posted(here, line(5))
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))
    assert stands() == 5


def test_the_database_refuses_a_second_standing_version_one(here):
    row = posted(here, line(5))
    standing = Posting.objects.get(source_id=row.pk)
    standing.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        standing.save(force_insert=True)


# ---- versions and reversal


def test_a_posting_carries_what_the_line_says_and_where_it_stood(here):
    row = posted(here, line(607, form="咨询", campaign="科技活动周", team="老年队", channel="onsite"))
    entry = Entry.objects.get()
    assert (entry.amount, entry.month, entry.form, entry.campaign) == (607, 201305, "咨询", "科技活动周")
    assert (entry.team, entry.channel, entry.path, entry.source_id) == ("老年队", "onsite", here.path, row.pk)
    assert entry.source_kind == "organisations.alias"


def test_the_same_again_writes_nothing(here):
    row = posted(here, line(5), line(1, COUNT))
    assert post(row, line(1, COUNT), line(5)) is None
    assert Entry.objects.count() == 2


def test_a_correction_reverses_and_posts_the_next_version(here):
    row = posted(here, line(500), line(1, COUNT))
    again = post(row, line(480), line(1, COUNT))
    assert again.version == 2
    assert stands(measure="test.people") == 480
    assert stands(measure="test.count") == 1
    assert Entry.objects.count() == 6
    reversal = Posting.objects.get(reverses__isnull=False)
    assert (reversal.reverses.version, reversal.version) == (1, 1)


def test_no_lines_reverse_what_stood_and_later_lines_are_version_two(here):
    row = posted(here, line(500))
    assert post(row) is None
    assert stands() == 0
    assert post(row, line(7)).version == 2
    assert stands() == 7


def test_withdrawing_reverses_only_what_stands(here):
    rows = [posted(here, line(n)) for n in (1, 2, 3)]
    keys = [row.pk for row in rows]
    assert ledger.withdraw(model=Alias, keys=keys[:2], actor=SYSTEM) == 2
    assert stands() == 3
    assert ledger.withdraw(model=Alias, keys=keys[:2], actor=SYSTEM) == 0


def test_an_undeclared_measure_is_a_bug(here):
    with pytest.raises(KeyError):
        posted(here, ledger.Line("nobody.declares", 1, MAY))


def test_posting_needs_the_right_to_edit_the_record(here, elsewhere, officer, stranger, grant):
    row = record(here)
    with pytest.raises(NotAllowed):
        post(row, line(1), actor=stranger)
    assert post(row, line(1), actor=officer).posted_by == "officer"
    with pytest.raises(NotAllowed):
        ledger.withdraw(model=Alias, keys=[row.pk], actor=object())


# ---- many at once


def test_two_thousand_sources_cost_few_statements(here):
    def sources(amount):
        return [ledger.Source(row, here, [line(amount), line(1, COUNT)]) for row in rows]

    rows = Alias.objects.bulk_create([Alias(organisation=here, text=f"第{n}条") for n in range(2000)])
    with CaptureQueriesContext(connection) as first:
        assert ledger.post_many(sources=sources(3), actor=SYSTEM) == 4000
    with CaptureQueriesContext(connection) as same:
        assert ledger.post_many(sources=sources(3), actor=SYSTEM) == 0
    with CaptureQueriesContext(connection) as other:
        assert ledger.post_many(sources=sources(4), actor=SYSTEM) == 4000
    assert stands(measure="test.people") == 8000
    assert max(map(len, (first, same, other))) <= 60  # SQLite takes 999 values a statement


# ---- parties of one activity


def test_shared_lines_keep_each_partys_share_and_the_total(here, town):
    row = posted(here, shared(100, [here, town], "each"), shared(9, [here, town], "split", measure=COUNT))
    entries = Entry.objects.filter(source_id=row.pk).order_by("id")
    assert [(e.organisation_id, e.amount, e.joint_total) for e in entries] == [
        (here.pk, 100, 100), (town.pk, 100, 100), (here.pk, 5, 9), (town.pk, 4, 9),
    ]  # fmt: skip
    assert entries[0].joint == entries[1].joint != entries[2].joint == entries[3].joint
    assert post(row, shared(100, [here, town], "each"), shared(9, [here, town], "split", measure=COUNT)) is None


def test_reversing_a_shared_line_nets_its_group_to_nothing(here, town):
    row = posted(here, shared(100, [here, town], "each"))
    post(row, shared(100, [here], "lead"))
    groups = Entry.objects.values("joint").annotate(sum=Sum("amount")).order_by("joint")
    assert [group["sum"] for group in groups] == [0, 100]


def test_a_shared_amount_is_never_negative(here, town):
    with pytest.raises(ValueError, match="never negative"):
        posted(here, shared(-1, [here, town], "each"))


# ---- stocks reported as levels


def level(amount, on):
    return line(amount, STRENGTH, on, kind="镇级", team="服务团")


def levels(days, **filters):
    return [stands(measure="test.strength", on__lte=on, **filters) for on in days]


DAYS = [date(2011, 12, 31), date(2012, 12, 31), date(2013, 12, 31)]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_levels_hold_in_whatever_order_they_are_reported(here, order):
    said = [80, 89, 85]
    for place in order:
        posted(here, level(said[place], DAYS[place]))
    assert levels(DAYS) == said


def test_correcting_or_withdrawing_a_level_leaves_the_later_ones_as_reported(here):
    rows = [posted(here, level(n, on)) for n, on in zip([80, 89, 85], DAYS, strict=True)]
    post(rows[0], level(70, DAYS[0]))
    assert levels(DAYS) == [70, 89, 85]
    ledger.withdraw(model=Alias, keys=[rows[1].pk], actor=SYSTEM)
    assert levels(DAYS) == [70, 70, 85]
    ledger.withdraw(model=Alias, keys=[rows[0].pk], actor=SYSTEM)
    assert levels(DAYS) == [0, 0, 85]


def test_a_level_said_again_writes_nothing_even_beside_another_of_that_day(here):
    first = posted(here, level(80, DAYS[0]))
    posted(here, level(100, DAYS[0]))
    count = Entry.objects.count()
    assert post(first, level(80, DAYS[0])) is None
    assert Entry.objects.count() == count
    assert levels(DAYS) == [100, 100, 100]


def test_levels_of_one_record_and_of_many_records_at_once(here, town):
    rows = [record(here), record(town)]
    sources = [ledger.Source(row, row.organisation, [level(5, DAYS[1]), level(3, DAYS[0])]) for row in rows]
    ledger.post_many(sources=sources, actor=SYSTEM)
    assert levels(DAYS) == [6, 10, 10]
    assert levels(DAYS, organisation=town) == [3, 5, 5]
    ledger.post_many(sources=sources, actor=SYSTEM)
    assert levels(DAYS) == [6, 10, 10]


def test_levels_of_other_teams_and_bodies_are_not_touched(here, town):
    posted(here, level(80, DAYS[0]))
    posted(town, level(50, DAYS[1]))
    posted(here, line(30, STRENGTH, DAYS[1], kind="镇级", team="另一队"))
    assert levels(DAYS) == [80, 160, 160]


# ---- the tree over time


def test_path_and_division_are_those_of_the_day(here, elsewhere, town):
    Placement.objects.filter(organisation=town).delete()
    Placement.objects.create(organisation=town, parent=here, starts_on=date(2000, 1, 1))
    Placement.objects.create(organisation=town, parent=elsewhere, starts_on=date(2013, 7, 1))
    before = town.path
    town.parent, town.path = elsewhere, elsewhere.path + before[-5:]
    town.save()
    posted(town, line(1, on=date(2013, 6, 30)), line(2, on=date(2013, 7, 1)))
    assert [e.path for e in Entry.objects.order_by("on")] == [before, town.path]
    assert stands(path__startswith=here.path) == 1
    assert Entry.objects.as_was(elsewhere.path).get().amount == 2
    assert Entry.objects.as_is(elsewhere.path).count() == 2
    assert not Entry.objects.as_is(here.path).exists()


def test_a_move_registered_late_places_again_what_was_posted_since(here, elsewhere, town):
    station = organisation("服务站", parent=town)
    row = posted(
        station, line(1, on=date(2013, 6, 30)), line(2, on=date(2013, 7, 2)), shared(9, [station, here], "each")
    )
    untouched = posted(station, line(4, on=date(2013, 6, 1)))
    Placement.objects.filter(organisation=town).delete()
    Placement.objects.create(organisation=town, parent=here, starts_on=date(2000, 1, 1))
    Placement.objects.create(organisation=town, parent=elsewhere, starts_on=date(2013, 7, 1))
    for body, parent in ((town, elsewhere), (station, town)):
        body.parent, body.path = parent, parent.path + body.path[-5:]
        body.save()
    announce(Moved(body=town, since=date(2013, 7, 1), actor=SYSTEM))
    net = Entry.objects.values("path", "on").annotate(sum=Sum("amount")).exclude(sum=0)
    after = {row["on"]: row["sum"] for row in net if row["path"].startswith(elsewhere.path)}
    assert after == {date(2013, 7, 2): 2}
    assert stands(path__startswith=here.path) == 1 + 4 + 9 + 9
    assert Posting.objects.filter(source_id=row.pk, reverses=None).count() == 2
    assert Posting.objects.filter(source_id=untouched.pk).count() == 1
    announce(Moved(body=town, since=date(2013, 7, 1), actor=SYSTEM))
    assert Posting.objects.filter(source_id=row.pk, reverses=None).count() == 2


def hang(body, parent, day):
    """Move a body the way organisations does, as of a day."""
    if not Placement.objects.filter(organisation=body).exists():
        Placement.objects.create(organisation=body, parent=body.parent, starts_on=date(2000, 1, 1))
    Placement.objects.create(organisation=body, parent=parent, starts_on=day)
    body.parent, body.path = parent, parent.path + body.path[-5:]
    body.save()
    announce(Moved(body=body, since=day, actor=SYSTEM))


def stood(top, day, measure):
    rows = Entry.objects.as_was(top.path).filter(measure=measure.code, on__lte=day)
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


@pytest.mark.parametrize("measure", [MEMBERS, STRENGTH], ids=["changes", "levels"])
def test_a_stock_moves_along_with_its_body(here, elsewhere, town, measure):
    before, eve, day, after = date(2013, 3, 1), date(2013, 6, 30), date(2013, 7, 1), date(2013, 9, 1)
    row = posted(town, line(80, measure, before))
    posted(here, line(5, measure, before))
    hang(town, elsewhere, day)
    assert [stood(here, eve, measure), stood(elsewhere, eve, measure)] == [85, 0]
    assert [stood(here, day, measure), stood(elsewhere, day, measure)] == [5, 80]

    posted(town, line(20 if measure is MEMBERS else 100, measure, after))
    assert [stood(here, after, measure), stood(elsewhere, after, measure)] == [5, 100]

    post(row, line(60, measure, before))  # corrected long after the move
    late = 80 if measure is MEMBERS else 100
    assert [stood(here, eve, measure), stood(elsewhere, day, measure)] == [65, 60]
    assert [stood(here, after, measure), stood(elsewhere, after, measure)] == [5, late]

    hang(town, here, date(2013, 12, 1))
    assert [stood(here, after, measure), stood(elsewhere, after, measure)] == [5, late]
    assert [stood(here, date(2013, 12, 1), measure), stood(elsewhere, date(2013, 12, 1), measure)] == [5 + late, 0]
    now = Entry.objects.as_is(here.path).filter(measure=measure.code).aggregate(sum=Sum("amount"))["sum"]
    assert now == 5 + late

    post(row)  # taken back altogether
    assert stood(here, day, measure) == 5


def test_a_dissolved_body_takes_nothing_more(here, town):
    town.dissolved_on = date(2013, 6, 30)
    posted(town, line(3, on=date(2013, 6, 30)), line(-1, MEMBERS, on=date(2013, 7, 1)))
    with pytest.raises(Refusal, match="注销"):
        posted(town, line(3, on=date(2013, 7, 1)))
    assert stands(path__startswith=town.path, measure=PEOPLE.code) == 3


# ---- closing


def close(organisation, actor, start=date(2013, 1, 1), end=date(2013, 12, 31), at=datetime(2014, 1, 10, tzinfo=UTC)):
    return ledger.close_period(organisation=organisation, starts_on=start, ends_on=end, actor=actor, at=at)


def test_a_checker_closes_once_and_reopens_with_a_reason(here, checker):
    closed = close(here, checker)
    assert closed.closed_by == "checker"
    with pytest.raises(ledger.CannotClose, match="已经关账"):
        close(here, checker)
    with pytest.raises(ledger.CannotReopen, match="原因"):
        ledger.reopen_period(closed=closed, reason=" ", actor=checker)
    opened = ledger.reopen_period(closed=closed, reason="补报三个乡镇", actor=checker)
    assert opened.reopened_at
    assert opened.note == "补报三个乡镇"
    with pytest.raises(ledger.CannotReopen, match="重新打开过"):
        ledger.reopen_period(closed=closed, reason="再来", actor=checker)
    assert close(here, checker).pk != closed.pk


def test_officers_and_strangers_close_nothing(here, elsewhere, officer, checker):
    with pytest.raises(NotAllowed):
        close(here, officer)
    with pytest.raises(NotAllowed):
        close(elsewhere, checker)
    assert not ClosedPeriod.objects.exists()


def test_a_period_is_over_when_its_last_day_is_over_in_shanghai(here, checker):
    new_years_eve = datetime(2013, 12, 31, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    with pytest.raises(ledger.CannotClose, match="没有过完"):
        close(here, checker, at=new_years_eve)
    midnight = datetime(2013, 12, 31, 16, 0, tzinfo=UTC)
    assert clock.day(midnight) == date(2014, 1, 1)
    assert close(here, checker, at=midnight)


@pytest.fixture
def checker(here):
    return person("checker", here)
