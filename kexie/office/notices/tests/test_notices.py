"""Notices to officers: who is told, who has opened, what was passed on."""

from datetime import date, timedelta

import pytest

from conftest import organisation, person
from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed
from kexie.office.ledger.models import Entry
from kexie.office.notices import queries, services
from kexie.office.notices.models import Message, Notice, Receipt

from .make import AT

DAY = date(2013, 5, 12)


@pytest.fixture
def clerk(town):
    return person("clerk", town, username="clerk")


@pytest.fixture
def school(here):
    return organisation("泗门小学", parent=here, kind="school", level="")


def notice(here, **given):
    return Notice.objects.create(**{"organisation": here, "title": "台风来了", "body": "请马上转发防台知识。", **given})


def sent(here, **given):
    return services.send_notice(notice=notice(here, **given), actor=SYSTEM, at=AT)


def again(user):
    return type(user).objects.get(pk=user.pk)


def test_whoever_keeps_the_addressed_bodies_is_told(here, town, school, clerk, officer, stranger):
    reader = person("reader", town, username="reader")
    teacher = person("clerk", school, username="teacher")
    sent(here, kinds=["association"])
    assert queries.unread_count(clerk) == 1
    assert [queries.unread_count(user) for user in (reader, teacher, officer, stranger)] == [0, 0, 0, 0]
    sent(here)
    assert (queries.unread_count(clerk), queries.unread_count(teacher)) == (2, 1)


def test_levels_narrow_too_and_nobody_is_refused(here, town, school):
    assert [b.name for b in queries.addressed(notice(here, levels=["town"]))] == ["泗门镇科协"]
    with pytest.raises(services.NobodyThere):
        sent(here, kinds=["hospital"])
    assert Notice.objects.filter(state="sent").count() == 0


def test_ended_rights_and_closed_accounts_are_not_told(here, town, clerk):
    clerk.grants.update(ends_on=DAY - timedelta(days=1))
    sent(here)
    assert Receipt.objects.count() == 0


def test_who_may_send(here, town, officer, clerk, stranger, grant):
    row = notice(here)
    for user in (clerk, stranger):
        with pytest.raises(NotAllowed):
            services.send_notice(notice=row, actor=user, at=AT)
    assert services.send_notice(notice=row, actor=officer, at=AT).state == "sent"


def test_below_a_draft_is_unseen_and_what_was_sent_is_read(here, town, clerk, stranger):
    row = notice(here)
    assert not Notice.objects.visible_to(clerk).exists()
    row = services.send_notice(notice=row, actor=SYSTEM, at=AT)
    assert Notice.objects.visible_to(again(clerk)).get() == row
    assert not Notice.objects.visible_to(stranger).exists()


def test_urgent_ones_text_the_registered_contact_once(here, town, school):
    type(town).objects.filter(pk=town.pk).update(phone="16400000001")
    type(town).objects.filter(pk=school.pk).update(phone="0574-62700000")
    sent(here, title="平常的")
    assert Message.objects.count() == 0
    sent(here, is_urgent=True)
    message = Message.objects.get()
    assert message.address == "16400000001" and "台风来了" in message.body and "防台知识" not in message.body


def test_opening_is_noted_once(here, town, clerk, officer):
    row = sent(here)
    assert services.open_notice(notice=row, actor=clerk, at=AT) == 1
    assert services.open_notice(notice=row, actor=clerk, at=AT + timedelta(hours=1)) == 0
    assert services.open_notice(notice=row, actor=officer, at=AT) == 0
    assert Receipt.objects.get().opened_at == AT and queries.unread_count(clerk) == 0


def test_recalled_is_unread_by_nobody_and_needs_a_reason(here, town, clerk):
    row = sent(here)
    row = services.recall_notice(notice=row, actor=SYSTEM, at=AT, note="发错了")
    assert row.recalled_at == AT and queries.unread_count(clerk) == 0
    with pytest.raises(services.NotNow):
        services.report_relay(notice=row, organisation=town, channel="board", reach=1, on=DAY, actor=SYSTEM)


