"""One hundred tampered stores and one hundred tampered files, each found by the recount."""

from __future__ import annotations

import copy
import json
import random

import pytest
from django.db import connection

from kexie.core.gate import SYSTEM
from kexie.core.personal import decrypt, encrypt
from kexie.work.votes import queries, rules, services
from kexie.work.votes.models import Box

from . import make

pytestmark = pytest.mark.django_db
VOTERS = 12


@pytest.fixture
def counted(here):
    """An election of two among three, ten by phone and two on paper, counted."""
    asked, entries = make.voting(here, people=VOTERS, questions=[{"candidates": ["甲某", "乙某", "丙某"], "seats": 2}])
    chance = random.Random(7)
    for entry in entries[:10]:
        chosen = chance.sample(["1", "2", "3"], 2)
        make.cast(asked, entry, {line: "for" if line in chosen else "against" for line in "123"})
    services.hand_out(question=asked, actor=SYSTEM)
    services.close_vote(question=asked, actor=SYSTEM)
    make.tally(asked, returned=2, _1=(2, 0, 0), _2=(1, 1, 0), _3=(0, 1, 1))
    services.count_votes(question=asked, actor=SYSTEM, at=make.AT)
    return asked


def changed(ballots, chance):
    ballot = chance.choice(ballots)
    line = chance.choice([*ballot["marks"]])
    ballot["marks"][line] = {"for": "against", "against": "for"}[ballot["marks"][line]]


def turned(ballots, chance):
    """Two ballots change their marks for one another: the sums stay as they were, the ballots do not."""
    one = chance.choice(ballots)
    two = chance.choice([b for b in ballots if b["marks"] != one["marks"]])
    one["marks"], two["marks"] = two["marks"], one["marks"]


def added(ballots, chance):
    ballots.append({"serial": f"{chance.getrandbits(128):032x}", "marks": {"1": "for"}, "write_in": []})


def removed(ballots, chance):
    ballots.remove(chance.choice(ballots))


def duplicated(ballots, chance):
    ballots.append(copy.deepcopy(chance.choice(ballots)))


def copied_over(ballots, chance):
    """As many ballots as before: one is thrown away and another stands twice."""
    removed(ballots, chance)
    duplicated(ballots, chance)


def replaced(ballots, chance):
    """A ballot of one's own making in the place of another, with a serial of one's own."""
    removed(ballots, chance)
    added(ballots, chance)


BALLOTS = (changed, turned, added, removed, duplicated, copied_over, replaced)


def test_nothing_is_found_where_nothing_was_done(counted):
    assert queries.faults_of(counted.assembly) == []


