"""A town checked against 四有 on a phone, put right, accepted and named with its grant; what does not fit is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import organisation, person
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Period
from kexie.office.tasks.models import Task
from kexie.work.standards.models import Checklist, Inspection, Site
from kexie.work.standards.tests.make import PICTURE

from .test_journey_contacts import SCREENS, opened
from .test_journeys import chromium  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("KEXIE_PICTURES", "")  # a folder to look at them in

STANDING_OUT = """[...document.querySelectorAll('main .card :is(input, select, textarea)')].filter((f) =>
  f.offsetParent && f.getBoundingClientRect().right > f.closest('.card').getBoundingClientRect().right - 4).length"""


@pytest.fixture
def county(transactional_db):
    """Return a county with its administrator, a town and the town's clerk."""
    here = organisation("某市科协")
    town = organisation("泗门镇科协", parent=here, level="town")
    type(town).objects.filter(pk=town.pk).update(founded_on=clock.today().replace(year=2006))
    person("administrator", here, username="chief")
    person("clerk", town, username="clerk")
    return {"here": here, "town": town}


def judge(page, town, *, kind, missing=0, photo=("门牌.jpg", PICTURE)):
    """Judge the four items of 四有 as a person would, from the body's page."""
    page.goto(f"/organisations/bodies/{town.pk}/")
    page.get_by_role("link", name="查一次").click()
    page.get_by_label("方式").select_option(label=kind)
    for number in range(1, 5):
        page.locator(f"#id_state{number}_field").get_by_label("没有" if number == missing else "有", exact=True).check()
    if photo:
        page.get_by_label("第 1 条的佐证").set_input_files({"name": photo[0], "mimeType": "", "buffer": photo[1]})
    page.get_by_role("button", name="记下").click()


def figure(name, here):
    return metrics.figures([name], period=Period.year(clock.today().year), organisation=here, actor=SYSTEM)[name].value


def test_from_the_standard_to_the_grant(chromium, live_server, county):  # noqa: F811
    here, town = county["here"], county["town"]
    desk, phone = (opened(chromium, live_server, screen, "chief") for screen in ("desktop", "phone"))
    desk.goto("/standards/checklists/")
    desk.get_by_role("link", name="用四有").first.click()
    desk.get_by_role("button", name="保存").click()
    assert Checklist.objects.get().since == clock.today()
    judge(phone, town, kind="验收", missing=3, photo=("门牌.exe", b"MZ"))
    expect(phone.locator(".summary")).to_contain_text("第 1 条的佐证：“门牌.exe”不能作佐证")
    judge(phone, town, kind="验收", missing=3)
    phone.get_by_role("link", name="认定达标").click()
    phone.locator("main form button").last.click()
    expect(phone.locator("main")).to_contain_text("还有没做到的条目，不能认定达标")
    phone.goto(f"/standards/inspections/{Inspection.objects.get().pk}/")
    phone.get_by_role("link", name="要求整改").click()
    phone.fill("[name=due_on]", clock.today().replace(year=clock.today().year + 1).isoformat())
    phone.locator("main form button").last.click()
    expect(phone.locator("main")).to_contain_text("补齐：有电脑")
    assert Task.objects.get().organisation == town and figure("示范点数", here) == 0
    judge(phone, town, kind="实地核查")
    phone.get_by_role("link", name="认定达标").click()
    phone.locator("main form button").last.click()
    phone.get_by_role("link", name="命名示范点").click()
    phone.get_by_label("级别").select_option(label="县级")
    phone.fill("[name=named_on]", clock.today().isoformat())
    phone.locator("[name=grant]").press_sequentially("1-5")
    phone.get_by_role("button", name="保存").click()
    assert not Site.objects.exists()  # what cannot be read is not sent as nothing
    phone.fill("[name=grant]", "1.5")
    phone.get_by_role("button", name="保存").click()
    expect(phone.locator(".summary")).to_contain_text("是 1.5 元，还是 1.5 万元？")
    phone.fill("[name=grant]", "15000")
    phone.get_by_role("button", name="保存").click()
    expect(phone.locator("main")).to_contain_text("县级示范点")
    assert (figure("示范点数", here), figure("示范点补助", here)) == (1, 15000)
    desk.goto("/metrics/figure/示范点补助/")
    desk.locator("main").get_by_role("link", name="泗门镇科协").last.click()
    expect(desk.locator("h1")).to_have_text("泗门镇科协")
    desk.get_by_role("link", name="修改").click()
    desk.fill("[name=grant]", "20000")
    desk.get_by_role("button", name="保存").click()
    assert figure("示范点补助", here) == 20000
    desk.locator("main summary", has_text="更多").click()
    desk.get_by_role("button", name="误登作废").click()
    expect(desk.locator("body")).to_contain_text("已作废")
    assert (figure("示范点数", here), figure("示范点补助", here)) == (0, 0)


def test_a_town_checks_itself_and_does_not_accept_itself(chromium, live_server, county):  # noqa: F811
    chief, town = opened(chromium, live_server, "desktop", "chief"), county["town"]
    chief.goto("/standards/checklists/new/?ready=four")
    chief.get_by_role("button", name="保存").click()
    clerk = opened(chromium, live_server, "phone", "clerk")
    judge(clerk, town, kind="自查", photo=None)
    expect(clerk.locator("main")).to_contain_text("待认定")
    expect(clerk.get_by_role("link", name="认定达标")).to_have_count(0)
    chief.goto(f"/standards/inspections/{Inspection.objects.get().pk}/")
    chief.get_by_role("link", name="不予认定").click()
    chief.fill("textarea[name=note]", "自查没有佐证")
    chief.locator("main form button").last.click()
    expect(chief.locator("main")).to_contain_text("自查没有佐证")
    assert Inspection.objects.get().state == "refused"


@pytest.mark.parametrize("screen", SCREENS)
def test_the_pages_fit_both_screens(chromium, live_server, county, screen):  # noqa: F811
    from kexie.work.standards.tests import make

    row = make.inspection(organisation=county["town"], on=clock.today().replace(year=2012), states=("met", "not_met"))
    site = make.site(organisation=county["town"], level="county")
    page = opened(chromium, live_server, screen, "chief")
    for name, address in {
        "checklists": "/standards/checklists/", "checklist": f"/standards/checklists/{row.checklist_id}/",
        "new_checklist": "/standards/checklists/new/?ready=five", "inspections": "/standards/inspections/",
        "inspection": f"/standards/inspections/{row.pk}/", "accept": f"/standards/inspections/{row.pk}/accept/",
        "refuse": f"/standards/inspections/{row.pk}/refuse/",
        "put_right": f"/standards/inspections/{row.pk}/put_right/",
        "inspect": f"/standards/bodies/{county['town'].pk}/inspect/?checklist={row.checklist_id}",
        "sites": "/standards/sites/", "site": f"/standards/sites/{site.pk}/", "new_site": "/standards/sites/new/",
        "end": f"/standards/sites/{site.pk}/end_site/",
    }.items():  # fmt: skip
        assert page.goto(address).status == 200, address
        page.wait_for_load_state()
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{screen}-standards-{name}.png"), full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} scrolls sideways by {wide}px"
        out = page.evaluate(STANDING_OUT)
        assert out == 0, f"{address}: {out} fields stand out of their card"
        assert page.locator("h1").count() == 1, address
    assert page.complaints == []
