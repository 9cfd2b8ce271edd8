"""Writing the annual summary in a real browser: prose can be typed, figures can only be placed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kexie.insight.reports.tests import make

from .test_journeys import chromium, desktop, office, opened, phone  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "textarea[name=text]"


@pytest.fixture
def report(office):  # noqa: F811
    here, _chief = office
    make.post(here, "activities.held", 2)
    make.post(here, "activities.participations", 60_420, **make.WEEK)
    return make.written(here)


def opened_section(page, report):
    page.goto(f"/reports/annual/{report.pk}/")
    part = page.locator(".part").nth(2)
    part.hover()
    part.get_by_role("link", name="改这一节").click()
    expect(page.locator(".writing .prose")).to_be_visible()
    return page.locator(".writing")


def test_prose_is_typed_and_figures_are_placed_whole(desktop, report):  # noqa: F811
    writing = opened_section(desktop, report)
    writing.locator(".prose").click(position={"x": 15, "y": 20})
    desktop.keyboard.press("Control+Home")
    desktop.keyboard.type("全年")
    writing.get_by_text("综合", exact=True).click()
    writing.get_by_role("button", name="活动数", exact=True).click()
    desktop.keyboard.type("场，")
    assert desktop.input_value(TEXT).startswith("全年{活动数}场，受惠群众{活动周.人次|概}人次")

    writing.locator(".prose .slot", has_text="活动周.人次").first.click()
    assert "{活动周.人次}人次" in desktop.input_value(TEXT), "one click makes it exact"
    desktop.keyboard.press("Control+End")
    desktop.keyboard.press("Enter")
    desktop.keyboard.type("另起一段。")
    writing.get_by_role("button", name="保存").click()
    expect(desktop.locator(".writing")).to_have_count(0)
    expect(desktop.locator("#sheet")).to_contain_text("全年2场，受惠群众60420人次。")
    expect(desktop.locator(".part").nth(2).locator("p", has_text="另起一段。").last).to_have_text("另起一段。")
    assert desktop.complaints == []


def test_a_slip_is_told_in_place_and_what_was_typed_stays(desktop, report):  # noqa: F811
    writing = opened_section(desktop, report)
    writing.locator(".prose").click(position={"x": 15, "y": 20})
    desktop.keyboard.press("Control+Home")
    desktop.keyboard.type("{没有的口径}")
    writing.get_by_role("button", name="保存").click()
    expect(desktop.locator(".writing .error")).to_contain_text("没有名为“没有的口径”的口径")
    assert desktop.input_value(TEXT).startswith("{没有的口径}受惠群众")
    expect(desktop.locator(".writing .prose")).to_be_visible()
    assert [line for line in desktop.complaints if "422" not in line] == []


def test_the_editor_fits_a_phone(phone, report):  # noqa: F811
    opened_section(phone, report)
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
