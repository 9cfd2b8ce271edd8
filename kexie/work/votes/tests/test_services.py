"""What may be done with an assembly, and what is refused."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, transaction

from kexie.core.audit.models import TrailEntry
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.office.ledger.models import Entry
from kexie.work.votes import queries, rules, services
from kexie.work.votes.models import Assembly, Box, Mark, Outcome, Presence, Question, RollEntry
from kexie.work.votes.policies import Voter

from . import make

pytestmark = pytest.mark.django_db


def close(question):
    return services.close_vote(question=question, actor=SYSTEM)


def count(question):
    outcome = services.count_votes(question=question, actor=SYSTEM, at=make.AT)
    question.refresh_from_db()
    return outcome.figures


class TestPreparing:
    def test_roll_is_pasted_once(self, here):
        row = make.assembly(here, people=0)
        people = rules.pasted("1 王 伟\t某医院\t16400000001\n2、李娜 某中学\n王伟 某医院\n")
        assert services.add_to_roll(assembly=row, people=people, actor=SYSTEM) == 2
        assert services.add_to_roll(assembly=row, people=people, actor=SYSTEM) == 0
        found = [(one.number, one.name, one.unit, one.phone) for one in row.roll.all()]
        assert found == [(1, "王伟", "某医院", "16400000001"), (2, "李娜", "某中学", "")]

    def test_a_line_that_is_no_name_refuses_the_list(self, here):
        row = make.assembly(here, people=0)
        with pytest.raises(Invalid, match="第 2 行"):
            services.add_to_roll(assembly=row, people=rules.pasted("王伟 某医院\n共60人"), actor=SYSTEM)
        assert not row.roll.exists()

    def test_taking_off_closes_the_ranks(self, here):
        row = make.assembly(here, people=5)
        assert services.clear_roll(assembly=row, actor=SYSTEM, numbers=[2, 4]) == 2
        assert [(one.number, one.name) for one in row.roll.all()] == [(1, "代表一"), (2, "代表三"), (3, "代表五")]

    @pytest.mark.parametrize(
        ("fields", "where"),
        [
            ({"candidates": ["甲", "乙"], "seats": 1, "contest": "equal"}, "seats"),
            ({"candidates": ["甲"], "seats": 1, "contest": "more"}, "seats"),
            ({"candidates": ["甲", "甲"], "seats": 2}, "candidates"),
            ({"candidates": ["甲"], "most": 2}, "most"),
            ({"candidates": ["甲", "乙"], "seats": 2, "least": 2, "most": 1}, "least"),
            ({"candidates": [], "kind": "election", "write_in": False}, "candidates"),
            ({"candidates": ["甲"], "kind": "resolution"}, "candidates"),
        ],
    )
    def test_papers_that_contradict_themselves(self, here, fields, where):
        row = make.assembly(here)
        with pytest.raises(Invalid) as refused:
            make.question(row, **fields)
        assert [*refused.value.facts["fields"]] == [where]

    def test_an_item_taken_off_moves_the_others_up(self, here):
        row = make.assembly(here)
        first, second = make.question(row), make.question(row, title="选举秘书长")
        services.remove_question(question=first, actor=SYSTEM)
        second.refresh_from_db()
        assert second.number == 1 and row.questions.count() == 1

    @pytest.mark.parametrize("share", ["0/3", "3/2", "一半", "1", "1/0", "-1/2"])
    def test_a_share_is_a_fraction(self, here, share):
        with pytest.raises(Invalid):
            make.assembly(here, quorum=share)

    def test_a_reader_may_not(self, here, officer, grant):
        officer.grants.all().delete()
        grant(officer, "reader", here)
        with pytest.raises(NotAllowed):
            services.keep_assembly(assembly=Assembly(organisation=here), actor=officer)


class TestFreezing:
    @pytest.mark.parametrize("lacks", ["roll", "questions"])
    def test_nothing_opens_half_prepared(self, here, lacks):
        row = make.assembly(here, people=0 if lacks == "roll" else 3)
        if lacks == "roll":
            make.question(row)
        with pytest.raises(services.CannotOpen):
            services.open_assembly(assembly=row, actor=SYSTEM, at=make.AT)

    def test_the_digest_of_all_three_stands_in_the_trail(self, here):
        row, _asked = make.running(here)
        line = TrailEntry.objects.get(did="open_assembly")
        assert (
            line.note == f"核对码 {row.frozen}"
            and row.frozen == queries.export(row)["trail"]["frozen"]
            and len(row.frozen) == 64
        )

    def test_it_opens_once(self, here):
        row, _asked = make.running(here)
        with pytest.raises(services.CannotOpen):
            services.open_assembly(assembly=row, actor=SYSTEM, at=make.AT)

    def test_services_refuse_to_change_what_is_frozen(self, here):
        row, [asked] = make.running(here)
        acts = [
            lambda: services.keep_assembly(assembly=row, actor=SYSTEM),
            lambda: services.add_to_roll(assembly=row, people=make.named(9), actor=SYSTEM),
            lambda: services.clear_roll(assembly=row, actor=SYSTEM),
            lambda: services.keep_question(question=asked, candidates=[rules.Named(1, "乙")], actor=SYSTEM),
            lambda: services.remove_question(question=asked, actor=SYSTEM),
        ]
        for act in acts:
            with pytest.raises(services.Frozen):
                act()

    def test_the_database_refuses_to_change_what_is_frozen(self, here):
        row, [asked] = make.running(here)
        entry = row.roll.first()
        acts = [
            lambda: Assembly.objects.filter(pk=row.pk).update(quorum="1/3"),
            lambda: Assembly.objects.filter(pk=row.pk).update(frozen=""),
            lambda: RollEntry.objects.filter(pk=entry.pk).update(name="别人"),
            lambda: RollEntry.objects.filter(pk=entry.pk).delete(),
            lambda: RollEntry.objects.create(assembly=row, number=99, name="多出来的"),
            lambda: Question.objects.filter(pk=asked.pk).update(title="别的"),
            lambda: Question.objects.filter(pk=asked.pk).update(serials=[]),
            lambda: Question.objects.create(assembly=row, number=99, title="多出来的"),
            lambda: asked.candidates.update(name="别人"),
            lambda: Mark.objects.create(question=asked, entry=entry),
            lambda: Box.objects.filter(question=asked).update(sealed=""),
            lambda: Box.objects.filter(question=asked).delete(),
        ]
        for act in acts:
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


class TestVoting:
    def test_too_few_cannot_vote(self, here):
        _row, [asked] = make.running(here, people=6, present=3)
        with pytest.raises(services.NotOpen, match="至少要到 4 人"):
            services.open_vote(question=asked, actor=SYSTEM)

    def test_one_ballot_an_entry(self, here):
        asked, [one, *_more] = make.voting(here)
        make.cast(asked, one)
        with pytest.raises(services.AlreadyVoted):
            make.cast(asked, one)
        assert queries.turnout(asked) == {"phone": 1, "paper": 0, "all": 1}

    def test_nobody_votes_for_another(self, here, officer):
        asked, [one, two, *_more] = make.voting(here)
        for actor in (Voter(two), officer):
            with pytest.raises(NotAllowed):
                services.cast(question=asked, entry=one, marks={}, actor=actor)

    def test_paper_and_phone_exclude_each_other(self, here):
        asked, [one, two, three, *_more] = make.voting(here)
        make.cast(asked, one)
        make.by_phone([three])
        assert (
            services.hand_out(question=asked, actor=SYSTEM) == 4
        )  # all who are there, but one voted, one uses a phone
        assert services.hand_out(question=asked, actor=SYSTEM) == 0
        for entry in (one, two):
            with pytest.raises(services.AlreadyVoted):
                services.hand_out(question=asked, actor=SYSTEM, entries=[entry])
        with pytest.raises(services.AlreadyVoted):
            make.cast(asked, two)
        services.take_back_paper(question=asked, entry=two, actor=SYSTEM)
        make.cast(asked, two)
        assert queries.turnout(asked) == {"phone": 2, "paper": 3, "all": 5}

    def test_who_is_not_there_does_not_vote(self, here):
        asked, entries = make.voting(here, people=6, present=5)
        with pytest.raises(services.NotOpen, match="报到"):
            make.cast(asked, entries[5])

    def test_invalid_ballots_are_turned_back_at_the_phone(self, here):
        asked, [one, *_more] = make.voting(here, questions=[{"candidates": ["甲", "乙", "丙"], "seats": 2}])
        for marks, written in (
            ({"1": "for", "2": "for", "3": "for"}, []), ({"1": "for", "2": "for"}, ["丁"]), ({"9": "for"}, []),
            ({"1": "maybe"}, []), ({}, ["甲"]), ({}, ["丁", "丁"]),
        ):  # fmt: skip
            with pytest.raises(Invalid):
                make.cast(asked, one, marks, written)
        assert queries.turnout(asked)["phone"] == 0
        make.cast(asked, one, {"1": "for", "2": "against"}, ["丁 某"])

    def test_a_vote_cannot_be_taken_back_even_in_the_database(self, here):
        asked, [one, *_more] = make.voting(here)
        make.cast(asked, one)
        with pytest.raises(DatabaseError), transaction.atomic():
            Mark.objects.filter(question=asked, entry=one).update(how="")

    def test_nothing_is_told_before_closing(self, here):
        asked, [one, *_more] = make.voting(here)
        make.cast(asked, one)
        sealed = queries.export(asked.assembly)["questions"][0]
        assert (sealed["ballots"], sealed["marks"], sealed["outcome"]) == ([], None, None)
        with pytest.raises(ValueError, match="over"):
            queries.papers.ballots_of(asked)
        for act in (lambda: count(asked), lambda: make.tally(asked, returned=1, _1=(1, 0, 0))):
            with pytest.raises(services.NotOpen):
                act()

    def test_nothing_stored_says_who_cast_what(self, here):
        asked, entries = make.voting(here, people=30)
        for n, entry in enumerate(entries):
            make.cast(asked, entry, {"1": "for" if n % 2 else "against"})
        trailed = TrailEntry.objects.filter(did__in=("cast", "vote")).count()
        close(asked)
        box = queries.papers.ballots_of(Question.objects.get(pk=asked.pk))
        assert trailed == 0
        assert [one["serial"] for one in box] == sorted(one["serial"] for one in box)
        order = [one["marks"]["1"] for one in box]
        assert order != ["against", "for"] * 15  # the order of arrival is gone
        names = {field.name for field in Mark._meta.concrete_fields}
        assert names == {"id", "question", "entry", "how"}
        keys = [*Mark.objects.filter(question=asked).order_by("pk").values_list("entry__number", flat=True)]
        assert keys == [*range(1, 31)]  # marks stand in the order of the roll, whoever came first

    def test_the_box_is_unreadable_at_rest(self, here):
        asked, [one, *_more] = make.voting(here)
        make.cast(asked, one, {}, ["丁某"])
        assert "丁某" not in Box.objects.get(question=asked).sealed
        assert json.dumps("丁某") not in Box.objects.get(question=asked).sealed

    def test_after_closing_nobody_votes_and_no_serial_is_left(self, here):
        asked, [one, two, *_more] = make.voting(here)
        make.cast(asked, one)
        closed = close(asked)
        with pytest.raises(services.NotOpen):
            make.cast(asked, two)
        from kexie.core.personal import decrypt

        assert json.loads(decrypt(Box.objects.get(question=asked).sealed))["unused"] == []
        assert closed.present == 6
        with pytest.raises(DatabaseError), transaction.atomic():
            Box.objects.filter(question=asked).update(sealed="")


class TestCounting:
    def test_paper_and_phone_together(self, here):
        asked, entries = make.voting(here, people=9)
        make.by_phone(entries[:4])
        for entry in entries[:4]:
            make.cast(asked, entry)
        services.hand_out(question=asked, actor=SYSTEM)
        close(asked)
        make.tally(asked, returned=5, invalid=1, _1=(2, 1, 1), write_in={"丁某": 1})
        figures = count(asked)
        assert figures["tally"]["marks"]["1"] == {"for": 6, "against": 1, "abstain": 1}
        assert (figures["tally"]["valid"], figures["needed"], figures["verdict"]) == (8, 5, "elected")
        assert queries.faults_of(asked.assembly) == []

    def test_two_tellers_must_agree(self, here):
        asked, _entries = make.voting(here)
        services.hand_out(question=asked, actor=SYSTEM)
        asked = close(asked)
        with pytest.raises(services.NotAgreed):
            count(asked)
        one, two = (make.counted(asked, returned=6, _1=said) for said in ((5, 1, 0), (6, 0, 0)))
        services.type_tally(question=asked, ordinal=1, teller="甲某", figures=one, actor=SYSTEM)
        with pytest.raises(Invalid, match="另一位"):
            services.type_tally(question=asked, ordinal=2, teller="甲某", figures=two, actor=SYSTEM)
        services.type_tally(question=asked, ordinal=2, teller="乙某", figures=two, actor=SYSTEM)
        with pytest.raises(services.NotAgreed, match="不一致"):
            count(asked)
        assert queries.question_standing(asked, SYSTEM)["differ"] == ["甲某"]
        services.type_tally(question=asked, ordinal=2, teller="乙某", figures=one, actor=SYSTEM)
        assert count(asked)["tally"]["marks"]["1"]["for"] == 5

    def test_more_papers_back_than_out_make_it_void(self, here):
        asked, _entries = make.voting(here)
        services.hand_out(question=asked, actor=SYSTEM)
        close(asked)
        make.tally(asked, returned=7, _1=(7, 0, 0))
        figures = count(asked)
        assert figures["verdict"] == "void" and figures["elected"] == []
        again = services.next_round(question=asked, actor=SYSTEM)
        assert [one.name for one in again.candidates.all()] == ["甲某"] and again.seats == 1

    def test_hands_are_counted_once_and_not_more_than_people(self, here):
        asked, _entries = make.voting(here, questions=[{"candidates": [], "secrecy": "hands", "by_phone": False}])
        close(asked)
        with pytest.raises(Invalid, match="重新清点"):
            make.tally(asked, returned=7, motion=(7, 0, 0))
        make.tally(asked, returned=6, motion=(4, 1, 1))
        assert count(asked)["verdict"] == "passed"

    def test_the_outcome_stands_for_good(self, here):
        asked, entries = make.voting(here)
        for entry in entries:
            make.cast(asked, entry)
        close(asked)
        count(asked)
        with pytest.raises(services.NotOpen):
            count(asked)
        for act in (
            lambda: Outcome.objects.update(figures={}), lambda: Outcome.objects.all().delete(),
            lambda: Question.objects.filter(pk=asked.pk).update(state="open"),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_a_tie_goes_to_another_round_that_is_frozen_too(self, here):
        asked, entries = make.voting(here, people=6, questions=[{"candidates": ["甲", "乙", "丙"], "seats": 2}])
        for n, entry in enumerate(entries):
            marks = {"1": "for", "2" if n % 2 else "3": "for"}
            make.cast(asked, entry, marks)
        close(asked)
        figures = count(asked)
        assert figures["verdict"] == "short"  # three of six is not over half
        again = services.next_round(question=asked, actor=SYSTEM)
        assert sorted(one.name for one in again.candidates.all()) == ["丙", "乙"] and again.seats == 1
        with pytest.raises(services.NotOpen):
            services.next_round(question=asked, actor=SYSTEM)
        with pytest.raises(DatabaseError), transaction.atomic():
            again.candidates.update(name="别人")
        again = services.open_vote(question=again, actor=SYSTEM)
        for entry in entries[:5]:
            make.cast(again, entry, {"1": "for"})
        close(again)
        assert count(again)["elected"][0]["votes"] == 5
        assert queries.faults_of(asked.assembly) == []

    def test_ending_counts_in_the_ledger(self, here):
        asked, entries = make.voting(here)
        with pytest.raises(services.NotOpen):
            services.end_assembly(assembly=asked.assembly, actor=SYSTEM, at=make.AT)
        for entry in entries:
            make.cast(asked, entry)
        close(asked)
        count(asked)
        row = services.end_assembly(assembly=asked.assembly, actor=SYSTEM, at=make.AT)
        posted = Entry.objects.get(measure="votes.held")
        assert (posted.amount, posted.on, posted.kind, row.state) == (1, row.held_on, "term_change", "ended")
        with pytest.raises(services.coming.NotRunning):
            services.attend(entry=entries[0], actor=SYSTEM)


class TestComing:
    def test_by_ones_own_code(self, here):
        row, _asked = make.running(here, present=0)
        [(entry, code)] = services.issue_codes(assembly=row, entries=[row.roll.first()], actor=SYSTEM)
        found = services.entry_of(code=f" {code[:4].upper()}-{code[4:]} ")
        assert found == entry
        there = services.attend(entry=found, actor=Voter(found))
        assert (there.how, there.votes_by) == ("link", "phone")
        assert services.attend(entry=found, actor=Voter(found)) == there
        assert Presence.objects.count() == 1

    def test_a_code_issued_anew_kills_the_old(self, here):
        row, _asked = make.running(here)
        entry = row.roll.first()
        [(_e, old)] = services.issue_codes(assembly=row, entries=[entry], actor=SYSTEM)
        services.issue_codes(assembly=row, entries=[entry], actor=SYSTEM)
        with pytest.raises(services.coming.UnknownCode):
            services.entry_of(code=old)

    def test_who_has_voted_was_there(self, here):
        asked, [one, two, *_more] = make.voting(here)
        make.cast(asked, one)
        with pytest.raises(services.coming.HasVoted):
            services.undo_attend(entry=one, actor=SYSTEM)
        services.undo_attend(entry=two, actor=SYSTEM)
        assert queries.presence_of(asked.assembly)["present"] == 5

    def test_before_opening_nobody_signs_in(self, here):
        row = make.assembly(here)
        with pytest.raises(services.coming.NotRunning):
            services.attend(entry=row.roll.first(), actor=SYSTEM)
