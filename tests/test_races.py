"""Many hands at once, on real connections: nothing is oversold, nobody gets in twice, and nothing unexpected breaks.

KEXIE_RACE_ROUNDS says how often each race is run (3 in the suite); `scripts/with-postgres.sh pytest
tests/test_races.py` runs the same on PostgreSQL.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse

from conftest import organisation
from kexie.core import clock, places
from kexie.core.gate import PUBLIC, SYSTEM
from kexie.core.places import Full
from kexie.network.people.models import Person
from kexie.office.notices.models import Message
from kexie.work.activities.models import Activity
from kexie.work.signups import services
from kexie.work.signups.models import Admission, Quota, Signup
from kexie.work.signups.tests.make import NOW, admission, draft, quota, session

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("KEXIE_RACE_ROUNDS", "3"))
MANY = 50
S = Signup.State


def at_once(*acts):
    """Do all acts at the same moment, each on a connection of its own; return what each gave or raised.

    Nobody starts, and nobody waits for ever, when somebody gets no connection (PostgreSQL has so many and no more).
    """
    found, start = [None] * len(acts), threading.Barrier(len(acts), timeout=60)

    def run(n, act):
        try:
            try:
                connection.ensure_connection()
            except Exception:
                start.abort()
                raise
            start.wait()
            found[n] = act()
        except Exception as error:
            found[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def outcome(given):
    """Say what came of one act in a word; anything but a row or an expected refusal fails the test."""
    if isinstance(given, Signup):
        return given.state
    if isinstance(given, Full | services.Already | services.KeyUsed):
        return given.code
    raise AssertionError(f"unexpected: {given!r}") from (given if isinstance(given, Exception) else None)


def entering(where, one, **how):
    return partial(services.sign_up, session=where.session, draft=one, actor=PUBLIC, at=NOW, **how)


def room(row):
    """Return what a counter says and what the rows say; they are to be the same."""
    row.refresh_from_db()
    there = Signup.objects.filter(role="participant", state__in=(S.CONFIRMED, S.OFFERED, S.PENDING))
    if isinstance(row, Admission):
        there = there.filter(session=row.session)
    else:
        there = there.filter(session__activity=row.activity, **({"group": row.group} if row.group else {}))
    return row.taken, there.count()


@pytest.fixture
def where(db):
    return organisation("某市科协")


@pytest.fixture
def told(request):
    """Say at the end how often and how fast."""
    began, rounds = time.monotonic(), Counter()
    yield rounds
    seconds = time.monotonic() - began
    print(f"\n{connection.vendor} {request.node.name}: {ROUNDS} rounds, {dict(rounds)}, {seconds:.1f} s")


@pytest.mark.parametrize("keeps_waiting", [False, True])
def test_the_last_place_goes_to_one_of_fifty(where, told, keeps_waiting):
    for _round in range(ROUNDS):
        last = admission(organisation=where, places=1, keeps_waiting=keeps_waiting)
        came = Counter(map(outcome, at_once(*(entering(last, draft()) for _n in range(MANY)))))
        told.update(came)
        assert came == {S.CONFIRMED: 1, (S.WAITING if keeps_waiting else "full"): MANY - 1}
        assert room(last) == (1, 1)


def test_the_last_place_through_the_page(where, told):
    """The same through the public page: everybody gets an answer, one of them the place."""
    starts = clock.now() + timedelta(days=9)
    for _round in range(ROUNDS):
        last = admission(session_=session(organisation=where, starts_at=starts), places=1, keeps_waiting=False)
        activity = last.session.activity
        Activity.objects.filter(pk=activity.pk).update(published_at=clock.now() - timedelta(days=1))
        address = reverse("signups:sign_up", args=[activity.public_id, last.session.number])
        sent = [{"name": one.name, "phone": one.phone, "agrees": "on"} for one in (draft() for _n in range(MANY))]
        answers = at_once(*(partial(Client(raise_request_exception=False).post, address, data) for data in sent))
        came = Counter(getattr(answer, "status_code", answer) for answer in answers)
        told.update(came)
        assert came == {302: 1, 422: MANY - 1}
        assert room(last) == (1, 1)


def test_some_of_many_places(where, told):
    for _round in range(ROUNDS):
        some = admission(organisation=where, places=7, keeps_waiting=False, companions_most=1)
        pairs = [entering(some, draft(), companions=[draft()]) for _n in range(10)]
        came = Counter(map(outcome, at_once(*pairs, *(entering(some, draft()) for _n in range(10)))))
        told.update(came)
        taken, there = room(some)
        assert taken == there <= 7
        assert taken == 7 or came[S.CONFIRMED] < 7  # a pair may find one place left, and nobody else ask


def oversold(monkeypatch, where):
    """Run one round as those do who count rows and then insert; return how many too many got in."""

    def looked_before(rows, n=1):
        for row in rows:
            type(row)._base_manager.filter(pk=row.pk).update(taken=F("taken") + n)

    monkeypatch.setattr(places, "take", looked_before)
    last = admission(organisation=where, places=1, keeps_waiting=False)

    def count_then_insert(one):
        def act():
            if Signup.objects.filter(session=last.session, state=S.CONFIRMED).count() >= 1:
                raise Full(last, 1)
            return entering(last, one)()

        return act

    came = Counter(map(outcome, at_once(*(count_then_insert(draft()) for _n in range(MANY)))))
    return came[S.CONFIRMED] - 1


def test_counting_first_and_inserting_then_oversells(where, monkeypatch, told):
    """The test of the test: without the conditional statement the same harness lets too many in."""
    over = [oversold(monkeypatch, where) for _round in range(ROUNDS)]
    told["too many"] = sum(over)
    told["rounds oversold"] = sum(one > 0 for one in over)
    assert max(over) > 0


def test_one_person_at_once_gets_one_place(where, told):
    for _round in range(ROUNDS):
        here = admission(organisation=where, places=50, companions_most=1)
        there = admission(organisation=where, places=50)
        who = draft()
        spellings = (who.phone, f"+86 {who.phone}", f"{who.phone[:3]}-{who.phone[3:7]}-{who.phone[7:]}")
        alike = [draft(who.name, phone) for phone in spellings for _n in range(4)]
        acts = [entering(here, one) for one in alike] + [entering(there, one) for one in alike]
        came = Counter(map(outcome, at_once(*acts, entering(here, draft(), companions=[who]))))
        told.update(came)
        assert Person.objects.filter(name=who.name, phone_index__gt="").count() == 1
        assert Signup.objects.filter(person__name=who.name).count() == 2  # one a session
        assert [room(row)[0] == room(row)[1] for row in (here, there)] == [True, True]


def test_the_same_key_at_once_answers_alike(where, told):
    for _round in range(ROUNDS):
        here, who = admission(organisation=where, places=3), draft()
        came = at_once(*(entering(here, who, key="k") for _n in range(20)))
        told.update(map(outcome, came))
        assert {one.pk for one in came} == {Signup.objects.get(session=here.session).pk}
        assert room(here) == (1, 1)
        assert Message.objects.filter(dedupe_key__startswith=f"signup:{came[0].pk}:").count() == 1


def test_the_same_key_with_other_content_at_once_lets_one_in(where, told):
    for _round in range(ROUNDS):
        here = admission(organisation=where)
        came = Counter(map(outcome, at_once(*(entering(here, draft(), key="k") for _n in range(10)))))
        told.update(came)
        assert came == {S.CONFIRMED: 1, "key_used": 9} and room(here) == (1, 1)


def test_quotas_in_whatever_order_do_not_wait_for_each_other(where, told):
    for _round in range(ROUNDS):
        one = admission(organisation=where, places=20)
        activity = one.session.activity
        two = admission(session_=session(organisation=where, activity=activity), places=20)
        quotas = [quota(12, activity=activity), *(quota(9, activity=activity, group=g) for g in ("小学", "中学"))]
        acts = [entering(row, draft(), group=g) for row in (one, two) for g in ("小学", "中学") for _n in range(8)]
        backwards = [partial(places.take, quotas[::-1]), partial(places.take, quotas)] * 4
        came = at_once(*acts, *backwards)
        free = [given for given in came[len(acts) :] if given is not None]
        assert all(isinstance(given, Full) for given in free), free
        places.give_back(quotas, len(backwards) - len(free))
        told.update(map(outcome, came[: len(acts)]))
        assert all(room(row)[0] == room(row)[1] for row in (one, two, *quotas))
        assert Quota.objects.get(pk=quotas[0].pk).taken <= 12


def test_a_storm_of_cancelling_passes_every_place_on(where, told):
    for _round in range(ROUNDS):
        here = admission(organisation=where, places=10)
        rows = [services.sign_up(session=here.session, draft=draft(), actor=PUBLIC, at=NOW) for _n in range(10)]
        for n in range(15):
            services.sign_up(session=here.session, draft=draft(), actor=PUBLIC, at=NOW + timedelta(minutes=n))
        cancelling = [
            partial(services.cancel, signup=row, actor=SYSTEM, at=NOW + timedelta(hours=1)) for row in (*rows, *rows)
        ]
        came = Counter(map(outcome, at_once(*cancelling, *(entering(here, draft()) for _n in range(10)))))
        told.update(came)
        assert came[S.CANCELLED] == 20 and came[S.CONFIRMED] == 0  # no newcomer overtakes who waits
        assert room(here) == (10, 10)
        offered = Signup.objects.filter(session=here.session, state=S.OFFERED)
        assert offered.count() == 10
        first = Signup.objects.filter(session=here.session, queued_at__lt=NOW + timedelta(minutes=10))
        told["in turn"] += offered.filter(pk__in=first).count()


def test_accepting_while_the_offer_runs_out_ends_one_way(where, told):
    for _round in range(ROUNDS):
        here = admission(organisation=where, places=1, offer_hours=1)
        first = services.sign_up(session=here.session, draft=draft(), actor=PUBLIC, at=NOW)
        second, third = (services.sign_up(session=here.session, draft=draft(), actor=PUBLIC, at=NOW) for _n in (1, 2))
        services.cancel(signup=first, actor=SYSTEM, at=NOW)
        late = NOW + timedelta(hours=1)
        came = at_once(
            partial(services.accept, signup=second, actor=SYSTEM, at=late),
            *[partial(services.keep_turns, actor=SYSTEM, at=late + timedelta(seconds=1))] * 4,
        )
        second.refresh_from_db()
        third.refresh_from_db()
        told[f"{second.state} {third.state}"] += 1
        assert (second.state, third.state) in ((S.CONFIRMED, S.WAITING), (S.CANCELLED, S.OFFERED)), came
        assert all(isinstance(given, int) for given in came[1:]), came
        assert room(here) == (1, 1)
