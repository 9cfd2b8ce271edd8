"""Pages of staff and voters, and what leaves as files."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kexie.core.sheets.writer import Output, write_xlsx
from kexie.work.governance.models import Appointment, Term
from kexie.work.votes import queries, services
from kexie.work.votes.models import Mark, Outcome, Presence, Question

from . import make

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[4]


@pytest.fixture
def staff(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def phone():
    cache.clear()
    return Client()


def at(name, *args):
    return reverse(f"votes:{name}", args=args)


def code_of(entry):
    [(_entry, code)] = services.issue_codes(assembly=entry.assembly, entries=[entry], actor=make.SYSTEM)
    return code


def word(answer):
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        return book.read("word/document.xml").decode()


class TestRoll:
    def test_pasted_and_uploaded(self, staff, here):
        row = make.assembly(here, people=0)
        sheet = io.BytesIO()
        rows = [[1, "李娜", "某中学", "16400000002"], [2, "王伟", "某医院", ""]]
        write_xlsx(sheet, [Output("名单", ["序号", "姓名", "工作单位", "手机"], rows, ["代表名单"])])
        sheet.seek(0)
        sheet.name = "名单.xlsx"
        answer = staff.post(at("roll", row.pk), {"people": "王 伟\t某医院", "file": sheet})
        assert answer.status_code == 302
        assert [(e.name, e.unit, e.phone) for e in row.roll.all()] == [
            ("王伟", "某医院", ""), ("李娜", "某中学", "16400000002"),
        ]  # fmt: skip

    def test_what_cannot_be_read_keeps_what_was_typed(self, staff, here):
        row = make.assembly(here, people=0)
        answer = staff.post(at("roll", row.pk), {"people": "王伟\n3人"})
        assert answer.status_code == 422 and "第 2 行" in answer.content.decode() and "王伟" in answer.content.decode()

    def test_export_comes_back(self, staff, here):
        row = make.assembly(here, people=4)
        sent = io.BytesIO(b"".join(staff.get(at("roll_export", row.pk)).streaming_content))
        sent.name = "名单.xlsx"
        other = make.assembly(here, people=0)
        staff.post(at("roll", other.pk), {"file": sent})
        assert [(e.name, e.unit) for e in other.roll.all()] == [(e.name, e.unit) for e in row.roll.all()]

    def test_from_who_belongs_to_the_body(self, staff, here):
        row = make.assembly(here, people=0)
        from kexie.work.governance import services as governance

        for name in ("甲某", "乙某"):
            governance.appoint(
                appointment=Appointment(organisation=here, position="委员", from_on=row.held_on),
                facts={"name": name, "unit": "某单位"}, actor=make.SYSTEM,
            )  # fmt: skip
        staff.post(at("roll", row.pk), {"suggested": "1"})
        assert [(e.name, bool(e.person_id)) for e in row.roll.all()] == [("甲某", True), ("乙某", True)]


class TestVoter:
    def test_from_the_slip_to_the_box(self, phone, here):
        row, [asked] = make.running(here, present=5)
        entry = row.roll.last()
        code = code_of(entry)
        page = at("voter", code)
        assert phone.post(at("enter_code"), {"code": f" {code.upper()} "}).url == page
        assert "请先报到" in phone.get(page).content.decode()
        phone.post(page, {"act": "attend"})
        assert Presence.objects.get(entry=entry).votes_by == "phone"
        assert "主持人宣布开始投票以后" in phone.get(page).content.decode()
        services.open_vote(question=asked, actor=make.SYSTEM)
        said = {"question": asked.number, "m_1": "for"}
        looked = phone.post(page, {**said, "act": "look"}).content.decode()
        assert "投进票箱" in looked and not Mark.objects.exclude(how="").exists()
        assert 'value="for" checked' in phone.post(page, {**said, "act": "edit"}).content.decode()
        assert phone.post(page, {**said, "act": "cast"}).status_code == 302
        assert "您的票已投进票箱" in phone.get(page).content.decode()
        again = phone.post(page, {**said, "act": "cast"})
        assert again.status_code == 422 and "每人只能投一次" in again.content.decode()

    def test_too_many_are_turned_back_and_kept_as_typed(self, phone, here):
        asked, [one, *_more] = make.voting(here, questions=[{"candidates": ["甲", "乙"], "seats": 1}])
        page = at("voter", code_of(one))
        answer = phone.post(page, {"act": "cast", "question": asked.number, "m_1": "for", "m_2": "for"})
        assert answer.status_code == 422 and "最多选 1 人" in answer.content.decode()
        assert answer.content.decode().count("checked") == 2

    def test_no_page_tells_votes_before_closing(self, staff, phone, here):
        asked, entries = make.voting(here, people=7)
        for entry in entries[:4]:
            make.cast(asked, entry, {"1": "against"})
        for page in (
            at("question_detail", asked.pk),
            at("assembly_detail", asked.assembly_id),
            at("screen", asked.assembly_id),
        ):
            context = staff.get(page)
            assert "没有人当选" not in context.content.decode() and "反对</" not in context.content.decode()
        sent = json.loads(b"".join(staff.get(at("recount_file", asked.assembly_id)).streaming_content))
        assert sent["questions"][0]["ballots"] == []
        assert staff.get(at("tally", asked.pk, 1)).status_code == 200
        assert staff.post(at("tally", asked.pk, 1), {}).status_code == 422

    def test_guessing_is_slowed_down(self, phone, here):
        make.running(here)
        found = [phone.get(at("voter", f"wrong{n}")).status_code for n in range(45)]
        assert found[:40] == [404] * 40 and found[40:] == [429] * 5

    def test_garbage_is_not_an_error(self, phone, here):
        asked, [one, *_more] = make.voting(here)
        page = at("voter", code_of(one))
        for data in ({}, {"act": "cast"}, {"act": "cast", "question": "x"}, {"act": "cast", "question": "9" * 30},
                     {"act": "cast", "question": asked.number, "m_1": "\x00"},
                     {"act": "cast", "question": asked.number, "write_in": "\x00、" + "长" * 99}):  # fmt: skip
            assert phone.post(page, data).status_code in (200, 302, 422), data
        assert not Mark.objects.filter(how="phone").exists()


class TestRunning:
    def test_from_opening_to_office(self, staff, here):
        """Six people, one on the phone: everything by the pages."""
        row = make.assembly(here, people=6)
        question = make.question(row)
        Term.objects.create(organisation=here, number=3, starts_on="2021-03-01", planned_until="2026-02-28")
        staff.post(at("open_assembly", row.pk))
        entries = [*row.roll.all()]
        for entry in entries:
            staff.post(at("presence", row.pk), {"entry": entry.pk, "act": "in"})
        staff.post(at("presence", row.pk), {"entry": entries[0].pk, "act": "phone"})
        assert "投票码" in staff.post(at("codes", row.pk)).content.decode()
        staff.post(at("open_vote", question.pk))
        question.refresh_from_db()
        make.cast(question, entries[0])
        staff.post(at("hand_out", question.pk))
        staff.post(at("close_vote", question.pk))
        typed = {"returned": 5, "invalid": 0, "m_1_for": 4, "m_1_against": 1, "m_1_abstain": 0, "write_in": ""}
        for ordinal, teller in ((1, "甲计票"), (2, "乙计票")):
            assert staff.get(at("tally", question.pk, ordinal)).status_code == 200
            assert staff.post(at("tally", question.pk, ordinal), {**typed, "teller": teller}).status_code == 302
        staff.post(at("count_votes", question.pk))
        assert Outcome.objects.get().figures["tally"]["marks"]["1"] == {"for": 5, "against": 1, "abstain": 0}
        assert "甲某" in staff.get(at("screen", row.pk)).content.decode()
        staff.post(at("end_assembly", row.pk))
        assert "全部一致" in staff.get(at("assembly_detail", row.pk)).content.decode()
        assert staff.get(at("take_office", row.pk)).status_code == 200
        assert staff.post(at("take_office", row.pk), {"on": "2026-03-12"}).status_code == 302
        held = Appointment.objects.get(organisation=here)
        assert (held.person.name, held.position, str(held.from_on), held.chosen) == (
            "甲某",
            "主席",
            "2026-03-12",
            "ballot",
        )
        terms = [(one.number, str(one.starts_on), str(one.ended_on)) for one in Term.objects.order_by("number")]
        assert terms == [(3, "2021-03-01", "2026-03-11"), (4, "2026-03-12", "None")]
        assert staff.post(at("take_office", row.pk), {"on": "2026-03-12"}).status_code == 422

    def test_refusals_are_said_on_the_page_one_comes_back_to(self, staff, here):
        _row, [asked] = make.running(here, present=1)
        answer = staff.post(at("open_vote", asked.pk), follow=True)
        assert "到会人数不够" in answer.content.decode()
        assert Question.objects.get(pk=asked.pk).state == "waiting"

    def test_figures_that_do_not_add_up(self, staff, here):
        asked, _entries = make.voting(here)
        services.hand_out(question=asked, actor=make.SYSTEM)
        services.close_vote(question=asked, actor=make.SYSTEM)
        typed = {"teller": "甲", "returned": 6, "invalid": 0, "m_1_for": 6, "m_1_against": 1, "m_1_abstain": 0}
        answer = staff.post(at("tally", asked.pk, 1), typed)
        assert answer.status_code == 422 and "加起来不等于有效票" in answer.content.decode()
        answer = staff.post(at("tally", asked.pk, 1), {**typed, "write_in": "李某"})
        assert "姓名 票数" in answer.content.decode()

    def test_a_reader_looks_and_does_nothing(self, client, here, officer, grant):
        asked, _entries = make.voting(here)
        officer.grants.all().delete()
        grant(officer, "reader", here)
        client.force_login(officer)
        assert client.get(at("presence", asked.assembly_id)).status_code == 200
        for name in ("hand_out", "close_vote", "open_vote", "count_votes", "next_round", "remove_question"):
            assert client.post(at(name, asked.pk)).status_code == 403, name
        for name in ("open_assembly", "codes", "end_assembly", "take_office", "clear_roll"):
            assert client.post(at(name, asked.assembly_id)).status_code == 403, name


class TestFiles:
    @pytest.mark.parametrize("kind", ["minutes", "report", "rule", "ballots", "sign-in"])
    def test_papers_say_what_they_must(self, staff, here, kind):
        asked, entries = make.voting(here)
        for entry in entries:
            make.cast(asked, entry)
        services.close_vote(question=asked, actor=make.SYSTEM)
        services.count_votes(question=asked, actor=make.SYSTEM, at=make.AT)
        said = {
            "minutes": ["应到 6 人，实到 6 人", "甲某当选"], "report": ["当选名单", "核对码", "特此报告"],
            "rule": ["第一条", "2/3", "无记名投票"], "ballots": ["甲某（某单位）", "另选他人"],
            "sign-in": ["代表一", "签名"],
        }  # fmt: skip
        text = word(staff.get(at("paper", asked.assembly_id, kind)))
        assert [word_ for word_ in said[kind] if word_ not in text] == []

    def test_the_recount_runs_alone(self, staff, here, tmp_path):
        asked, entries = make.voting(here)
        for entry in entries:
            make.cast(asked, entry)
        services.close_vote(question=asked, actor=make.SYSTEM)
        outcome = services.count_votes(question=asked, actor=make.SYSTEM, at=make.AT)
        for name, page in (("recount.py", at("recount_program")), ("f.json", at("recount_file", asked.assembly_id))):
            (tmp_path / name).write_bytes(b"".join(staff.get(page).streaming_content))
        run = [sys.executable, "-I", "recount.py", "f.json"]
        done = subprocess.run([*run, outcome.seal[:32]], cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, "复核通过" in done.stdout) == (0, True), done.stdout
        wrong = subprocess.run([*run, "0" * 32], cwd=tmp_path, capture_output=True, text=True)
        assert wrong.returncode == 1 and "核对码" in wrong.stdout
        text = (tmp_path / "f.json").read_text()
        assert not any(entry.name in text for entry in entries)
        command = [sys.executable, "-m", "kexie", "recount", str(tmp_path / "f.json"), outcome.seal]
        assert subprocess.run(command, capture_output=True, cwd=ROOT).returncode == 0

    def test_papers_nobody_knows_are_missing(self, staff, here):
        row = make.assembly(here)
        assert staff.get(at("paper", row.pk, "secret")).status_code == 404
        assert staff.get(at("recount_file", row.pk)).status_code == 404


def test_a_few_phones_are_warned_of(here):
    asked, entries = make.voting(here)
    make.cast(asked, entries[0])
    assert any("只有 1 人" in said for said in queries.warnings_of(asked))
