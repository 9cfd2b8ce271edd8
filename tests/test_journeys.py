"""The main journeys in a real browser: spreadsheets in, a figure opened, the summary out; desktop and phone.

Debian's Chromium, driven by Playwright, against a live server. `make test` installs it; without it these tests fail.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from conftest import organisation, person

# Playwright's own loop runs in this thread; Django would refuse its database there although nothing is shared.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

CASE = Path(__file__).parents[1] / "examples" / "county-2013"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "correct horse battery"
PAGES = (
    "/", "/search/?q=泗门", "/scope/", "/activities/record/", "/activities/", "/campaigns/", "/organisations/",
    "/people/people/", "/membership/memberships/", "/volunteering/volunteers/", "/registers/books/", "/imports/",
    "/imports/batches/", "/ledger/entries/", "/metrics/?year=2013", "/metrics/figure/活动周.人次/?year=2013",
    "/reports/annual/", "/terms/", "/users/", "/trail/", "/design/",
)  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium is missing: scripts/system-packages.sh browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def office(transactional_db):
    """A county association with its administrator and checker."""
    here = organisation("某市科协")
    chief = person("administrator", here, username="chief")
    person("checker", here, username="signer")
    return here, chief


@pytest.fixture
def desktop(chromium, live_server, office):
    yield from opened(chromium, live_server, {"width": 1366, "height": 768})


@pytest.fixture
def phone(chromium, live_server, office):
    yield from opened(chromium, live_server, {"width": 360, "height": 740})


def opened(chromium, live_server, viewport):
    """Yield a signed-in page that remembers whatever the browser complains of."""
    context = chromium.new_context(viewport=viewport, base_url=live_server.url, accept_downloads=True, locale="zh-CN")
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    sign_in(page, "chief")
    yield page
    context.close()


def sign_in(page: Page, username: str) -> None:
    page.goto("/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/")


def import_case(page: Page) -> None:
    """Drop the five workbooks and confirm; reading and writing that many rows are jobs one can watch or leave."""
    page.goto("/imports/")
    page.set_input_files("input[name=files]", sorted(map(str, CASE.glob("*.xlsx"))))
    page.get_by_role("button", name="开始识别").click()
    page.goto("/imports/batches/")
    page.locator("#rows a", has_text="01-组织名册.xlsx").click()
    batch = page.url
    expect(page.locator("main")).to_contain_text("5,741")
    page.get_by_role("button", name="确认导入").first.click()
    page.goto(batch)
    expect(page.locator("main")).to_contain_text("已导入")


def test_from_five_workbooks_to_the_summary_in_word(desktop, tmp_path):
    import_case(desktop)

    desktop.goto("/metrics/figure/活动周.人次/?year=2013")
    expect(desktop.locator("main")).to_contain_text("60,420")
    expect(desktop.locator("main")).to_contain_text("6万余")
    desktop.get_by_role("link", name="现场科普咨询（1）", exact=True).or_(
        desktop.get_by_role("link", name="科普图片展览（77）", exact=True)
    ).first.click()
    expect(desktop.locator("h1")).to_contain_text("科普")

    desktop.goto("/reports/annual/")
    desktop.get_by_role("link", name="写年度总结").first.click()
    desktop.fill("main input[name=year]", "2013")
    desktop.locator("main form button").first.click()
    desktop.wait_for_url(re.compile(r"/reports/annual/\d+/$"))
    expect(desktop.locator("main")).to_contain_text("受惠群众")
    figure = desktop.locator("main a.num", has_text="6万余").first
    assert "%E6%B4%BB%E5%8A%A8%E5%91%A8.%E4%BA%BA%E6%AC%A1" in figure.get_attribute("href")

    with desktop.expect_download() as download:
        desktop.get_by_role("button", name="导出 Word").click()
    file = tmp_path / "summary.docx"
    download.value.save_as(file)
    text = ZipFile(file).read("word/document.xml").decode()
    assert "受惠群众" in text and "6万余" in text
    assert desktop.complaints == []


def test_recording_an_activity_on_the_phone_takes_four_fields(phone):
    phone.goto("/activities/record/")
    phone.fill("input[name=name]", "泗门镇防震减灾讲座")
    phone.fill("input[name=participations]", "86")
    phone.get_by_role("button").filter(has_text="记").last.click()
    phone.wait_for_load_state()
    expect(phone.locator("main")).to_contain_text("86")
    phone.goto(f"/metrics/figure/活动参加人次/?year={date.today().year}")
    expect(phone.locator("main")).to_contain_text("86")
    assert phone.complaints == []


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_page_fits_its_screen_and_nothing_complains(size, request):
    page = request.getfixturevalue(size)
    for address in PAGES:
        answer = page.goto(address)
        assert answer.status == 200, address
        page.wait_for_load_state()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} scrolls sideways by {wide}px"
        assert page.locator("h1").count() == 1, address
        unnamed = page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]),select,textarea')]"
            ".filter(f => !f.labels.length && !f.ariaLabel && !f.getAttribute('aria-labelledby')).map(f => f.outerHTML)"
        )
        assert unnamed == [], address
        assert page.complaints == [], address


def test_pages_work_without_script(chromium, live_server, office):
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    sign_in(page, "chief")
    page.goto("/activities/record/")
    page.fill("input[name=name]", "无脚本也能记")
    page.fill("input[name=participations]", "12")
    page.get_by_role("button").filter(has_text="记").last.click()
    page.goto("/activities/")
    expect(page.locator("main")).to_contain_text("无脚本也能记")
    context.close()


def test_keyboard_reaches_search_and_content(desktop):
    desktop.goto("/")
    desktop.keyboard.press("Control+k")
    assert desktop.evaluate("document.activeElement.name") == "q"
    desktop.keyboard.type("科协")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/search/**")
    expect(desktop.locator("main")).to_contain_text("某市科协")
    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.activeElement.className") == "skip"
