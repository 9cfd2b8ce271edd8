"""A contact noted on the phone in twenty seconds, and the pages around it on both screens."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import organisation, person
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.network.people.tests.make import person as someone
from kexie.office.ledger.models import Entry
from kexie.office.tasks import services as tasks
from kexie.office.tasks.models import Task
from kexie.work.contacts import queries, services
from kexie.work.contacts.models import Visit
from kexie.work.contacts.tests import make

from .test_journeys import chromium, sign_in  # noqa: F401  (chromium is a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = {"desktop": {"width": 1366, "height": 768}, "phone": {"width": 360, "height": 740}}
PICTURES = os.environ.get("KEXIE_PICTURES", "")  # a folder to look at them in


@pytest.fixture
def county(transactional_db):
    """Return a county with two towns, bodies, a leader with contacts of all sorts, and somebody who is helped."""
    here = organisation("某市科协")
    chief = person("administrator", here, username="chief")
    leader = person("reader", here, username="leader")
    towns = [organisation(f"{name}镇科协", parent=here, level="town") for name in ("泗门", "梁弄")]
    bodies = [
        organisation(name, parent=towns[0], kind=kind)
        for name, kind in (
            ("泗门榨菜农技协", "farm_association"),
            ("泗门镇卫生院", "hospital"),
            ("小路下村", "community"),
        )
    ]
    who = someone(organisation=here, name="陈建国")
    year = clock.today().year
    told = {"organisation": here, "person": who, "account": leader, "duty": "副主席", "today": clock.today()}
    first = clock.today().replace(year=year - 1, month=1, day=1)
    ties = [make.tie(**told, body=body, since=first, visits=12) for body in (*towns, bodies[0])]
    make.tie(
        **told, worker=someone(organisation=bodies[1], name="吴医生"), since=first, method="multiplying", role="worker"
    )
    services.ready_cells(organisation=here, actor=SYSTEM, on=first)
    organisation("新来的合作社", parent=towns[1], kind="cooperative")
    make.pairing(organisation=here, made_by=chief, since=first)
    return {"here": here, "ties": ties, "towns": towns, "bodies": bodies, "who": who}


def opened(browser, live_server, screen, username, **more):
    context = browser.new_context(viewport=SCREENS[screen], base_url=live_server.url, locale="zh-CN", **more)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    sign_in(page, username)
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_a_contact_is_noted_on_the_phone_in_twenty_seconds(chromium, live_server, county, scripts):  # noqa: F811
    page = opened(chromium, live_server, "phone", "leader", java_script_enabled=scripts)
    page.goto("/contacts/mine/")
    began = time.monotonic()
    page.get_by_role("link", name="记走访").first.click()
    page.get_by_label("梁弄镇科协").check()  # the one tap
    page.fill("textarea[name=note]", "看了科普站，展板旧了，商量换新")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("body")).to_contain_text("已记下：梁弄镇科协")
    assert time.monotonic() - began < 20  # of which the hand that types has nearly all
    assert [(v.body, v.way, v.on) for v in Visit.objects.all()] == [(county["towns"][1], "onsite", clock.today())]
    assert Entry.objects.filter(measure="contacts.visits").count() == 1
    expect(page.locator("main")).to_contain_text("展板旧了")
    assert page.complaints == []


def test_five_taps_and_one_sentence_from_home(chromium, live_server, county):  # noqa: F811
    """From home to saved: every tap is counted, and one field is filled in."""
    page = opened(chromium, live_server, "phone", "leader", has_touch=True)
    taps = []

    def tap(where):
        taps.append(where.inner_text())
        where.tap()

    tap(page.locator("#todo a", has_text="记走访"))
    tap(page.locator("li", has_text="梁弄镇科协").get_by_role("link", name="记走访"))
    expect(page.locator("textarea[name=note]")).to_be_focused()
    expect(page.get_by_label("梁弄镇科协")).to_be_checked()
    page.keyboard.type("看了科普站，展板旧了")
    tap(page.get_by_role("button", name="记下"))
    expect(page.locator("body")).to_contain_text("已记下：梁弄镇科协")
    assert len(taps) == 3 and Visit.objects.get().body == county["towns"][1]


def test_without_network_the_note_is_kept_on_the_phone(chromium, live_server, county):  # noqa: F811
    """Pressed without network, left, opened again: the sentence is offered back, with whom it was, and saved once."""
    page = opened(chromium, live_server, "phone", "leader")
    page.goto("/contacts/note/")
    page.get_by_label("梁弄镇科协").check()
    page.fill("textarea[name=note]", "山里没有信号，看了茶园")
    page.context.set_offline(True)
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_role("alert")).to_contain_text("现在没有网络")
    assert not Visit.objects.exists()
    page.context.set_offline(False)
    # The network breaks off only while it is being sent: the browser shows its own page of errors.
    page.route(
        "**/contacts/note/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_role("button", name="记下").click()
    page.wait_for_url("chrome-error://**")
    page.unroute("**/contacts/note/")
    services.note_visit(  # meanwhile another is due first
        tie=county["ties"][0], note="别的", on=clock.today(), actor=SYSTEM, today=clock.today()
    )
    page.goto("/contacts/mine/")
    page.goto("/contacts/note/")
    page.get_by_role("button", name="取回上次填的").click()
    expect(page.locator("textarea[name=note]")).to_have_value("山里没有信号，看了茶园")
    expect(page.get_by_label("梁弄镇科协")).to_be_checked()
    page.get_by_role("button", name="记下").click()
    expect(page.locator("body")).to_contain_text("已记下：梁弄镇科协")
    assert Visit.objects.filter(note="山里没有信号，看了茶园", body=county["towns"][1]).count() == 1
    page.goto("/contacts/note/")
    expect(page.locator("textarea[name=note]")).to_be_visible()
    expect(page.get_by_role("button", name="取回上次填的")).to_have_count(0)


def test_the_answer_to_what_was_asked_comes_back_to_the_contact(chromium, live_server, county):  # noqa: F811
    """Asked on the phone, on the contact's own home; reported there; once rechecked it is seen at the visit."""
    page = opened(chromium, live_server, "phone", "leader")
    page.goto(f"/contacts/note/?tie={county['ties'][2].pk}")
    page.fill("textarea[name=note]", "座谈榨菜新品种")
    page.get_by_text("有诉求，或不是今天当面走访的").click()
    page.fill("textarea[name=asked]", "想请专家讲一次根肿病")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("main")).to_contain_text("诉求（想请专家讲一次根肿病）：待办")
    page.goto("/")
    page.locator("#todo li", has_text="根肿病").get_by_role("link").click()
    page.get_by_role("link", name="上报完成").click()
    page.fill("textarea[name=note]", "已请市农技站张站长 12 月到村里讲")
    page.locator("main form button").last.click()
    tasks.recheck(task=Task.objects.get(), passed=True, on=clock.today(), actor=SYSTEM, note="已答复")
    page.goto("/contacts/mine/")
    expect(page.locator("main")).to_contain_text("：已销号")
    page.goto(f"/contacts/visits/{Visit.objects.get().pk}/")
    expect(page.locator("main")).to_contain_text("办理情况：已请市农技站张站长 12 月到村里讲")


