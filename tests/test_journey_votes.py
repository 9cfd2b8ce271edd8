"""A change of term from its roll to those in office: sixty voters, twenty of them by phone, two in the browser."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from conftest import organisation, person
from kexie.core.gate import SYSTEM
from kexie.office.ledger.models import Entry
from kexie.work.governance import services as governance
from kexie.work.governance.models import Appointment, Term
from kexie.work.votes.models import Assembly, Mark, Outcome, Question
from kexie.work.votes.tests.make import hanzi

from .test_journey_activities import DESKTOP, PHONE, follow, opened, save  # noqa: F401  (opened is a fixture)
from .test_journeys import chromium  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 3, 12)
NAME = "泗门镇科协第三次代表大会"
PEOPLE, PHONES = 60, 20
PICTURES = os.environ.get("KEXIE_PICTURES", "")  # a directory: look at every page of the way


def picture(page, name):
    """Keep what a page looks like, wide and narrow, where somebody wants to look at it."""
    size = page.viewport_size
    for viewport, suffix in ((size, ""), (PHONE, "-360")):
        if PICTURES:
            page.set_viewport_size(viewport)
            page.screenshot(path=str(Path(PICTURES) / f"{name}{suffix}.png"), full_page=True)
            page.set_viewport_size(size)


@pytest.fixture
def town(transactional_db):
    """A town's association with its clerk, in its second term under a chair who will stand again."""
    here = organisation("泗门镇科协", parent=organisation("某市科协"), level="town")
    person("officer", here, username="clerk")
    governance.open_term(organisation=here, starts_on=date(2021, 3, 10), actor=SYSTEM, number=2)
    for name, position in (("代表一", "主席"), ("前任", "副主席")):
        governance.appoint(
            appointment=Appointment(organisation=here, position=position, from_on=date(2021, 3, 10)),
            facts={"name": name, "unit": "某单位"}, actor=SYSTEM,
        )  # fmt: skip
    return here


def prepare(clerk):
    """Register the assembly, paste the roll, write two elections and a motion."""
    clerk.goto("/assemblies/")
    follow(clerk, "登记会议")
    save(clerk, name=NAME, kind="换届大会", held_on=DAY, place="镇政府会议室", chair="代表一", recorder="代表二",
         tellers="代表九、代表一〇")  # fmt: skip
    expect(clerk.locator("h1")).to_have_text(NAME)
    follow(clerk, "添加应到名单")
    rows = [f"{n}\t代表{hanzi(n)}\t第{hanzi(n)}村" for n in range(1, PEOPLE + 1)]
    clerk.locator("[name=people]").fill("\n".join(rows))
    follow(clerk, "添加到名单")
    expect(clerk.locator("main .lead")).to_contain_text("60 人")
    picture(clerk, "roll")
    follow(clerk, "回到会议")
    follow(clerk, "添加表决事项")
    save(clerk, kind="议案（赞成、反对、弃权）", title="通过选举办法", secrecy="举手表决")
    for title, position, contest, seats, candidates in (
        ("选举主席", "主席", "等额选举", 1, "代表一，镇政府"),
        ("选举副主席", "副主席", "差额选举", 2, "代表二，卫生院院长\n代表三，中学校长\n代表四，农技站长"),
    ):
        follow(clerk, "回到会议")
        follow(clerk, "添加表决事项")
        save(clerk, kind="选举", title=title, secrecy="无记名投票", by_phone=True, position=position, contest=contest,
             seats=seats, candidates=candidates)  # fmt: skip
        expect(clerk.locator("h1")).to_have_text(title)
    follow(clerk, "回到会议")
    picture(clerk, "prepared")


def sign_in(clerk):
    """Open, print the slips and sign forty in at the desk, three of them by tapping; return the codes."""
    follow(clerk, "核对无误，开会")
    expect(clerk.locator("main")).to_contain_text("还差 40 人")
    picture(clerk, "opened")
    clerk.locator("main").get_by_role("link", name="报到").first.click()
    follow(clerk, "打印投票码")
    codes = [text.replace(" ", "") for text in clerk.locator(".slips .code").all_inner_texts()]
    assert len(codes) == PEOPLE
    picture(clerk, "slips")
    clerk.go_back()
    for n in range(PEOPLE, PEOPLE - 3, -1):
        clerk.locator(f"#e{n}").get_by_role("button", name="报到").click()
        expect(clerk.locator(f"#e{n}")).to_contain_text("已到")
    assembly = Assembly.objects.get()
    desk = Client()
    desk.force_login(clerk.user)
    for entry in assembly.roll.filter(number__gt=PHONES, number__lte=PEOPLE - 3):
        desk.post(f"/assemblies/{assembly.pk}/presence/", {"entry": entry.pk, "act": "in"})
    return codes


