"""One activity from its plan to the certificate anybody may check, as a clerk, thirty people and two doors live it."""

from __future__ import annotations

import re
import subprocess
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from conftest import organisation, person
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.network.people.tests.make import person as someone
from kexie.office.ledger.models import Entry
from kexie.office.metrics import queries as metrics
from kexie.office.notices import services as notices
from kexie.work.activities.models import Activity
from kexie.work.attendance import queries as doors
from kexie.work.attendance.models import Attendance, Scan
from kexie.work.hours import services as hours
from kexie.work.signups.models import Signup
from kexie.work.volunteering.tests import make as volunteers

from .cable import Cable
from .test_journeys import chromium, sign_in  # noqa: F401  (chromium is a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
NAME, PLACES = "防震减灾讲座", 27
LETTERS = []
SERVED = {"志愿服务时长": 6, "服务志愿者人数": 3}
FIGURES = {
    "活动数": 1,
    "活动参加人次": 37,
    "活动参加人数": 25,
    "参加志愿者人次": 3,
    "发放资料份数": 300,
}


class Phones:
    """A gateway whose messages somebody reads."""

    name, repeats = "phones", True

    def deliver(self, letter):
        LETTERS.append(letter)


@pytest.fixture
def time(monkeypatch):
    """Return a function that moves every clock of the house to a moment; from there it goes on."""
    ahead = [timedelta(0)]
    monkeypatch.setattr(clock, "now", lambda: timezone.now() + ahead[0])

    def to(moment):
        ahead[0] = moment - timezone.now()

    return to