def raw(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount > 0


def lifted():
    """Whoever tampers with the store takes the triggers away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'votes_%%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


ROWS = [
    ("votes_assembly", "majority", "'1/3'"), ("votes_assembly", "majority_of", "'roll'"),
    ("votes_assembly", "quorum", "'1/2'"),
    ("votes_assembly", "frozen", "'00'"), ("votes_question", "seats", "1"), ("votes_question", "title", "'选举委员'"),
    ("votes_question", "contest", "'equal'"), ("votes_question", "present", "11"),
    ("votes_candidate", "name", "'丁某'"),
    ("votes_rollentry", "name", "'别人'"), ("votes_rollentry", "unit", "'别处'"), ("votes_mark", "how", "'phone'"),
    ("votes_mark", "how", "''"), ("votes_tally", "returned", "3"), ("votes_outcome", "seal", "'00'"),
]  # fmt: skip


def test_a_hundred_tampered_stores_are_found(counted):
    """Ballots changed, exchanged, added, removed, duplicated; rules, roll, paper, marks, counts and result changed."""
    lifted()
    box, chance, found, done = Box.objects.get(question=counted), random.Random(11), 0, 0
    whole = decrypt(box.sealed)
    for n in range(80):
        held = json.loads(whole)
        BALLOTS[n % len(BALLOTS)](held["ballots"], chance)
        assert held != json.loads(whole)
        raw("UPDATE votes_box SET sealed = %s WHERE id = %s", encrypt(json.dumps(held)), box.pk)
        found, done = found + bool(queries.faults_of(counted.assembly)), done + 1
    raw("UPDATE votes_box SET sealed = %s WHERE id = %s", encrypt(whole), box.pk)
    assert queries.faults_of(counted.assembly) == []
    for table, column, value in ROWS:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} <> {value} ORDER BY id LIMIT 1")
            key, before = cursor.fetchone()
        raw(f"UPDATE {table} SET {column} = {value} WHERE id = %s", key)
        counted.assembly.refresh_from_db()
        seen = queries.faults_of(counted.assembly)
        found, done = found + bool(seen), done + 1
        assert seen, f"{table}.{column}"
        raw(f"UPDATE {table} SET {column} = %s WHERE id = %s", before, key)
        counted.assembly.refresh_from_db()
    true = counted.outcome.figures
    more = {key: true[key] + 1 for key in ("vacant", "needed", "base")}
    for key, value in {**more, "verdict": "void", "elected": [{"key": "", "name": "戊某", "votes": 9}]}.items():
        figures = true | {key: value}
        if connection.vendor == "postgresql":
            raw("UPDATE votes_outcome SET figures = %s::jsonb", json.dumps(figures))
        else:
            raw("UPDATE votes_outcome SET figures = %s", json.dumps(figures))
        found, done = found + bool(queries.faults_of(counted.assembly)), done + 1
    assert (found, done) == (100, 100)


def resealed(file):
    """Whoever rewrites a file makes every digest in it right again."""
    for question in file["questions"]:
        question["serials"] = sorted({rules.digest(b["serial"]) for b in question["ballots"]})
    first = [q for q in file["questions"] if not q["is_later"]]
    file["frozen"] = file["trail"]["frozen"] = rules.frozen_digest(file["rules"], file["roll"], first)
    for question in file["questions"]:
        question["frozen"] = file["frozen"]
        parts, marks = question["counted"], question["marks"]
        marks["phone"] = len(question["ballots"])
        paper, out = question["paper"], rules.handed_out_of(question["paper"], marks, parts)
        found = rules.tally(paper, question["ballots"], parts)
        decided = rules.decide(file["rules"], paper, file["roll"]["size"], question["present"], out, found)
        question["outcome"] = json.loads(json.dumps(decided))
        question["seal"] = rules.seal(file["frozen"], question)
        file["trail"]["seals"][str(question["number"])] = question["seal"]
    return file


def test_a_hundred_tampered_files_are_found(counted):
    """Without the code when digests were left as they were; with the printed code even when all were made anew."""
    file, chance = json.loads(json.dumps(queries.export(counted.assembly))), random.Random(5)
    code = file["questions"][0]["seal"][:32]
    assert rules.faults(file, [code]) == []
    for n in range(100):
        other = copy.deepcopy(file)
        BALLOTS[n % len(BALLOTS)](other["questions"][0]["ballots"], chance)
        assert rules.faults(other), BALLOTS[n % len(BALLOTS)].__name__
        assert rules.faults(resealed(other), [code]), BALLOTS[n % len(BALLOTS)].__name__


def test_a_file_made_anew_agrees_with_itself_but_not_with_the_report(counted):
    """What the code is for: without it a whole new file cannot be told from a true one."""
    file = json.loads(json.dumps(queries.export(counted.assembly)))
    code = file["questions"][0]["seal"][:32]
    changed(file["questions"][0]["ballots"], random.Random(3))
    again = resealed(file)
    assert rules.faults(again) == [] and rules.faults(again, [code])


@pytest.mark.parametrize("broken", [{}, [], "", {"format": "x"}, {"format": rules.FORMAT}, None, 7])
def test_what_is_no_file_is_said_to_be_none(broken):
    assert rules.faults(broken)


def test_a_file_with_holes_is_never_taken_for_whole(counted):
    file = json.loads(json.dumps(queries.export(counted.assembly)))
    for key in file:
        if key != "assembly":
            assert rules.faults({k: v for k, v in file.items() if k != key}), key
    for key in file["questions"][0]:
        other = copy.deepcopy(file)
        del other["questions"][0][key]
        assert rules.faults(other), key
