"""A town's association from the first form to the body with its term and posts, in a real browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import organisation, person
from kexie.work.founding.models import Procedure
from kexie.work.founding.tests.make import FACTS, STANDING
from kexie.work.governance.models import Appointment, Term

from .test_journeys import chromium, sign_in  # noqa: F401  (chromium is a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOT_A_SCAN = {"name": "盖章件.pdf", "mimeType": "application/pdf", "buffer": b"MZ"}
SCAN = {"name": "盖章件.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}


@pytest.fixture
def tab(chromium, live_server):  # noqa: F811
    """Return a page of the county's officer; what it complains of fails the test, but for forms with gaps (422)."""
    here = organisation("某市科协")
    person("officer", here)
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=live_server.url, locale="zh-CN")
    page, said = context.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" and "422" not in line.text else None)
    sign_in(page, "officer")
    yield page
    context.close()
    assert said == []


def look(page, name):
    """Keep a picture of the page at both widths where one is asked for."""
    if folder := os.environ.get("KEXIE_LOOK"):
        for width in (1366, 360):
            page.set_viewport_size({"width": width, "height": 768})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1366, "height": 768})


def paper(page, title):
    """Make a paper with one click and return the name it is saved under."""
    with page.expect_download() as got:
        page.get_by_role("button", name=f"生成{title}").first.click()
    return got.value.suggested_filename


def fill(page, step):
    for name, value in FACTS[step].items():
        field = page.locator(f"#step_{step} [name={name}]")
        if value and field.count():
            field.select_option(value) if name == "way" else field.fill(value)


def send(page, title):
    """Make a paper, then file its signed copy."""
    paper(page, title)
    page.get_by_label(f"{title}的签字盖章件").set_input_files(SCAN)
    page.get_by_role("button", name="传签字盖章件").click()


def done(page):
    page.get_by_role("button", name="这一步办好了").click()


def nominate(page):
    for name, position, unit, head, _votes in STANDING:
        if not page.locator("#nominee_name").is_visible():
            page.get_by_text("加一位候选人").click()
        page.fill("#nominee_name", name)
        page.select_option("#nominee_position", position)
        page.fill("#nominee_unit", unit)
        page.select_option("#nominee_head", head)
        page.get_by_role("button", name="加上").click()
        expect(page.get_by_role("cell", name=name, exact=True)).to_be_visible()


def test_a_town_is_founded_from_the_first_form_to_its_posts(tab):
    tab.goto("/founding/procedures/begin/")
    look(tab, "begin")
    tab.get_by_role("link", name="成立乡镇（街道）科协").click()
    tab.fill("[name=name]", "泗门镇科学技术协会")
    tab.get_by_role("button", name="开始", exact=True).click()
    fill(tab, "prepare")
    look(tab, "prepare")
    done(tab)
    nominate(tab)
    look(tab, "nominate")
    assert paper(tab, "候选人名单").endswith("候选人名单.docx")
    done(tab)
    fill(tab, "apply")
    send(tab, "成立请示")
    done(tab)
    fill(tab, "reply")
    send(tab, "批复")
    look(tab, "reply")
    done(tab)
    fill(tab, "notice")
    assert "通知" in paper(tab, "会议通知")
    done(tab)
    fill(tab, "arrange")
    assert "举手表决办法" in paper(tab, "表决（选举）办法")
    done(tab)
    fill(tab, "assembly")
    for name, _position, _unit, _head, votes in STANDING:
        tab.get_by_label(name).fill(str(votes))
    send(tab, "会议记录")
    look(tab, "assembly")
    done(tab)
    fill(tab, "report")
    send(tab, "选举结果报告")
    done(tab)
    tab.get_by_role("button", name="不办，跳过").click()
    look(tab, "ending")
    tab.get_by_role("button", name="办结").click()
    expect(tab.get_by_text("已办结").first).to_be_visible()
    look(tab, "done")
    body = Procedure.objects.get().body
    assert (body.name, str(body.founded_on)) == ("泗门镇科学技术协会", "2024-06-06")
    assert Term.objects.get().organisation == body
    assert Appointment.objects.filter(organisation=body).count() == 4


def test_an_enterprise_of_the_list_is_visited_begun_refused_bad_files_given_up_and_taken_up_again(tab):
    tab.goto("/founding/prospects/new/")
    tab.fill("[name=name]", "某某智能装备有限公司")
    tab.fill("[name=staff]", "66")
    tab.fill("[name=listed_on]", "2024-04-01")
    tab.get_by_role("button", name="保存").first.click()
    tab.fill("[name=note]", "总经理愿意成立")
    tab.select_option("[name=stage]", "willing")
    tab.get_by_role("button", name="记下").click()
    expect(tab.get_by_text("有意向").first).to_be_visible()
    tab.get_by_role("link", name="开始筹建科协").click()
    tab.get_by_role("button", name="开始", exact=True).click()
    done(tab)
    expect(tab.get_by_text("还差：筹备组组长、办公地点")).to_be_visible()
    fill(tab, "prepare")
    done(tab)
    nominate(tab)
    done(tab)
    fill(tab, "apply")
    paper(tab, "成立请示")
    for bad, said in (
        ({"name": "请示.docx", "mimeType": "application/msword", "buffer": b"PK"}, "请传扫描件或照片"),
        (SCAN | {"buffer": b""}, "这个文件是空的"), (NOT_A_SCAN, "内容和文件名的后缀对不上"),
    ):  # fmt: skip
        tab.get_by_label("成立请示的签字盖章件").set_input_files(bad)
        tab.get_by_role("button", name="传签字盖章件").first.click()
        expect(tab.get_by_text(said)).to_be_visible()
    look(tab, "bad-file")
    tab.locator("#main summary", has_text="更多").click()
    tab.get_by_role("link", name="中止").click()
    tab.fill("[name=note]", "企业改制")
    tab.get_by_role("button", name="中止").click()
    expect(tab.get_by_text("已中止").first).to_be_visible()
    tab.get_by_role("button", name="恢复办理").click()
    expect(tab.get_by_text("已恢复，接着办")).to_be_visible()
    row = Procedure.objects.get()
    assert (row.state, row.prospect.stage, row.nominees.count()) == ("running", "preparing", 5)
