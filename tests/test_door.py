"""Two doors without network, in a real browser: nothing is lost, one person is one person, and both tell why not."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import organisation
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.work.activities.models import Session
from kexie.work.attendance import queries, rules, services
from kexie.work.attendance.models import Attendance, Scan
from kexie.work.attendance.tests import make
from kexie.work.signups.models import Signup

from .cable import Cable
from .test_journeys import chromium  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def lecture(transactional_db):
    """An activity today with people signed up: one comes, one is on the waiting list, one has an old code."""
    here = organisation("某市科协")
    lecture = make.activity(here, "院士进校园", sessions=2)
    for number, session in enumerate(lecture.timetable.all()):
        session.starts_at = clock.now() + number * timedelta(hours=2)
        session.ends_at = session.starts_at + timedelta(hours=2)
        session.save()
    return lecture


@pytest.fixture
def session(lecture):
    return lecture.timetable.first()


@pytest.fixture
def door(chromium, live_server, lecture):  # noqa: F811
    """Return a function that opens another phone at the door, ready to go on without network."""
    contexts = []

    def opened(name):
        cable = Cable(live_server.url)
        context = chromium.new_context(viewport=PHONE, base_url=cable.url, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.cable = cable
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        _device, secret = make.device(lecture, name)
        page.goto(f"/door/{secret}/")
        expect(page.locator("#offline")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


def scan(page, text):
    page.fill("#asked", text)
    page.locator("#find button").click()


def test_h6_both_doors_scan_one_code_without_network(door, session):
    li = make.signup(session, "李建国")
    make.signup(session, "王芳")
    east, west = door("东门"), door("西门")
    for page in (east, west):
        page.cable.pull()
        scan(page, queries.code_of(li))
        expect(page.locator("#result")).to_have_class("result ok")
        expect(page.locator("#result")).to_contain_text("已签到")
        expect(page.locator("#waiting")).to_have_text("待上传 1 条")
        expect(page.locator("#present")).to_have_text("1")
    assert Scan.objects.count() == 0

    east.reload()  # still without network: the page and what it scanned are there
    expect(east.locator("#waiting")).to_have_text("待上传 1 条")
    expect(east.locator("#present")).to_have_text("1")
    assert east.evaluate("fetch('/door/worker.js', {cache: 'no-store'}).then(() => 'network', () => 'none')") == "none"

    for page in (west, east):
        page.cable.plug()
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("#waiting")).to_have_text("全部已上传")
        expect(page.locator("#network")).to_have_text("已联网")
    row = Attendance.objects.get()
    assert (row.state, row.is_doubtful, [code for code, _scans in row.conflicts]) == ("present", True, ["twice"])
    assert Scan.objects.count() == 2
    east.reload()
    expect(east.locator("#present")).to_have_text("1")
    assert Scan.objects.count() == 2, "sent again, it is the same scan"


def test_the_second_use_is_shown_and_can_be_undone(door, session):
    li = make.signup(session, "李建国")
    page = door("东门")
    page.locator(f"#people [data-person='{li.pk}']").click()
    expect(page.locator("#result")).to_have_class("result ok")
    expect(page.locator("#waiting")).to_have_text("全部已上传")
    scan(page, queries.code_of(li))
    expect(page.locator("#result")).to_have_class("result again")
    expect(page.locator("#result")).to_contain_text("已经签到过")
    page.locator("#undo").click()
    expect(page.locator("#result")).to_contain_text("已撤销")
    expect(page.locator("#waiting")).to_have_text("全部已上传")
    assert Scan.objects.count() == 3 and Attendance.objects.get().state == "present"
    assert page.complaints == []


def test_whom_another_door_let_in_is_shown_as_there(door, session):
    li = make.signup(session, "李建国")
    services.check_in(signup=li, session=session, at=clock.now(), actor=SYSTEM)
    page = door("东门")
    scan(page, queries.code_of(li))
    expect(page.locator("#waiting")).to_have_text("全部已上传")
    expect(page.locator("#result")).to_have_class("result again")


def test_the_page_says_what_the_server_would(door, lecture, session):
    """Both judge by one table: the page's twin of the rules gives each code the verdict that the server gives."""
    afternoon = Session.objects.exclude(pk=session.pk).get(activity=lecture)
    theirs = make.activity(organisation("邻市科协"), name="邻市讲座").timetable.get()
    good = make.signup(session, "李建国")
    old = make.signup(session, "换码")
    texts = {
        "ok": queries.code_of(good),
        "reissued": queries.code_of(old),
        "other_session": queries.code_of(make.signup(afternoon, "下午")),
        "other_activity": queries.code_of(make.signup(theirs, "邻市")),
        "cancelled": queries.code_of(make.signup(session, "取消", state=Signup.State.CANCELLED)),
        "waiting": queries.code_of(make.signup(session, "候补", state=Signup.State.WAITING)),
        "pending": queries.code_of(make.signup(session, "待审", state=Signup.State.PENDING)),
        "refused": queries.code_of(make.signup(session, "未过", state=Signup.State.REFUSED)),
        "forged": rules.sign(rules.Pass(good.reference, 1, session.pk), rules.keys_from(b"x" * 64).private),
        "unreadable": "这不是签到码" * 15,
    }
    Signup.objects.filter(pk=old.pk).update(issue=2)
    page = door("东门")
    page.cable.pull()
    for verdict, text in texts.items():
        scan(page, text)
        kind = "ok" if verdict == "ok" else "bad"
        expect(page.locator("#result")).to_have_class(f"result {kind}")
        words = "已签到" if verdict == "ok" else queries.sentences()[verdict]
        expect(page.locator("#result .words")).to_have_text(words)
    page.cable.plug()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("全部已上传")
    said = dict(Scan.objects.values_list("verdict", "said"))
    assert said == {verdict: verdict for verdict in texts}
    assert not Scan.objects.filter(doubt=rules.OVERRULED).exists()