def come(phone, code):
    """Type one's code and sign in, on a phone."""
    phone.goto("/vote/")
    save_code = phone.locator("[name=code]")
    save_code.fill(f"{code[:4]} {code[4:8]} {code[8:]}".upper())
    phone.get_by_role("button", name="进入").click()
    phone.get_by_role("button", name="我到了，报到").click()
    expect(phone.locator("main")).to_contain_text("主持人宣布开始投票以后")


def vote(phone, marks, name):
    """Vote on a phone: choose, look at it, go back once, cast."""
    phone.get_by_role("link", name="刷新").click()
    for line, mark in marks.items():
        phone.locator(f"[name=m_{line}][value={mark}]").check()
    picture(phone, f"ballot-{name}")
    phone.get_by_role("button", name="下一步：核对").click()
    phone.get_by_role("button", name="返回修改").click()
    for line, mark in marks.items():
        expect(phone.locator(f"[name=m_{line}][value={mark}]")).to_be_checked()
    phone.get_by_role("button", name="下一步：核对").click()
    picture(phone, f"look-{name}")
    phone.get_by_role("button", name="投进票箱").click()
    expect(phone.locator("main")).to_contain_text("您的票已投进票箱")


def post_vote(client, code, number, marks):
    """Send what the page of `vote` sends."""
    answer = client.post(
        f"/vote/{code}/", {"act": "cast", "question": number, **{f"m_{line}": mark for line, mark in marks.items()}}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]


def tally(clerk, teller, ordinal, **figures):
    clerk.locator("main .rows li").nth(ordinal - 1).get_by_role("link").click()
    fields = {"teller": teller, "returned": figures.pop("returned"), "invalid": figures.pop("invalid", 0)}
    for name, value in {**fields, **figures}.items():
        clerk.locator(f"[name={name}]").fill(str(value))
    picture(clerk, f"tally-{ordinal}")
    clerk.get_by_role("button", name="录入").click()


def count(clerk):
    follow(clerk, "计票，封存结果")
    expect(clerk.locator("main")).to_contain_text("核对码")


