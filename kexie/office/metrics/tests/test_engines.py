"""Both engines read one expression; a naive sum in Python says what it should be."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import organisation
from kexie.core.gate import SYSTEM
from kexie.network.people.models import Person
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Entry
from kexie.office.ledger.tests.make import MEMBERS, PEOPLE, line, post, posted, record
from kexie.office.metrics import listeners
from kexie.office.metrics.queries import Period, breakdown, breakdowns, columns
from kexie.office.metrics.queries.engine import execute
from kexie.office.metrics.queries.expressions import COLUMNAR, Ask, compiled
from kexie.office.metrics.queries.places import reach_of

from .make import people, value

FORMS, TEAMS = ("讲座", "咨询", ""), ("老年队", "")
START = datetime(2013, 1, 1, tzinfo=UTC)

lines = st.fixed_dictionaries(
    {
        "amount": st.integers(0, 300), "day": st.integers(0, 500), "form": st.sampled_from(FORMS),
        "team": st.sampled_from(TEAMS), "stock": st.booleans(), "evidence": st.sampled_from(["counted", "estimated"]),
        "person": st.integers(0, 3), "share": st.sampled_from(["", "", "lead", "each", "split"]),
    }
)  # fmt: skip
acts = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.lists(lines, max_size=3)), min_size=1, max_size=8)
periods = st.tuples(st.integers(0, 500), st.integers(0, 300))


@pytest.fixture
def world(here, elsewhere, tmp_path, settings):
    """A tree of five bodies, one of which has moved, three people, and a folder for segments."""
    town, other = organisation("甲镇", parent=here), organisation("乙镇", parent=here)
    station = organisation("服务站", parent=town)
    bodies = [here, town, other, station, elsewhere]
    people_ = [Person.objects.create(name=f"人{n}", organisation=here).pk for n in range(3)]
    return bodies, people_, columns.Copy(tmp_path)


def write(bodies, people_, script):
    """Play a script of postings, corrections and withdrawals."""
    records = {}
    for step, (key, at, drafts) in enumerate(script):
        if key not in records:
            records[key] = record(bodies[at], f"{key}")
        row = records[key]
        made = []
        for draft in drafts:
            measure = MEMBERS if draft["stock"] else PEOPLE
            fields = {name: draft[name] for name in ("form", "team", "evidence")}
            on = date(2012, 12, 1) + timedelta(draft["day"])
            if draft["share"] and not draft["stock"]:
                parties = [bodies[at], bodies[(at + 1) % 4], bodies[(at + 2) % 4]]
                parts = ledger.shares(draft["share"], draft["amount"], 3)
                fields["shares"] = [*zip(parties, parts, strict=True)]
            elif draft["person"]:
                fields["person_id"] = people_[draft["person"] - 1]
            made.append(line(draft["amount"], measure, on, **fields))
        post(row, *made, organisation=bodies[at], at=START + timedelta(days=step))


def naive(definition, by, reach, window, known_at):
    """Add up in Python, entry by entry."""
    start, end = window
    plain, joint = defaultdict(int), defaultdict(list)
    left = defaultdict(lambda: defaultdict(int))
    for e in Entry.objects.select_related("organisation"):
        path = e.path if reach.view == "was" else e.organisation.path
        inside = not reach.ranges or any(low <= path < high for low, high in reach.ranges)
        in_time = (start is None or e.on >= start) and (end is None or e.on <= end)
        kept = all(getattr(e, name) in values for name, values in definition.filters.items())
        known = known_at is None or e.posted_at <= known_at
        if not (e.measure in definition.measures and inside and in_time and kept and known):
            continue
        if definition.team_has not in e.team:
            continue
        facts = {"organisation": e.organisation_id, "month": e.month, "form": e.form, "evidence": e.evidence}
        above = next((len(low) for low, high in reach.ranges if low <= path < high), 0)
        facts["town"] = path[above : above + 5]
        if definition.aggregate in ("persons", "sources") and "evidence" in by:
            facts["evidence"] = ""  # told apart below: each once, under the surest way
        key = tuple(facts[name] for name in by)
        if definition.aggregate == "persons":
            left[e.person_id, key][e.evidence] += e.amount if e.person_id else 0
        elif definition.aggregate == "sources":
            left[(e.source_kind, e.source_id), key][e.evidence] += e.amount
        elif e.joint is None:
            plain[key] += e.amount
        else:
            joint[e.joint, key].append((e.amount, e.joint_total))
    if definition.aggregate in ("persons", "sources"):
        for (_who, key), ways in left.items():
            stands = (lambda net: net > 0) if definition.aggregate == "persons" else (lambda net: net != 0)
            if stands(sum(ways.values())):
                surest = min((way for way, net in ways.items() if stands(net)), default=None)
                plain[tuple(surest if name == "evidence" else part for name, part in zip(by, key, strict=True))] += 1
    for (_joint, key), parts in joint.items():
        plain[key] += min(sum(amount for amount, _total in parts), parts[0][1])
    return {key: amount for key, amount in plain.items() if amount}


DEFINITIONS = [
    people(),
    people(form=("讲座", "咨询"), team_has="老年"),
    people(evidence=("estimated",)),
    people(aggregate="persons"),
    people(aggregate="sources"),
    people(measures=("test.members",), aggregate="stock"),
    people(measures=("test.members",), aggregate="stock", position="start"),
    people(measures=("test.people", "test.members"), aggregate="persons", position="end"),
]


QUESTIONS = {
    "script": acts, "asked": periods, "view": st.sampled_from(["was", "is"]), "top": st.integers(-1, 4),
    "cut": st.integers(0, 40), "known": st.one_of(st.none(), st.integers(0, 8)),
    "by": st.sampled_from([(), ("month",), ("town",), ("town", "month", "form"), ("evidence",), ("organisation",)]),
}  # fmt: skip


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
@given(**QUESTIONS)
def test_both_engines_agree_with_a_naive_sum(world, script, asked, view, top, cut, known, by):
    bodies, people_, copy = world
    period = Period(date(2012, 12, 1) + timedelta(asked[0]), date(2012, 12, 1) + timedelta(sum(asked)))
    known_at = None if known is None else START + timedelta(days=known)
    with transaction.atomic():
        write(bodies, people_, script)
        station, first = bodies[3], bodies[4]
        type(station).objects.filter(pk=station.pk).update(parent=first, path=first.path + station.path[-5:])
        reach = reach_of(SYSTEM, None if top < 0 else bodies[top], view).reach
        ids = [*Entry.objects.order_by("id").values_list("id", flat=True)]
        segment(copy, ids[: min(cut, len(ids))])
        for definition in DEFINITIONS:
            ask = Ask(definition, reach, "value", by, period, known_at)
            expected = naive(definition, by, reach, ask.window, known_at)
            assert answer(execute, ask, "default") == expected
            assert answer(copy.execute, ask, COLUMNAR) == expected
            for what in ("records", "unnamed", "shared", "alone", "sources"):
                other = Ask(definition, reach, what, (), period, known_at)
                here_, there = (sorted(map(plain, run(*compiled(other, dialect))))
                                for run, dialect in ((execute, "default"), (copy.execute, COLUMNAR)))  # fmt: skip
                assert here_ == there
            how = {"period": period, "actor": SYSTEM, "organisation": None if top < 0 else bodies[top]}
            how |= {"view": view, "known_at": known_at}
            bys = ("town", "form", "day", "organisation", "evidence")
            assert breakdowns(definition, bys=bys, **how) == [breakdown(definition, by=one, **how) for one in bys]
        transaction.set_rollback(True)


def segment(copy, ids):
    """Write a segment of these entries as `extend` would, had they been committed."""
    copy.root.mkdir(exist_ok=True)
    for old in copy.root.glob("*.parquet"):
        old.unlink()
    if ids:
        copy._write(ids[0], ids[-1])
        (made,) = copy.root.glob("*.parquet")
        made.rename(copy.root / made.name.replace(f"{ids[0]:012}", f"{1:012}", 1))


def answer(run, ask, dialect):
    return {tuple(keys): int(amount) for *keys, amount in run(*compiled(ask, dialect)) if amount}


def plain(row):
    return tuple("" if part is None else str(part) for part in row)


# ---- the copy over time: what is committed, and only that


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_the_copy_follows_the_ledger(here, settings, tmp_path):
    settings.COLUMNS_ROOT, settings.COLUMNS_FROM, settings.COLUMNS_TAIL = tmp_path, 1, 3
    copy = columns.Copy(tmp_path)
    rows = [posted(here, line(10**n)) for n in range(4)]
    assert columns.usable() is None
    assert copy.extend(segment=3) == 4
    assert [path.name[:25] for path in copy.segments()] == ["000000000001-000000000003", "000000000004-000000000004"]
    assert columns.usable() is not None
    assert value(people()) == 1111
    post(rows[0], line(2))  # a reversal and a new entry, read from the database at once
    assert value(people()) == 1112
    assert copy.extend(segment=3) == 2
    assert [path.name[:25] for path in copy.segments()] == ["000000000001-000000000003", "000000000004-000000000006"]
    assert len([*tmp_path.glob("*.parquet")]) == 3  # what was replaced may still be read by someone
    posted(here, line(5))
    copy.extend(segment=3)
    assert len([*tmp_path.glob("*.parquet")]) == 3
    assert value(people()) == 1117
    assert copy.extend(segment=3) == 0


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_a_copy_of_another_ledger_is_not_believed(here, settings, tmp_path):
    settings.COLUMNS_ROOT, settings.COLUMNS_FROM = tmp_path, 1
    copy = columns.Copy(tmp_path)
    posted(here, line(5))
    copy.extend()
    (made,) = copy.segments()
    made.rename(tmp_path / f"{made.name[:25]}-{'0' * 16}.parquet")
    assert copy.covered == 0
    assert columns.usable() is None
    assert copy.extend() == 1
    assert [path.name for path in copy.segments()] == [made.name]


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_nothing_uncommitted_gets_into_the_copy(here, tmp_path):
    with transaction.atomic():
        posted(here, line(5))
        assert columns.Copy(tmp_path).extend() == 0
    assert columns.Copy(tmp_path).extend() == 1


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_the_worker_is_asked_when_the_copy_lags(here, settings, tmp_path, monkeypatch):
    settings.COLUMNS_ROOT, settings.COLUMNS_FROM, settings.COLUMNS_TAIL = tmp_path, 3, 2
    settings.JOBS_AT_ONCE = True
    monkeypatch.setattr(listeners, "EVERY", 1)
    for n in range(3):
        posted(here, line(10**n))
    assert columns.Copy(tmp_path).covered == 3
    assert columns.usable() is not None
    posted(here, line(1000))
    assert columns.Copy(tmp_path).covered == 3  # one entry is read from the database as well
    assert value(people()) == 1111