def test_the_table_is_read_alike_in_both_languages(door, session):
    make.signup(session)
    page = door("东门")
    values = {
        fact: {"?", *(v for f, vs, _verdict in rules.TABLE if f == fact for v in vs)} for fact, _, _ in rules.TABLE
    }
    cases = [{fact: value} for fact in values for value in sorted(values[fact])]
    cases += [a | b for a in cases for b in cases] + [{}]
    module = Path(rules.__file__).parents[1] / "static/attendance/judge.js"
    assert "export const judge" in module.read_text()
    found = page.evaluate(
        """async ([table, cases]) => {
            const { judge } = await import("/static/attendance/judge.js");
            return cases.map((facts) => judge(table, facts));
        }""",
        [json.loads(json.dumps(rules.TABLE)), cases],
    )
    assert found == [rules.judge(facts) for facts in cases]


def test_a_camera_is_read_by_the_library_where_the_browser_has_no_detector(door, session):
    import segno

    text = queries.code_of(make.signup(session))
    page = door("东门")
    read = page.evaluate(
        """async (address) => {
            const image = new Image();
            image.src = address;
            await image.decode();
            const { BarcodeDetector } = await import("/static/vendor/qr/decode.js");
            const canvas = document.createElement("canvas");
            Object.assign(canvas, { width: image.width, height: image.height });
            canvas.getContext("2d").drawImage(image, 0, 0);
            const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return (await new BarcodeDetector({ formats: ["qr_code"] }).detect(data)).map((one) => one.rawValue);
        }""",
        segno.make(text, error="m").png_data_uri(scale=6),
    )
    assert read == [text]


def test_a_closed_door_says_so(door, session):
    make.signup(session)
    page = door("东门")
    services.revoke_door(device=session.activity.devices.get(), actor=SYSTEM, at=clock.now())
    page.locator("#people button").first.click()
    expect(page.locator("#trouble")).to_contain_text("停用")
    expect(page.locator("#waiting")).to_have_text("待上传 1 条")
