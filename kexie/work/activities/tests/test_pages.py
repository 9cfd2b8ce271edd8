"""Pages of a life: sessions in series, copies, the closing page, statistics, brands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from conftest import person
from kexie.core import clock
from kexie.core.testing import DeskTests
from kexie.office.approvals.models import Chain
from kexie.office.ledger.models import Entry
from kexie.work.activities import queries, services
from kexie.work.activities.desks import ActivityDesk, BrandDesk, SessionDesk
from kexie.work.activities.models import Activity, Brand, Session

from . import make
from .make import MAY

pytestmark = pytest.mark.django_db
NOON = datetime(2013, 5, 19, 4, tzinfo=UTC)
WEEK_BEFORE, DAY_AFTER = NOON - timedelta(days=7), NOON + timedelta(days=1)


@pytest.fixture
def keeper(client, officer):
    client.force_login(officer)
    return officer


def address(name, row):
    return reverse(f"activities:{name}", args=[row.pk])


class TestSessionDesk(DeskTests):
    desk = SessionDesk
    change = {"place": "体育馆"}
    home = ""

    @staticmethod
    def make(*, organisation):
        row = make.planned(organisation=organisation, name=f"讲座（{Activity.objects.count() + 1}）")
        return make.session(activity=row, name=f"第{Session.objects.count() + 1}讲")

    def data(self, row, actor):
        return super().data(row, actor) | {
            "activity": row.activity_id, "starts_at": "2013-05-19T09:00", "ends_at": "2013-05-19T11:00",
        }  # fmt: skip

    def test_a_session_stays_with_its_activity(self, client, keeper, row, here):
        other = make.planned(organisation=here, name="别的")
        client.post(self.desk.url("update", row.pk), self.data(row, keeper) | {"activity": other.pk})
        row.refresh_from_db()
        assert row.activity_id != other.pk

    def test_a_session_is_taken_away(self, client, keeper, row):
        activity = row.activity
        assert client.post(address("remove_session", row)).url == ActivityDesk.url("detail", activity.pk)
        assert not activity.timetable.exists()

    def test_a_session_is_called_off_with_the_reason(self, client, keeper, row):
        move = self.desk.url("move", row.pk, "cancel_session")
        assert client.post(move).status_code == 409
        client.post(move, {"note": "讲师病了"})
        row.refresh_from_db()
        assert row.state == "cancelled"


class TestBrandDesk(DeskTests):
    desk = BrandDesk
    new = {"name": "科普夜市"}
    change = {"since": "2009"}

    @staticmethod
    def make(*, organisation):
        return Brand.objects.create(organisation=organisation, name=f"品牌{Brand.objects.count() + 1}")

    def test_years_add_up_what_its_own_activities_came_to(self, client, keeper, row, here, town):
        make.activity(organisation=here, brand=row, participations=100, parties=[town])
        make.activity(organisation=town, brand=row, participations=30, name="分会场")
        make.activity(organisation=here, brand=row, participations=55, starts_on=date(2011, 5, 1), name="前年的")
        make.activity(organisation=here, participations=999, name="别的")
        make.planned(organisation=here, brand=row, participations=999, name="计划")
        years = queries.brand_years(row, keeper)
        said = [(y.year, y.activities, [f.value for f in y.figures][:2]) for y in years]
        assert said == [(2013, 2, [2, 130]), (2012, 0, []), (2011, 1, [1, 55])]
        page = client.get(self.desk.url("detail", row.pk)).content.decode()
        assert "历年成效" in page and "130" in page and f"brand={row.pk}" in page
        address = reverse("activities:brand_figure", args=[row.pk, 2013, "活动参加人次"])
        assert address in page
        behind = client.get(address).content.decode()  # the brand's own records and no others
        assert "分会场" in behind and "130" in behind and "别的" not in behind and "前年的" not in behind
        for year, name in ((2012, "活动参加人次"), (2013, "个人会员数")):
            assert client.get(reverse("activities:brand_figure", args=[row.pk, year, name])).status_code == 404


class TestSeries:
    SAID = {"on": "2013-05-19", "begins": "09:00", "ends": "11:00", "capacity": "50"}

    @pytest.fixture
    def row(self, here):
        return make.planned(organisation=here, ends_on=date(2013, 7, 1))

    def test_every_week_until_a_day_but_for_the_exceptions(self, client, keeper, row):
        said = self.SAID | {"until": "2013-06-09", "exceptions": "2013-06-02\n"}
        answer = client.post(address("add_sessions", row), said, follow=True)
        page = answer.content.decode()
        assert "加了 3 场" in page
        days = [one.starts_at.astimezone(clock.ZONE) for one in row.timetable.all()]
        assert [f"{at:%m-%d %H:%M}" for at in days] == ["05-19 09:00", "05-26 09:00", "06-09 09:00"]
        assert {one.capacity for one in row.timetable.all()} == {50}
        assert "2013-05-26 09:00–11:00" in page

    def test_past_midnight(self, client, keeper, row):
        client.post(address("add_sessions", row), self.SAID | {"begins": "22:00", "ends": "01:00"})
        one = row.timetable.get()
        assert one.ends_at - one.starts_at == timedelta(hours=3)

    @pytest.mark.parametrize(
        ("change", "field", "say"),
        [
            ({"until": "2013-05-01"}, "until", "截止日期不能早于第一场"),
            ({"until": "2033-05-01"}, "until", "1 到 100 场"),
            ({"exceptions": "六月二号"}, "exceptions", "不是日期"),
            ({"exceptions": "2013-05-19"}, "until", "1 到 100 场"),
            ({"begins": ""}, "begins", "请填写"),
        ],
    )
    def test_what_cannot_be_laid_out_is_said_at_the_field(self, client, keeper, row, change, field, say):
        answer = client.post(address("add_sessions", row), self.SAID | change)
        assert answer.status_code == 422 and say in str(answer.context["form"].errors[field])
        assert not row.timetable.exists()

    def test_the_next_one_is_guessed_from_the_last(self, client, keeper, row):
        make.session(activity=row, place="图书馆", capacity=30)
        form = client.get(address("add_sessions", row)).context["form"]
        assert (form["place"].value(), form["capacity"].value(), str(form["begins"].value())) == (
            "图书馆",
            30,
            "09:00:00",
        )

    def test_strangers_and_readers_add_nothing(self, client, row, here, stranger):
        client.force_login(stranger)
        assert client.post(address("add_sessions", row), self.SAID).status_code == 404
        client.force_login(person("reader", here))
        assert client.post(address("add_sessions", row), self.SAID).status_code == 403


def test_the_page_of_a_plan_says_what_is_missing_and_publishes(client, keeper, here):
    row = make.planned(organisation=here)
    with clock.at(WEEK_BEFORE):
        page = client.get(ActivityDesk.url("detail", row.pk)).content.decode()
        assert "发布前还缺" in page and "没有写联系方式" in page and "提交发布" in page
        assert "完成</button>" not in page
        assert client.post(ActivityDesk.url("move", row.pk, "submit")).status_code == 422
        ready = make.plan(organisation=here, name="备好了")
        client.post(ActivityDesk.url("move", ready.pk, "submit"))
    ready.refresh_from_db()
    assert ready.state == "published"


def test_the_page_of_a_submitted_plan_shows_whose_turn_it_is(client, keeper, here):
    Chain.objects.create(organisation=here, kind="activities.activity", steps=[{"at": "own", "role": "checker"}])
    checker = person("checker", here)
    row = services.submit(activity=make.plan(organisation=here), actor=keeper, at=WEEK_BEFORE)
    page = client.get(ActivityDesk.url("detail", row.pk)).content.decode()
    assert "某市科协的审核人" in page and "撤回" in page
    client.force_login(checker)
    client.post(ActivityDesk.url("move", row.pk, "approve"))
    row.refresh_from_db()
    assert row.state == "approved"


class TestClosing:
    @pytest.fixture
    def row(self, here):
        return make.published(organisation=here, form="竞赛")

    def closed(self, client, row, **said):
        with clock.at(DAY_AFTER):
            held = [str(one.pk) for one in row.timetable.all()]
            return client.post(address("close", row), {"took_place": held, "evidence": "counted", **said}, follow=True)

    def test_results_of_the_form_are_asked_for_and_posted(self, client, keeper, row):
        with clock.at(DAY_AFTER):
            page = client.get(address("close", row)).content.decode()
        assert "获奖（项）" in page and "第 1 场 5月19日 09:00" in page
        answer = self.closed(
            client, row, participations="80", own_0="31", own_1="6", estimated=["participations"], leaflets="200"
        )
        assert "结果已计入台账" in answer.content.decode()
        said = {(e.measure.split(".")[1], e.kind, e.amount, e.evidence) for e in Entry.objects.all()}
        assert said == {
            ("held", "", 1, "counted"), ("participations", "", 80, "estimated"), ("leaflets", "", 200, "counted"),
            ("result", "参赛作品（件）", 31, "counted"), ("result", "获奖（项）", 6, "counted"),
        }  # fmt: skip

    def test_reported_numbers_are_kept_apart_from_counted_ones(self, client, keeper, row):
        self.closed(client, row, participations="80", evidence="reported")
        assert Entry.objects.get(measure="activities.participations").evidence == "reported"

    def test_people_from_the_door_are_not_typed(self, client, keeper, here):
        row = make.published(organisation=here, people_from="door")
        with clock.at(DAY_AFTER):
            form = client.get(address("close", row)).context["form"]
        assert "participations" not in form.fields and "leaflets" in form.fields
        self.closed(client, row, participations="80")
        assert {e.measure for e in Entry.objects.all()} == {"activities.held"}

    def test_no_session_held_keeps_the_page_with_the_reason(self, client, keeper, row):
        answer = self.closed(client, row, took_place=[], participations="80")
        assert answer.status_code == 422
        assert "取消活动" in answer.content.decode() and 'value="80"' in answer.content.decode()
        row.refresh_from_db()
        assert row.state == "published"

    def test_before_its_day_and_twice_it_is_refused(self, client, keeper, row):
        with clock.at(WEEK_BEFORE):
            assert client.post(address("close", row), {"evidence": "counted"}).status_code == 422
        self.closed(client, row)
        assert self.closed(client, row).status_code == 422

    def test_strangers_and_readers_close_nothing(self, client, row, here, stranger):
        client.force_login(stranger)
        assert client.get(address("close", row)).status_code == 404
        client.force_login(person("reader", here))
        assert client.get(address("close", row)).status_code == 403


class TestCopying:
    def test_an_activity(self, client, keeper, here):
        row = make.activity(organisation=here)
        with clock.at(DAY_AFTER):
            answer = client.post(address("copy", row), follow=True)
        assert "请核对" in answer.content.decode() and "2014-05-18" in answer.content.decode()

    def test_a_campaign(self, client, keeper, here):
        week = make.campaign(organisation=here)
        make.activity(organisation=here, campaign=week)
        with clock.at(DAY_AFTER):
            answer = client.post(address("copy_campaign", week), follow=True)
        assert "已复制成2014年科技活动周，带 1 项活动计划" in answer.content.decode()


class TestStatistics:
    @pytest.fixture
    def week(self, here, town):
        week = make.campaign(organisation=here)
        make.activity(organisation=here, campaign=week, participations=100, parties=[town], channel="online")
        make.activity(organisation=town, campaign=week, participations=30, form="讲座", starts_on=date(2013, 5, 20))
        make.activity(organisation=here, participations=999, name="不在主题下")
        make.activity(organisation=here, participations=999, starts_on=date(2012, 5, 20), name="去年", campaign=week)
        return week

    def test_figures_and_what_they_split_into(self, client, keeper, week, here, town):
        found = queries.statistics(week, keeper)
        said = {one.title: one.value for one in found.figures}
        assert said == {"活动项数": 2, "活动数": 2, "活动参加人次": 130}
        tables = {t.title: [(line.label, line.held, line.people) for line in t.lines] for t in found.tables}
        assert tables["各种形式"] == [("咨询", 1, 100), ("讲座", 1, 30)]
        assert tables["每一天"] == [("5月19日", 1, 100), ("5月20日", 1, 30)]
        assert tables["各下级单位"] == [("本级", 1, 100), ("泗门镇科协", 2, 130)]
        assert tables["各主办单位"] == [("某市科协", 1, 100), ("泗门镇科协", 2, 130)]
        assert ("线上", 1, 100) in tables["线上线下"]

    def test_every_number_leads_to_records_that_add_up_to_it(self, client, keeper, week):
        page = client.get(address("statistics", week)).content.decode()
        assert "2013年科技活动周统计" in page
        found = queries.statistics(week, keeper)
        checked = 0
        for table in found.tables:
            for line in table.lines:
                for value, url in ((line.held, line.held_url), (line.people, line.people_url)):
                    if url:
                        figure = client.get(url).context["figure"]
                        assert figure.value == value, (table.title, line.label, url)
                        checked += 1
        for one in found.figures:
            assert client.get(one.url).context["figure"].value == one.value
        assert checked >= 12

    def test_a_town_below_sees_its_own_part(self, client, week, town):
        client.force_login(person("clerk", town, username="townclerk"))
        assert "130" in client.get(address("statistics", week)).content.decode()

    def test_strangers_find_nothing(self, client, week, stranger):
        client.force_login(stranger)
        assert client.get(address("statistics", week)).status_code == 404


def test_days_of_what_was_published_show_on_the_record(client, keeper, here):
    row = make.published(organisation=here)
    page = client.get(ActivityDesk.url("detail", row.pk)).content.decode()
    assert "2013-05-19 09:00–11:00" in page and "不限" in page and str(MAY.year) in page