def test_a_change_of_term_with_sixty_voters(opened, town, live_server, tmp_path):  # noqa: F811
    clerk, first, second = opened(DESKTOP, "clerk"), opened(PHONE), opened(PHONE)
    clerk.user = town.users.get(username="clerk")
    prepare(clerk)
    codes = sign_in(clerk)
    assembly, client = Assembly.objects.get(), Client()
    for phone, code in ((first, codes[0]), (second, codes[1])):
        come(phone, code)
    for code in codes[2:PHONES]:
        client.post(f"/vote/{code}/", {"act": "attend"})
    clerk.goto(f"/assemblies/{assembly.pk}/presence/")
    expect(clerk.locator(".figures")).to_contain_text("60")
    picture(clerk, "presence")
    _motion, chair, vices = assembly.questions.order_by("number")

    # A show of hands, counted by one teller.
    follow(clerk, "回到会议")
    follow(clerk, "表决：通过选举办法")
    follow(clerk, "开始投票")
    follow(clerk, "停止投票")
    clerk.locator("main .rows li").get_by_role("link", name="录入").click()
    for name, value in (("teller", "代表九"), ("returned", 60), ("m_motion_for", 58), ("m_motion_against", 1)):
        clerk.locator(f"[name={name}]").fill(str(value))
    clerk.get_by_role("button", name="录入").click()
    count(clerk)
    expect(clerk.locator("main .note b").first).to_have_text("通过。")

    # Two secret ballots, on paper and by phone at the same time.
    choices = {chair: [{"1": "for"}] * 18 + [{"1": "against"}, {}], vices: []}
    for n in range(PHONES):
        pair = (("2", "1"), ("1", "3"), ("1", "2"))[n % 3]
        choices[vices].append({line: "for" if line in pair else "against" for line in "123"})
    papers = {
        chair: {"returned": 40, "invalid": 1, "m_1_for": 35, "m_1_against": 3, "m_1_abstain": 1},
        vices: {
            "returned": 39, "invalid": 2, "m_1_for": 30, "m_1_against": 5, "m_1_abstain": 2, "m_2_for": 28,
            "m_2_against": 9, "m_2_abstain": 0, "m_3_for": 10, "m_3_against": 26, "m_3_abstain": 1,
        },
    }  # fmt: skip
    for question in (chair, vices):
        follow(clerk, "回到会议")
        follow(clerk, f"表决：{question.title}")
        follow(clerk, "开始投票")
        follow(clerk, "给到会用纸质票的人发票")
        expect(clerk.locator("body")).to_contain_text("发出纸质票 40 张")
        marks = choices[question]
        vote(first, marks[0], question.pk)
        vote(second, marks[1], question.pk)
        for code, said in zip(codes[2:PHONES], marks[2:], strict=True):
            post_vote(client, code, question.number, said)
        again = client.post(f"/vote/{codes[5]}/", {"act": "cast", "question": question.number, "m_1": "for"})
        assert again.status_code == 422
        clerk.reload()
        picture(clerk, f"voting-{question.pk}")
        assert "赞成" not in clerk.locator("main .split > div").first.inner_text()  # no partial tally
        follow(clerk, "停止投票")
        tally(clerk, "代表九", 1, **papers[question])
        tally(clerk, "代表一〇", 2, **papers[question])
        count(clerk)
        picture(clerk, f"result-{question.pk}")
    figures = {one.question.title: one.figures for one in Outcome.objects.all()}
    assert figures["选举主席"]["tally"]["marks"]["1"] == {"for": 53, "against": 4, "abstain": 2}
    assert [one["name"] for one in figures["选举副主席"]["elected"]] == ["代表二", "代表三"]
    assert Mark.objects.filter(question=vices, how="phone").count() == PHONES

    # The hall's screen, the end, the papers, the recount.
    hall = opened(DESKTOP, "clerk")
    hall.goto(f"/assemblies/{assembly.pk}/screen/")
    expect(hall.locator("main")).to_contain_text("代表二、代表三当选")
    picture(hall, "screen")
    follow(clerk, "回到会议")
    follow(clerk, "散会")
    expect(clerk.locator("main")).to_contain_text("全部一致")
    picture(clerk, "ended")
    for kind, said in (("会议记录", "应到 60 人，实到 60 人"), ("选举结果报告", "特此报告")):
        row = clerk.locator("main .rows li", has_text=kind)
        with clerk.expect_download() as download:
            row.get_by_role("link", name="Word").click()
        content = Path(download.value.path()).read_bytes()
        (tmp_path / f"{kind}.docx").write_bytes(content)
        with zipfile.ZipFile(io.BytesIO(content)) as word:
            text = word.read("word/document.xml").decode()
        assert said in text and "代表三" in text
        if PICTURES:
            (Path(PICTURES) / f"{kind}.docx").write_bytes(content)
    for label in ("复核文件", "复核程序"):
        with clerk.expect_download() as download:
            clerk.get_by_role("link", name=label, exact=True).click()
        (tmp_path / label).write_bytes(Path(download.value.path()).read_bytes())
    code = re.search(r"(?:[0-9a-f]{4} ){7}[0-9a-f]{4}", text)[0].replace(" ", "")
    run = [sys.executable, "-I", str(tmp_path / "复核程序"), str(tmp_path / "复核文件"), code]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 0 and "全部一致" in done.stdout, done.stdout
    file = json.loads((tmp_path / "复核文件").read_text())
    assert [len(one["ballots"]) for one in file["questions"]] == [0, PHONES, PHONES]
    file["questions"][1]["ballots"][3]["marks"] = {"1": "against"}
    (tmp_path / "改过").write_text(json.dumps(file))
    assert subprocess.run([*run[:3], str(tmp_path / "改过")], capture_output=True).returncode == 1

    # Those elected hold office; the term before is over; the assembly counts.
    follow(clerk, "登记当选人就任")
    picture(clerk, "office")
    follow(clerk, "就任")
    expect(clerk.locator("main")).to_contain_text("当选人从 2026年3月12日 起任职")
    held = Appointment.objects.filter(organisation=town, until_on=None).order_by("pk")
    assert [(one.person.name, one.position, one.from_on) for one in held] == [
        ("代表一", "主席", DAY), ("代表二", "副主席", DAY), ("代表三", "副主席", DAY),
    ]  # fmt: skip
    assert Appointment.objects.filter(person=held[0].person).count() == 2  # the same person as before
    terms = [(one.number, one.starts_on, one.ended_on) for one in Term.objects.order_by("number")]
    assert terms == [(2, date(2021, 3, 10), date(2026, 3, 11)), (3, DAY, None)]
    assert Entry.objects.get(measure="votes.held").kind == "term_change"
    assert not Question.objects.exclude(state="counted").exists()
    assert [page.complaints for page in (clerk, first, second, hall)] == [[], [], [], []]