@pytest.fixture
def opened(chromium, live_server, settings):  # noqa: F811
    """Return a function that opens a browser of somebody's own, signed in or not, and remembers its complaints."""
    settings.SITE = live_server.url
    settings.GATEWAYS = dict.fromkeys(("sms", "email"), f"{__name__}.Phones")
    LETTERS.clear()
    contexts = []

    def open_(viewport, username=""):
        context = chromium.new_context(
            viewport=viewport, base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        if username:
            sign_in(page, username)
        return page

    yield open_
    for context in contexts:
        context.close()


def save(page, **fields):
    """Fill the fields of the page's form by name and press its first button."""
    fill(page, **fields)
    page.locator("main form.form button, main form.card button").first.click()


def fill(page, **fields):
    for name, value in fields.items():
        field = page.locator(f"main [name='{name}']")
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(str(value))


def follow(page, name):
    """Go where a link or button of the page leads; nobody types an address."""
    page.locator("main").get_by_role("link", name=name).or_(
        page.locator("main").get_by_role("button", name=name)
    ).first.click()


def letter_to(phone):
    """Let the outbox leave, and return the last message a telephone got."""
    for channel in ("sms", "email"):
        notices.deliver_due(channel=channel, actor=SYSTEM, at=clock.now())
    return next(letter.body for letter in reversed(LETTERS) if letter.address == phone)


def link_in(text):
    """Return the address a message carries."""
    return re.search(r"https?://\S+", text)[0]


def phone_of(n):
    return f"164{n:08d}"


def plan(clerk, day):
    """Write the activity down, give it a session, say how one signs up, recruit for a shift, and publish it."""
    clerk.goto("/")
    clerk.locator("nav summary", has_text="活动").first.click()  # wings are folded but the one the reader is in
    clerk.locator("nav").get_by_role("link", name="活动", exact=True).first.click()
    follow(clerk, "登记活动")
    save(
        clerk, name=NAME, form="讲座", starts_on=day, place="泗门镇文化中心", contact="泗门镇科协 办公室",
        introduction="专家讲怎样防震减灾，带您走一次疏散通道。", is_held=False,
    )  # fmt: skip
    expect(clerk.locator("h1")).to_have_text(NAME)
    follow(clerk, "加场次")
    save(clerk, on=day, begins="09:00", ends="11:00", capacity=PLACES)
    follow(clerk, "开放报名")
    expect(clerk.locator("[name=places]")).to_have_value(str(PLACES))
    save(clerk, offer_hours=12)
    expect(clerk.locator("main")).to_contain_text("活动还没有发布，不能报名")
    clerk.locator(".crumbs a", has_text=NAME).click()
    follow(clerk, "提交发布")
    expect(clerk.locator("main .lead")).to_contain_text("已发布")


def recruit(clerk, people):
    """Want volunteers at the entrance, in one shift with the session's own times, and put three into it."""
    follow(clerk, "登记岗位")
    save(clerk, name="入口引导", what="引导入场、维持秩序", risks="久站，注意补水")
    follow(clerk, "开始招募")
    follow(clerk, "加班次")
    session = clerk.locator("[name=session] option", has_text=NAME)
    clerk.locator("[name=session]").select_option(session.get_attribute("value"))
    save(clerk, places=3)
    follow(clerk, "排班")
    clerk.locator("[name=all_times]").check()
    follow(clerk, "找志愿者")
    for one in people:
        clerk.get_by_label(str(one), exact=True).check()
    follow(clerk, "排上勾选的人")
    expect(clerk.locator("main")).to_contain_text("已排班")


def sign_up(page, n):
    """Sign somebody up who found the activity by themself, on their phone."""
    page.goto("/p/")
    follow(page, NAME)
    follow(page, "报名")
    save(page, name=f"报名{n}", phone=phone_of(n), agrees=True)
    expect(page.locator("main .tag").first).to_have_text("已确认")
    expect(page.locator(".ticket")).to_contain_text("签到号")


def post_sign_up(client, activity, n):
    """Send what the page of `sign_up` sends."""
    said = {"name": f"报名{n}", "phone": phone_of(n), "agrees": "on"}
    answer = client.post(f"/p/activities/{activity.public_id}/sign-up/1/", said)
    assert answer.status_code == 302, answer.content.decode()[:2000]


def sign_up_at_desk(clerk, n):
    """Let staff sign somebody up who came to the office; return the link that their telephone gets."""
    follow(clerk, "现场登记")
    save(clerk, name=f"报名{n}", phone=phone_of(n), agrees=True)
    expect(clerk.locator("body")).to_contain_text(f"报名{n}：")
    clerk.locator(".crumbs a").last.click()
    return link_in(letter_to(phone_of(n)))


def open_door(clerk, opened, name, server):
    """Open a device at the door, and return its page, ready to go on without network."""
    save(clerk, name=name)
    page = opened(PHONE)
    page.cable = Cable(server)
    page.goto(clerk.locator("code").inner_text().replace(server, page.cable.url))
    expect(page.locator("#offline")).to_be_visible()
    return page


def scan(door, signup, words="已签到"):
    """Read somebody's code at a door."""
    door.fill("#asked", doors.code_of(signup))
    door.locator("#find button").click()
    expect(door.locator("#result .words")).to_contain_text(words)


def upload(door):
    """Give a door its network back, and wait until all it holds has arrived."""
    door.cable.plug()
    door.evaluate("dispatchEvent(new Event('online'))")
    expect(door.locator("#waiting")).to_have_text("全部已上传")


def figure(name, here, year, actor):
    """Return what a metric comes to."""
    return metrics.figure(name, period=metrics.Period.year(year), organisation=here, actor=actor)


@pytest.fixture
def office(transactional_db):
    """A county association and a town below it with its clerk; three registered volunteers."""
    county = organisation("某市科协")
    town = organisation("泗门镇科协", parent=county, level="town")
    clerk = person("officer", town, username="clerk")
    long_ago = clock.today() - timedelta(days=400)
    people = [
        volunteers.volunteer(
            organisation=town, on=long_ago, person=someone(organisation=town, name=name, phone=phone_of(number))
        )
        for number, name in enumerate(("志愿甲", "志愿乙", "志愿丙"), 901)
    ]
    return town, clerk, people


def test_from_a_plan_to_a_certificate_anybody_may_check(opened, office, time, client, live_server):
    town, officer, people = office
    day = clock.today() + timedelta(days=9)
    nine = datetime.combine(day, datetime.min.time().replace(hour=9), clock.ZONE)
    clerk, phone = opened(DESKTOP, "clerk"), opened(PHONE)
    plan(clerk, day)
    activity = Activity.objects.get()
    public = clerk.url
    recruit(clerk, people)

    # Thirty sign up: two on their phones, twenty-six more the same way, two at the desk; three have to wait.
    time(nine - timedelta(days=5))
    clerk.goto(public)
    for n in (1, 2):
        sign_up(phone, n)
    for n in range(3, 27):
        post_sign_up(client, activity, n)
    clerk.locator("#signups a").first.click()
    leaves, waits = sign_up_at_desk(clerk, 27), sign_up_at_desk(clerk, 28)
    for n in (29, 30):
        post_sign_up(client, activity, n)
    states = Signup.objects.filter(role="participant").order_by("pk").values_list("state", flat=True)
    assert [*states.all()] == ["confirmed"] * 27 + ["waiting"] * 3

    # By link alone one lets their place go, the next is told, and takes it.
    phone.goto(leaves)
    phone.get_by_text("不能来了").click()
    follow(phone, "取消报名")
    expect(phone.locator("main .tag").first).to_have_text("已取消")
    told = letter_to(phone_of(28))
    assert "有名额了" in told and link_in(told) == waits
    phone.goto(waits)
    follow(phone, "确认参加")
    expect(phone.locator("main .tag").first).to_have_text("已确认")
    assert [*states.all()] == ["confirmed"] * 26 + ["cancelled", "confirmed"] + ["waiting"] * 2

    # The door: two devices without network, five people at both, one of them twice.
    time(nine - timedelta(minutes=10))
    clerk.goto(public)
    follow(clerk, "签到设备")
    east, west = (open_door(clerk, opened, name, live_server.url) for name in ("东门", "西门"))
    for door in (east, west):
        door.cable.pull()
    who = [*Signup.objects.filter(role="participant", state="confirmed").order_by("pk")]
    for signup in [*who[:15], *Signup.objects.filter(role="volunteer")]:
        scan(east, signup)
    scan(east, who[0], "已经签到过")
    for signup in who[10:25]:
        scan(west, signup)
    scan(west, Signup.objects.filter(state="waiting").first(), "候补")
    east.reload()
    expect(east.locator("#waiting")).to_have_text("待上传 19 条")
    expect(east.locator("#present")).to_have_text("18")
    assert not Scan.objects.exists()
    upload(west)
    upload(east)
    assert Attendance.objects.filter(state="present").count() == 25 + 3
    assert Scan.objects.count() == 19 + 16

    # Those nobody named are counted; the volunteers leave by the same door.
    time(nine + timedelta(hours=2, minutes=5))
    clerk.goto(public)
    clerk.locator("#attendance li a").first.click()
    fill(clerk, amount=12)
    clerk.get_by_label("说明 选填").fill("门口点数")
    follow(clerk, "记下")
    expect(clerk.locator("main")).to_contain_text("门口点数")
    east.get_by_label("签退").check()
    for signup in Signup.objects.filter(role="volunteer"):
        scan(east, signup, "已签退")
    upload(east)

    # Closed with its results; the ledger has who came by name and the others by number.
    clerk.goto(public)
    follow(clerk, "结束并记结果")
    save(clerk, leaflets=300)
    expect(clerk.locator("main .lead")).to_contain_text("已完成")
    posted = Entry.objects.filter(measure="activities.participations")
    assert sorted(posted.values_list("amount", flat=True)) == [1] * 25 + [12]
    said = {name: figure(name, town, day.year, officer) for name in FIGURES}
    assert {name: said[name].value for name in FIGURES} == FIGURES
    assert said["活动参加人数"].unnamed == 12

    # Hours come from the door, stand on notice, and are the ledger's once it has ended.
    follow(clerk, "公示中")
    expect(clerk.locator("#rows")).to_contain_text("志愿乙")
    clerk.goto("/hours/services/")
    follow(clerk, re.compile("^公示$"))
    expect(clerk.locator("main")).to_contain_text("志**")
    assert hours.confirm_due(actor=SYSTEM, at=clock.now()) == 0
    time(nine + timedelta(days=12))
    assert hours.confirm_due(actor=SYSTEM, at=clock.now()) == 3
    phone.goto(waits)
    expect(phone.locator(".ticket")).to_have_count(0)
    said = {name: figure(name, town, day.year, officer) for name in SERVED}
    assert {name: said[name].value for name in SERVED} == SERVED

    # The certificate: given out, on paper, checked by anybody; and revoked in the open.
    clerk.goto("/volunteering/volunteers/")
    clerk.locator("#rows").get_by_role("link", name="志愿甲").click()
    follow(clerk, "服务经历、证明")
    save(clerk, start=day, end=day, head="张主席", contact="泗门镇科协 办公室")
    expect(clerk.locator("main .lead .tag")).to_have_text("有效")
    with clerk.expect_download() as paper:
        follow(clerk, "下载 PDF")
    text = subprocess.run(["pdftotext", paper.value.path(), "-"], capture_output=True, check=True).stdout.decode()
    code = re.search(r"[2-9A-Z]{4}[ -][2-9A-Z]{4}[ -][2-9A-Z]{4}", text)[0]
    assert "志愿甲" in text and NAME in text
    phone.goto("/check/")
    save(phone, code=code)
    for words in ("有效", "累计 2 小时", NAME, "泗门镇科协"):
        expect(phone.locator("main")).to_contain_text(words)
    expect(phone.locator("main")).not_to_contain_text("志愿甲")
    clerk.get_by_text("作废", exact=True).first.click()
    fill(clerk, reason="姓名写错")
    follow(clerk, "作废")
    phone.reload()
    expect(phone.locator("main")).to_contain_text("已作废")
    assert [*clerk.complaints, *phone.complaints] == []