def test_with_the_keyboard_alone_and_something_was_asked(chromium, live_server, county):  # noqa: F811
    page = opened(chromium, live_server, "desktop", "leader")
    page.goto(f"/contacts/note/?tie={county['ties'][2].pk}")
    page.locator("input[name=tie]:checked").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("座谈榨菜新品种")
    page.get_by_text("有诉求，或不是今天当面走访的").focus()
    page.keyboard.press("Enter")
    page.fill("textarea[name=asked]", "想请专家讲一次根肿病")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("body")).to_contain_text("已转成督办事项")
    assert "根肿病" in Task.objects.get().title


@pytest.mark.parametrize("screen", SCREENS)
def test_the_pages_around_it_fit_both_screens(chromium, live_server, county, screen):  # noqa: F811
    page = opened(chromium, live_server, screen, "chief")
    tie, cell = county["ties"][0], queries.cell_of(county["bodies"][0], clock.today())
    services.note_visit(tie=tie, note="看了科普站", asked="想要一台投影仪", actor=SYSTEM, today=clock.today())
    seen, pair = Visit.objects.get(), make.Pairing.objects.get()
    addresses = {
        "coverage": "/contacts/", "bodies": "/contacts/?part=bodies", "gaps": "/contacts/?part=gaps",
        "behind": "/contacts/?part=behind",
        "ties": "/contacts/ties/", "tie": f"/contacts/ties/{tie.pk}/", "new_tie": "/contacts/ties/new/",
        "visits": "/contacts/visits/", "visit": f"/contacts/visits/{seen.pk}/", "grid": "/contacts/cells/gaps/",
        "cells": "/contacts/cells/", "cell": f"/contacts/cells/{cell.pk}/",
        "split": f"/contacts/cells/{cell.pk}/split/",
        "merge": f"/contacts/cells/{cell.pk}/merge/", "pairings": "/contacts/pairings/",
        "pairing": f"/contacts/pairings/{pair.pk}/", "new_pairing": "/contacts/pairings/new/",
        "end": f"/contacts/ties/{tie.pk}/end/", "note": f"/contacts/note/?tie={tie.pk}",
        "body": f"/organisations/bodies/{county['towns'][0].pk}/", "person": f"/people/people/{county['who'].pk}/",
    }  # fmt: skip
    for name, address in addresses.items():
        assert page.goto(address).status == 200, address
        page.wait_for_load_state()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{screen}-{name}.png"), full_page=True)
        assert wide <= 0, f"{address} scrolls sideways by {wide}px"
        assert page.locator("h1").count() == 1, address
    page.goto(addresses["pairing"])
    expect(page.locator("main")).not_to_contain_text("长期患病")
    page.get_by_role("button", name="显示完整的个人信息").click()
    expect(page.locator("main")).to_contain_text("长期患病")
    page = opened(chromium, live_server, screen, "leader")
    page.goto("/contacts/mine/")
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{screen}-mine.png"), full_page=True)
        page.goto("/contacts/note/")
        page.screenshot(path=str(Path(PICTURES) / f"{screen}-mynote.png"), full_page=True)
