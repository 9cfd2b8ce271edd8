"""Ties, visits and help: what works, is refused, forbidden and repeated, and what the ledger says of them."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from django.db.models import Sum

from conftest import organisation as body_of
from conftest import person as user_of
from kexie.core.audit.models import TrailEntry
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.organisations import services as organisations
from kexie.network.people import queries as people
from kexie.network.people import services as consents
from kexie.network.people.tests.make import person
from kexie.office.ledger.models import Entry
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Period
from kexie.office.notices.models import Message
from kexie.office.tasks.models import Task
from kexie.work.contacts import queries, services
from kexie.work.contacts.models import HelpVisit, Pairing, Tie, Visit
from kexie.work.governance.models import Appointment

from . import make
from .make import AT, TODAY

pytestmark = pytest.mark.django_db


def stood(measure, day, **where):
    found = Entry.objects.filter(measure=f"contacts.{measure}", on__lte=day, **where)
    return found.aggregate(n=Sum("amount"))["n"] or 0


def test_a_tie_counts_where_it_reaches_from_its_first_day_through_its_last(here, town):
    row = make.tie(organisation=here, body=town, since=date(2026, 3, 1))
    services.end_tie(tie=row, on=date(2026, 6, 30), why="换届", actor=SYSTEM, today=TODAY)
    said = [stood("ties", day) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1))]
    assert said == [0, 1, 1, 0]
    assert {e.organisation_id for e in Entry.objects.filter(measure="contacts.ties")} == {town.pk}


def test_a_body_is_covered_once_however_many_keep_contact(here, town):
    first = make.tie(organisation=here, body=town, since=date(2026, 1, 1), until=date(2026, 5, 31))
    make.tie(organisation=here, body=town, since=date(2026, 3, 1), until=date(2026, 8, 31))
    days = (date(2026, 2, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 9, 1))
    assert [stood("covered", day) for day in days] == [1, 1, 1, 0]
    services.remove_tie(tie=first, actor=SYSTEM, today=TODAY, note="误登")
    assert [stood("covered", day) for day in days] == [0, 1, 1, 0]
    assert [stood("ties", day) for day in days] == [0, 1, 1, 0]


def test_coverage_is_a_metric_that_opens_to_records(here, town, officer):
    make.tie(organisation=here, body=town)
    Entry.objects.count()
    told = {"period": Period.year(2026), "organisation": here, "actor": officer}
    assert metrics.figure("有人联系的组织数", **told).value == 1
    assert metrics.figure("挂钩联系数", **told).value == 1
    assert len(metrics.entries("有人联系的组织数", **told)) == 1


def test_behind_is_posted_as_days_pass_and_ends_with_the_contact(here, town):
    start = date(2026, 1, 1)
    row = make.tie(organisation=here, body=town, since=start, visits=4, today=start)
    assert row.due_on == date(2026, 4, 2) and stood("overdue", TODAY) == 0
    services.turn_days(actor=SYSTEM, at=AT.replace(month=4, day=4))
    assert [stood("overdue", day) for day in (date(2026, 4, 2), date(2026, 4, 3))] == [0, 1]
    services.turn_days(actor=SYSTEM, at=AT.replace(month=4, day=4))  # again: nothing more
    assert stood("overdue", date(2026, 12, 31)) == 1
    services.note_visit(tie=row, note="看了电商站", actor=SYSTEM, today=date(2026, 4, 10))
    row.refresh_from_db()
    assert stood("overdue", date(2026, 4, 10)) == 0 and row.due_on == date(2026, 7, 2)
    assert row.last_on == date(2026, 4, 10)


def test_a_new_year_begins_anew(here, town):
    row = make.tie(organisation=here, body=town, visits=4, since=date(2026, 1, 1), today=date(2026, 12, 31))
    assert row.due_on < date(2026, 12, 31)
    services.turn_days(actor=SYSTEM, at=AT.replace(year=2027, month=1, day=1))
    row.refresh_from_db()
    assert row.due_on == date(2027, 4, 2)
    assert [stood("overdue", day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [1, 0]


def test_a_note_counts_for_who_went_and_the_same_again_is_the_same(here, town, officer):
    row = make.tie(organisation=here, body=town, account=officer)
    one = services.note_visit(tie=row, note="看了 大棚 ", actor=officer, today=TODAY)
    again = services.note_visit(tie=row, note="看了 大棚", actor=officer, today=TODAY)
    assert one == again and Visit.objects.count() == 1
    entry = Entry.objects.get(measure="contacts.visits")
    assert (entry.person_id, entry.organisation_id, entry.form, entry.kind) == (
        row.person_id, here.pk, "走访", "leader",
    )  # fmt: skip


def test_a_leader_who_keeps_no_records_notes_their_own_and_no_other(here, town):
    leader = user_of("reader", here, username="leader")
    own, other = make.tie(organisation=here, body=town, account=leader), make.tie(organisation=here, body=town)
    assert services.note_visit(tie=own, note="通了电话", way="phone", actor=leader, today=TODAY).way == "phone"
    with pytest.raises(NotAllowed):
        services.note_visit(tie=other, note="通了电话", actor=leader, today=TODAY)


def test_a_namesake_account_of_the_body_is_found(here, town):
    user = user_of("reader", here, username="wang")
    user.name = "王连心"
    user.save()
    row = make.tie(organisation=here, body=town, person=person(organisation=here, name="王连心"))
    assert row.account == user
    assert [*queries.mine(user, TODAY)] == [row]


@pytest.mark.parametrize(
    ("on", "why"),
    [(TODAY + timedelta(days=1), "不能晚于今天"), (date(2025, 12, 31), "不在里面")],
)
def test_a_day_that_cannot_be_is_refused(here, town, on, why):
    row = make.tie(organisation=here, body=town)
    with pytest.raises(services.WrongDay, match=why):
        services.note_visit(tie=row, note="x", on=on, actor=SYSTEM, today=TODAY)
    assert not Visit.objects.exists() and not Entry.objects.filter(measure="contacts.visits").exists()


def test_an_empty_note_is_refused(here, town):
    with pytest.raises(Invalid):
        services.note_visit(tie=make.tie(organisation=here, body=town), note="  ", actor=SYSTEM, today=TODAY)
    assert not Visit.objects.exists()


def test_what_was_asked_becomes_one_case(here, town, officer):
    row = make.tie(organisation=here, body=town)
    seen = services.note_visit(tie=row, note="座谈", asked="想请专家讲草莓病害", actor=officer, today=TODAY)
    task = Task.objects.get()
    assert (task.kind, task.source_id, task.organisation) == ("case", seen.pk, here)
    assert "草莓" in task.title and task.due_on == TODAY + timedelta(days=30)
    seen.asked = "想请专家讲草莓病害，最好三月"
    services.keep_visit(visit=seen, actor=officer, today=TODAY)
    assert Task.objects.count() == 1
    with pytest.raises(services.StillNeeded, match="督办"):
        services.remove_visit(visit=seen, actor=officer, today=TODAY, note="误记")


def test_a_visit_noted_by_mistake_counts_no_more(here, town, officer):
    row = make.tie(organisation=here, body=town, since=date(2026, 1, 1))
    seen = services.note_visit(tie=row, note="看了大棚", actor=officer, today=TODAY)
    with pytest.raises(Invalid, match="原因"):
        services.remove_visit(visit=seen, actor=officer, today=TODAY, note=" ")
    services.remove_visit(visit=seen, actor=officer, today=TODAY, note="记错了人")
    row.refresh_from_db()
    assert row.last_on is None and stood("visits", TODAY) == 0 and not Visit.objects.exists()


def test_a_visit_written_at_the_desk_finds_its_tie(here, town, officer):
    row = make.tie(organisation=here, body=town)
    seen = Visit(organisation=here, person=row.person, body=town, on=TODAY, way="online", note="视频问了情况")
    services.keep_visit(visit=seen, actor=officer, today=TODAY, did="create")
    row.refresh_from_db()
    assert seen.tie == row and row.last_on == TODAY
    seen.on = date(2026, 11, 1)
    services.keep_visit(visit=seen, actor=officer, today=TODAY)
    row.refresh_from_db()
    assert row.last_on == date(2026, 11, 1) and stood("visits", TODAY) == 1


def test_the_same_two_at_once_are_refused_and_later_again_allowed(here, town):
    row = make.tie(organisation=here, body=town, since=date(2026, 1, 1), until=date(2026, 3, 31))
    with pytest.raises(Invalid, match="已经联系着"):
        make.tie(organisation=here, body=town, person=row.person, since=date(2026, 3, 31))
    make.tie(organisation=here, body=town, person=row.person, since=date(2026, 4, 1))
    assert Tie.objects.count() == 2


def test_one_end_and_not_oneself(here, town):
    one = person(organisation=here)
    for ends in ({"body": town, "worker": person(organisation=town)}, {"worker": one}):
        with pytest.raises(Invalid):
            make.tie(organisation=here, person=one, **ends)
    with pytest.raises(Invalid):
        services.keep_tie(tie=Tie(organisation=here, person=one, since=TODAY), actor=SYSTEM, today=TODAY, did="create")


def chain(here, town, length):
    """Return ties, each of whom the one before reaches, and the people."""
    workers = [person(organisation=town) for _n in range(length + 1)]
    ties = []
    for one, two in itertools.pairwise(workers):
        ties.append(
            make.tie(
                organisation=town, person=one, worker=two, role="worker", brought_by=ties[-1] if ties else None,
                method="multiplying",
            )
        )  # fmt: skip
    return ties, workers


def test_a_chain_reaches_and_no_circle_closes(here, town):
    ties, workers = chain(here, town, 4)
    assert queries.reach(ties[0], TODAY) == {"ties": 3, "workers": 3, "bodies": 0}
    assert queries.reach(ties[3], TODAY)["ties"] == 0
    first = Tie.objects.get(pk=ties[0].pk)
    first.brought_by = Tie.objects.get(pk=ties[3].pk)
    with pytest.raises(services.CannotBring, match="单向"):
        services.keep_tie(tie=first, actor=SYSTEM, today=TODAY)
    with pytest.raises(services.CannotBring, match="正是本条的联系人"):
        make.tie(organisation=town, person=person(organisation=town), worker=workers[0], brought_by=ties[3])
    with pytest.raises(services.StillNeeded):
        services.remove_tie(tie=ties[0], actor=SYSTEM, today=TODAY, note="x")


def test_a_chain_moves_with_what_brought_it(here, town):
    ties, workers = chain(here, town, 3)
    top = make.tie(organisation=here, worker=workers[1])
    middle = Tie.objects.get(pk=ties[1].pk)
    middle.brought_by = top
    services.keep_tie(tie=middle, actor=SYSTEM, today=TODAY)
    assert queries.reach(Tie.objects.get(pk=top.pk), TODAY)["ties"] == 2
    assert queries.reach(Tie.objects.get(pk=ties[0].pk), TODAY)["ties"] == 0


def test_ending_asks_why_and_when_and_only_once(here, town, officer):
    row = make.tie(organisation=here, body=town, since=date(2026, 1, 1))
    services.note_visit(tie=row, note="看了", on=date(2026, 5, 1), actor=SYSTEM, today=TODAY)
    said = {"tie": row, "actor": officer, "today": TODAY}
    for on, why in ((TODAY + timedelta(days=1), "x"), (date(2026, 4, 30), "x"), (date(2026, 6, 1), "  ")):
        with pytest.raises(Invalid):
            services.end_tie(**said, on=on, why=why)
    services.end_tie(**said, on=date(2026, 6, 1), why="分工调整")
    with pytest.raises(services.AlreadyEnded):
        services.end_tie(**said, on=date(2026, 7, 1), why="分工调整")


def test_nobody_keeps_contact_with_a_body_that_is_gone(here, town, officer):
    row = make.tie(organisation=here, body=town, since=date(2026, 1, 1))
    organisations.dissolve(organisation=town, on=date(2026, 9, 30), reason="撤并", actor=SYSTEM)
    row.refresh_from_db()
    assert row.until == date(2026, 9, 30) and row.due_on is None
    assert [stood("ties", day) for day in (date(2026, 9, 30), date(2026, 10, 1))] == [1, 0]


def test_who_leaves_a_post_is_asked_about_once(here, town, officer):
    row = make.tie(organisation=here, body=town)
    other = make.tie(organisation=here, body=town)  # never held a post here: nothing to ask
    told = {"organisation": here, "person": row.person, "position": "副主席"}
    post = Appointment.objects.create(**told, from_on=date(2022, 1, 1))
    assert services.ask_about_leavers(actor=SYSTEM, at=AT) == 0
    post.until_on = date(2026, 10, 31)
    post.save()
    assert services.ask_about_leavers(actor=SYSTEM, at=AT) == 1
    assert services.ask_about_leavers(actor=SYSTEM, at=AT) == 0
    row.refresh_from_db()
    other.refresh_from_db()
    assert row.is_doubted and row.until is None and not other.is_doubted
    services.keep_tie(tie=row, actor=officer, today=TODAY)  # goes on all the same
    assert not row.is_doubted and services.ask_about_leavers(actor=SYSTEM, at=AT) == 0


def test_strangers_may_do_nothing(here, town, stranger):
    row = make.tie(organisation=here, body=town)
    seen = make.visit(organisation=here, tie=row)
    pair = make.pairing(organisation=here, made_by=user_of("officer", here, username="maker"))
    helped = make.help_visit(organisation=here, pairing=pair)
    for act in (
        lambda: services.keep_tie(tie=row, actor=stranger, today=TODAY),
        lambda: services.end_tie(tie=row, on=TODAY, why="x", actor=stranger, today=TODAY),
        lambda: services.remove_tie(tie=row, actor=stranger, today=TODAY, note="x"),
        lambda: services.note_visit(tie=row, note="x", actor=stranger, today=TODAY),
        lambda: services.keep_visit(visit=seen, actor=stranger, today=TODAY),
        lambda: services.remove_visit(visit=seen, actor=stranger, today=TODAY, note="x"),
        lambda: services.keep_pairing(pairing=pair, agrees=True, actor=stranger, at=AT),
        lambda: services.log_help(visit=helped, actor=stranger, at=AT),
        lambda: services.remove_help(visit=helped, actor=stranger, note="x"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_body_that_is_reached_sees_the_tie_and_does_not_change_it(here, town):
    row = make.tie(organisation=here, body=town)
    clerk = user_of("clerk", town, username="clerk")
    assert row in Tie.objects.visible_to(clerk)
    with pytest.raises(NotAllowed):
        services.keep_tie(tie=row, actor=clerk, today=TODAY)


def test_reminders_go_once_a_month_in_working_hours_and_name_no_worker(here, town):
    row = make.tie(organisation=here, body=town, since=date(2026, 1, 1))
    make.tie(organisation=here, person=row.person, worker=person(organisation=town, name="马草莓"))
    assert services.remind_overdue(actor=SYSTEM, at=AT.replace(day=4)) == 0
    assert services.remind_overdue(actor=SYSTEM, at=AT.replace(hour=20)) == 0
    assert services.remind_overdue(actor=SYSTEM, at=AT) == 1
    assert services.remind_overdue(actor=SYSTEM, at=AT + timedelta(days=3)) == 0
    message = Message.objects.get()
    assert "2 个对象" in message.body and town.name in message.body and "草莓" not in message.body
    assert services.remind_overdue(actor=SYSTEM, at=AT.replace(month=12)) == 1


def test_who_kept_up_is_not_reminded(here, town):
    row = make.tie(organisation=here, body=town, visits=1, since=date(2026, 1, 1))
    services.note_visit(tie=row, note="看了", actor=SYSTEM, today=TODAY)
    assert services.remind_overdue(actor=SYSTEM, at=AT) == 0


# Help: what is confidential stays with those who must know.


@pytest.fixture
def maker(here):
    return user_of("officer", here, username="maker")


def test_help_counts_the_visit_and_the_money_and_nothing_else(here, maker):
    row = make.help_visit(organisation=here, made_by=maker, amount="500.50", note="化疗后在家休养")
    entries = Entry.objects.filter(source_kind="contacts.helpvisit")
    assert {(e.measure, e.amount) for e in entries} == {("contacts.helped", 1), ("contacts.help_money", 50050)}
    assert {(e.person_id, e.kind, e.form, e.posting.note) for e in entries} == {(None, "", "", "结对帮扶登记")}
    services.remove_help(visit=row, actor=maker, note="误登")
    assert stood("helped", TODAY) == stood("help_money", TODAY) == 0 and not HelpVisit.objects.exists()


def test_the_cause_is_sealed_everywhere_but_for_its_maker_and_the_carer(here, maker, grant):
    row = make.pairing(
        organisation=here, made_by=maker, cause="尿毒症透析", helped=person(organisation=here, name="孙帮扶")
    )
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cause, cause_index FROM contacts_pairing")
        assert "尿毒症" not in str(cursor.fetchall())
    trail = TrailEntry.objects.filter(model="contacts.pairing")
    assert trail.exists() and "尿毒症" not in str([*trail.values()]) and "孙帮扶" not in str([*trail.values()])
    other, carer = user_of("administrator", here, username="boss"), user_of("carer", here, username="carer")
    assert [*Pairing.objects.visible_to(maker)] == [*Pairing.objects.visible_to(carer)] == [row]
    assert not Pairing.objects.visible_to(other).exists()
    maker.grants.all().delete()
    maker._held = {}
    assert not Pairing.objects.visible_to(maker).exists()  # who works there no more sees it no more


def test_a_cause_needs_consent_and_goes_with_it(here, maker):
    one = person(organisation=here)
    told = {"organisation": here, "helped": one, "helper": person(organisation=here), "since": date(2026, 1, 1)}
    with pytest.raises(services.NeedsConsent):
        services.keep_pairing(pairing=Pairing(**told, cause="患病"), agrees=False, actor=maker, at=AT, did="create")
    assert not Pairing.objects.exists()
    row = services.keep_pairing(pairing=Pairing(**told, cause="患病"), agrees=True, actor=maker, at=AT, did="create")
    assert row.made_by == maker and services.forget_causes(actor=SYSTEM, at=AT) == 0
    consents.withdraw_consent(consent=people.consent(one, "help"), actor=maker, at=AT)
    assert services.forget_causes(actor=SYSTEM, at=AT) == 1
    row.refresh_from_db()
    assert row.cause == "" and services.forget_causes(actor=SYSTEM, at=AT) == 0


def test_a_carer_who_keeps_no_other_records_makes_pairings_and_logs_help(here, maker):
    carer = user_of("carer", here, username="carer")
    row = Pairing(
        organisation=here, helped=person(organisation=here), helper=person(organisation=here), since=date(2026, 1, 1),
        cause="家中失火",
    )  # fmt: skip
    services.keep_pairing(pairing=row, agrees=True, actor=carer, at=AT, did="create")
    assert services.log_help(visit=HelpVisit(pairing=row, on=TODAY), actor=carer, at=AT).pk
    assert people.consent(row.helped, "help") and not Pairing.objects.visible_to(maker).exists()


def test_a_pairing_without_a_cause_needs_no_consent(here, maker):
    row = Pairing(
        organisation=here, helped=person(organisation=here), helper=person(organisation=here), since=date(2026, 1, 1)
    )
    assert services.keep_pairing(pairing=row, agrees=False, actor=maker, at=AT, did="create").pk


@pytest.mark.parametrize("on", [date(2025, 12, 31), TODAY + timedelta(days=1), date(2026, 3, 1)])
def test_a_help_visit_lies_within_its_pairing(here, maker, on):
    pair = make.pairing(organisation=here, made_by=maker, until=date(2026, 2, 28))
    with pytest.raises(Invalid, match="日期要在"):
        make.help_visit(organisation=here, pairing=pair, on=on)


def test_two_help_visits_of_one_day_are_one(here, maker):
    pair = make.pairing(organisation=here, made_by=maker)
    make.help_visit(organisation=here, pairing=pair)
    with pytest.raises(Invalid, match="已经登记过"):
        make.help_visit(organisation=here, pairing=pair)


def test_leaders_and_bodies_are_listed_with_what_was_to_be_done(here, town, officer):
    row = make.tie(organisation=here, body=town, visits=4, since=date(2026, 1, 1))
    other = body_of("无人联系村", parent=here, kind="community", level="village")
    services.note_visit(tie=row, note="看了", on=date(2026, 3, 1), actor=SYSTEM, today=TODAY)
    told = queries.told_of(queries.leaders(officer, TODAY), TODAY)
    assert [(t.name, t.ties, t.late, t.expected, t.done, t.last) for t in told] == [
        (row.person.name, 1, 1, 3, 1, date(2026, 3, 1))
    ]
    [reached] = queries.reached_of(queries.bodies(officer, TODAY), TODAY)
    assert (reached.body, reached.late, reached.last) == (town, 1, date(2026, 3, 1))
    assert other in queries.gaps(officer, TODAY) and town not in queries.gaps(officer, TODAY)
    totals = queries.totals(officer, TODAY)
    assert (totals.bodies, totals.covered, totals.uncovered, totals.late, totals.share) == (2, 1, 1, 1, 50)
