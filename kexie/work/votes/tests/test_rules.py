"""Counting, tried on every small case against a second, simpler telling of the same rules."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest

from kexie.work.votes import rules

RULES = {"quorum": "2/3", "majority": "1/2", "majority_is_over": True, "majority_of": "present"}
MARKS = ("for", "against", "abstain", "")


def paper(names=("甲", "乙"), seats=1, **how):
    given = {"kind": "election", "seats": seats, "least": 0, "most": seats, "write_in": True, "is_secret": True}
    candidates = [{"key": str(n), "name": name, "unit": ""} for n, name in enumerate(names, start=1)]
    return given | {"candidates": candidates} | how


MOTION = {"kind": "resolution", "title": "章程", "is_secret": True}


def ballot(*marks, write_in=()):
    return {"marks": {str(n): m for n, m in enumerate(marks, start=1) if m}, "write_in": [*write_in]}


def outcome(asked, ballots, *, roll=None, present=None, out=None, **how):
    present = len(ballots) if present is None else present
    found = rules.tally(asked, ballots, [])
    return rules.decide(
        RULES | how, asked, roll or present, present, len(ballots) if out is None else out, found
    )  # fmt: skip


class TestNeeded:
    @pytest.mark.parametrize("of", range(0, 130))
    @pytest.mark.parametrize("share", ["1/2", "2/3", "3/4", "1/1", "1/3"])
    def test_it_is_the_fewest(self, share, of):
        exact = Fraction(share) * of
        assert min(n for n in range(of + 2) if n > exact) == rules.needed(share, of, True)
        assert min(n for n in range(of + 2) if n >= exact) == rules.needed(share, of, False)


class TestBallots:
    @pytest.mark.parametrize("marks", [*product(MARKS, repeat=3)])
    @pytest.mark.parametrize("written", [(), ("丁",), ("丁", "戊")])
    def test_every_ballot_of_three_lines(self, marks, written):
        """Invalid exactly when more are chosen than may be, or fewer than must be on a ballot that is not blank."""
        for most, least in ((1, 0), (2, 0), (2, 1), (3, 2)):
            asked = paper(("甲", "乙", "丙"), seats=most, least=least)
            chosen = marks.count("for") + len(written)
            is_blank = not written and not {"for", "against"} & set(marks)
            is_right = chosen <= most and (chosen >= least or is_blank)
            assert (rules.why_invalid(asked, ballot(*marks, write_in=written)) == "") == is_right

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"marks": {"3": "for"}}, "unknown"), ({"marks": {"1": "yes"}}, "unknown"),
            (ballot(write_in=["甲"]), "twice"), (ballot(write_in=["丁", "丁"]), "twice"), (ballot(), ""), ({}, ""),
        ],
    )  # fmt: skip
    def test_odd_ones(self, given, why):
        assert rules.why_invalid(paper(seats=2), given) == why

    def test_writing_in_is_the_rules_to_allow(self):
        assert rules.why_invalid(paper(write_in=False), ballot(write_in=["丁"])) == "write_in"
        assert rules.why_invalid(MOTION, {"marks": {}, "write_in": ["丁"]}) == "write_in"


class TestMotions:
    @pytest.mark.parametrize("size", range(1, 6))
    def test_every_vote_of_up_to_five(self, size):
        for votes in product(MARKS, repeat=size):
            ballots = [{"marks": {"motion": v} if v else {}} for v in votes]
            for of, over in product(("present", "roll"), (True, False)):
                found = outcome(MOTION, ballots, majority_of=of, majority_is_over=over, roll=size + 1, quorum="1/2")
                base = size if of == "present" else size + 1
                yes = votes.count("for")
                enough = yes * 2 > base if over else yes * 2 >= base
                if size * 2 < size + 1:
                    assert found["verdict"] == "void"
                else:
                    assert found["verdict"] == ("passed" if enough else "lost")


def plainly(ballots, names, seats, voters):
    """The same election told the long way round: who has over half, the best first, as long as nobody is equal."""
    votes = {name: sum(b["marks"].get(str(n)) == "for" for b in ballots) for n, name in enumerate(names, start=1)}
    for b in ballots:
        for name in b["write_in"]:
            votes[name] = votes.get(name, 0) + 1
    good = {name: n for name, n in votes.items() if n * 2 > voters}
    elected = {name for name, n in good.items() if sum(m >= n for m in good.values()) <= seats}
    rest = set(good) - elected
    best = max((good[name] for name in rest), default=0)
    return elected, {name for name in rest if good[name] == best}


class TestElections:
    @pytest.mark.parametrize(("people", "seats", "voters"), [(2, 1, 5), (3, 1, 4), (3, 2, 4), (3, 3, 3), (4, 2, 3)])
    def test_every_election_of_few(self, people, seats, voters):
        names = "甲乙丙丁"[:people]
        asked = paper(names, seats=seats)
        choices = [
            ballot(*marks) for marks in product(("for", "against"), repeat=people) if marks.count("for") <= seats
        ] + [ballot(write_in=["戊"])]
        verdicts = set()
        for ballots in combinations_with_replacement(choices, voters):
            found = outcome(asked, ballots)
            elected, tied = plainly(ballots, names, seats, voters)
            assert {one["name"] for one in found["elected"]} == elected
            assert {one["name"] for one in found["tied"]} == tied
            assert found["vacant"] == seats - len(elected)
            verdicts.add(found["verdict"])
        assert verdicts >= {"elected", "short"}

    def test_a_tie_over_the_last_seat(self):
        ballots = [
            ballot("for", "for", ""),
            ballot("for", "", "for"),
            ballot("for", "for", ""),
            ballot("for", "", "for"),
        ]
        found = outcome(paper(("甲", "乙", "丙"), seats=2), ballots, majority_is_over=False)
        assert [one["name"] for one in found["elected"]] == ["甲"] and found["verdict"] == "tied"
        assert {one["name"] for one in found["tied"]} == {"乙", "丙"} and found["vacant"] == 1

    def test_somebody_written_in_may_win(self):
        found = outcome(paper(("甲",)), [ballot("against", write_in=["丁"])] * 3)
        assert found["elected"] == [{"key": "", "name": "丁", "votes": 3}]

    def test_over_half_of_the_roll_is_more(self):
        found = outcome(paper(("甲",)), [ballot("for")] * 30, roll=60, present=40, majority_of="roll")
        assert found["needed"] == 31 and found["verdict"] == "short"

    @pytest.mark.parametrize(
        ("roll", "present", "out", "back", "void"),
        [(60, 40, 40, 40, False), (60, 39, 39, 39, True), (60, 40, 40, 39, False), (60, 40, 39, 40, True),
         (60, 40, 41, 40, True)],
    )  # fmt: skip
    def test_what_makes_it_void(self, roll, present, out, back, void):
        found = outcome(paper(("甲",)), [ballot("for")] * back, roll=roll, present=present, out=out)
        assert (found["verdict"] == "void") == void
        assert [check["test"] for check in found["checks"] if not check["holds"]] == (
            [{39: "quorum"}.get(present) or {39: "returned", 41: "handed_out"}[out]] if void else []
        )


ALL_FOR = {"for": 8, "against": 0, "abstain": 0}


class TestTellers:
    def right(self, **change):
        marks = {"1": {"for": 5, "against": 2, "abstain": 1}, "2": {"for": 3, "against": 5, "abstain": 0}}
        return {"returned": 9, "invalid": 1, "marks": marks, "write_in": {}} | change

    def test_what_one_could_have_counted(self):
        assert rules.why_not_counted(paper(), self.right()) == ""

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"returned": 8}, "line:1"), ({"invalid": 10}, "invalid"), ({"returned": -1}, "negative"),
            ({"marks": {"1": ALL_FOR}}, "lines"),
            ({"write_in": {"丁": 9}}, "write_in"), ({"write_in": {"丁": 1}}, "most"),
            ({"marks": {"1": ALL_FOR, "2": {"for": 1, "against": 7, "abstain": 0}}}, "most"),
        ],
    )  # fmt: skip
    def test_what_nobody_could_have_counted(self, change, why):
        assert rules.why_not_counted(paper(), self.right(**change)) == why

    def test_paper_and_phones_add_up(self):
        found = rules.tally(paper(), [ballot("for"), ballot("for", "for")], [self.right(write_in={"丁": 0})] * 2)
        assert found["marks"]["1"] == {"for": 6, "against": 2, "abstain": 1}
        assert (found["returned"], found["valid"], found["invalid"]) == (11, 9, 2)


class TestRoll:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("张三丰 某医院 16400000001", [("张三丰", "某医院", "16400000001")]),
            ("张 三\t某医院", [("张三", "某医院", "")]), ("1. 李四，某中学，校长", [("李四", "某中学校长", "")]),
            ("３、李四", [("李四", "", "")]), ("\n\n", []), ("阿依古丽·买买提 某站", [("阿依古丽·买买提", "某站", "")]),
        ],
    )  # fmt: skip
    def test_pasted(self, text, found):
        assert [(one.name, one.unit, one.phone) for one in rules.pasted(text)] == found

    def test_sheets_with_and_without_titles(self):
        titled = [
            (1, ["代表名单", None]),
            (2, ["序号", "姓 名", "联系电话"]),
            (3, [1, "张三", 16400000001]),
            (4, [None, None, None]),
        ]
        assert [(one.name, one.phone) for one in rules.of_rows(titled)] == [("张三", "16400000001")]
        assert [(one.name, one.unit) for one in rules.of_rows([(1, [1, "张三", "某校"])])] == [("张三", "某校")]

    @pytest.mark.parametrize(("line", "why"), [("共60人", "name"), ("张" * 61, "long"), ("张三 " + "某" * 121, "long")])
    def test_lines_that_are_nobody(self, line, why):
        assert rules.pasted(line)[0].wrong == why