def reported():
    return sum(Entry.objects.filter(measure="notices.reach").values_list("amount", flat=True))


def test_relay_posts_what_was_reported_and_the_same_again_replaces_it(here, town, clerk):
    row = sent(here)
    given = {"notice": row, "organisation": town, "channel": "loudspeaker", "on": DAY, "actor": clerk}
    first = services.report_relay(reach=300, **given)
    assert services.report_relay(reach=250, **given).pk == first.pk
    services.report_relay(reach=40, **{**given, "channel": "board"})
    assert reported() == 290
    assert set(Entry.objects.filter(measure="notices.reach").values_list("evidence", flat=True)) == {"reported"}
    services.retract_relay(relay=first, actor=clerk)
    assert reported() == 40


def test_relay_is_for_ones_own_bodies_and_after_sending(here, town, school, clerk):
    row = sent(here)
    with pytest.raises(NotAllowed):
        services.report_relay(notice=row, organisation=school, channel="board", reach=1, on=DAY, actor=clerk)
    with pytest.raises(services.NotNow):
        services.report_relay(
            notice=row, organisation=town, channel="board", reach=1, on=DAY - timedelta(days=1), actor=clerk
        )


def test_reach_says_how_far_it_came(here, town, school, clerk, officer, django_assert_num_queries):
    type(town).objects.filter(pk=school.pk).update(phone="16400000001")
    row = sent(here, is_urgent=True)
    told, textless = {r.organisation.name: r for r in queries.reach(row, SYSTEM)}, "泗门小学"
    assert told["泗门镇科协"].is_delivered and told["泗门镇科协"].is_waiting
    assert not told[textless].is_delivered and told[textless].text == "queued"
    services.open_notice(notice=row, actor=clerk, at=AT)
    services.deliver_due(channel="sms", actor=SYSTEM, at=AT)
    services.report_relay(notice=row, organisation=school, channel="board", reach=30, on=DAY, actor=SYSTEM)
    told = {r.organisation.name: r for r in queries.reach(row, SYSTEM)}
    assert (told["泗门镇科协"].opened, told["泗门镇科协"].is_waiting) == (1, False)
    assert told[textless].is_delivered and told[textless].reach == 30 and not told[textless].is_waiting
    with django_assert_num_queries(4):
        queries.reach(row, SYSTEM)
    assert [r.organisation for r in queries.reach(row, again(clerk))] == [town]


def test_remind_reaches_the_silent_ones_and_not_twice_an_hour(here, town, school, clerk):
    type(town).objects.filter(pk__in=[town.pk, school.pk]).update(phone="16400000001")
    row = sent(here)
    services.open_notice(notice=row, actor=clerk, at=AT)
    person("clerk", school, username="teacher")
    row = sent(here, title="第二个")
    services.open_notice(notice=row, actor=clerk, at=AT)
    assert services.remind(notice=row, actor=SYSTEM, at=AT) == 1
    assert Message.objects.count() == 1
    with pytest.raises(services.NotNow):
        services.remind(notice=row, actor=SYSTEM, at=AT + timedelta(minutes=30))
    assert services.remind(notice=row, actor=SYSTEM, at=AT + timedelta(hours=2)) == 1
    with pytest.raises(NotAllowed):
        services.remind(notice=row, actor=clerk, at=AT + timedelta(hours=4))


def test_files_go_with_a_draft_only(here, town):
    row = notice(here)
    one = services.attach(notice=row, name="海报.pdf", content=[b"x"], actor=SYSTEM)
    services.detach(attachment=one, actor=SYSTEM)
    assert not row.attachments.exists()
    for n in range(10):
        services.attach(notice=row, name=f"{n}.pdf", content=[b"x"], actor=SYSTEM)
    with pytest.raises(services.TooManyFiles):
        services.attach(notice=row, name="11.pdf", content=[b"x"], actor=SYSTEM)


def test_nothing_is_added_to_what_was_sent(here, town, officer):
    row = sent(here)
    with pytest.raises(NotAllowed):
        services.attach(notice=row, name="海报.pdf", content=[b"x"], actor=officer)
