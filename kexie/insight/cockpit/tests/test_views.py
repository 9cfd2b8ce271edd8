"""The leader's page: what it says, where it leads, who sees it, what it costs."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import organisation, person
from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.insight.cockpit.models import Outline
from kexie.insight.planning.tests import make as plans
from kexie.network.organisations.models import Division
from kexie.office.tasks.tests import make as tasks
from kexie.work.activities.tests import make as activities

from .test_rules import feature, file

pytestmark = pytest.mark.django_db
PAGE = "cockpit:cockpit"


@pytest.fixture
def leader(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def county(here, town):
    today = clock.today()
    plan = plans.plan(organisation=here, year=today.year)
    plans.target(organisation=here, plan=plan, metric="活动数", goal=40)
    tasks.task(organisation=town, due_on=today - timedelta(days=3))
    held = activities.draft(
        organisation=town, name="科普进村", starts_on=date(today.year, 1, 1), participations=1234, form="讲座"
    )
    activities.services.record(activity=held, actor=SYSTEM, today=today)
    return here


def test_it_says_what_waits_how_far_the_network_reaches_and_how_the_plan_stands(leader, county):
    page = leader.get(reverse(PAGE)).content.decode()
    for said in ("1 件督办事项超期", "乡镇科协数", "1 项目标", "泗门镇科协", "活动参加人次", "还没有评估过"):
        assert said in page, said
    assert "/metrics/" in page and "/planning/targets/" in page and "style=" not in page


@pytest.mark.parametrize("way", ["tiles", "table", "map", "nonsense"])
@pytest.mark.parametrize("lens", ["vitality", "heads", "work", "people", "overdue", "nonsense"])
def test_every_lens_in_every_way(leader, county, way, lens):
    page = leader.get(reverse(PAGE), {"way": way, "lens": lens}).content.decode()
    assert "泗门镇科协" in page and "None" not in page


def test_figures_of_towns_open_to_their_records(leader, county, town):
    page = leader.get(reverse(PAGE), {"way": "table"}).content.decode()
    assert f"organisation={town.pk}" in page and "1,234" in page


def test_what_is_overdue_opens_to_just_that(leader, county, town):
    village = organisation("塘后村", parent=town, kind="community", level="village")
    tasks.task(organisation=village, due_on=clock.today() - timedelta(days=9), title="村里的事")
    tasks.task(organisation=town, due_on=clock.today(), title="今天到期的事")
    page = leader.get(reverse(PAGE), {"lens": "overdue"}).content.decode()
    assert "2 件督办事项超期" in page and "<b>2</b>" in page
    found = re.search(rf'href="([^"]*organisation={town.pk}&amp;state=open[^"]*)"', page)
    listed = leader.get(found[1].replace("&amp;", "&")).content.decode()
    assert "村里的事" in listed and "今天到期的事" not in listed


def test_every_number_of_last_year_opens_too(leader, county):
    page = leader.get(reverse(PAGE)).content.decode()
    assert f"start={clock.today().year - 1}-01-01" in page or f"from={clock.today().year - 1}-01-01" in page


def test_the_projector_has_no_frame_and_the_same_numbers(leader, county):
    page = leader.get(reverse(PAGE), {"big": "1"}).content.decode()
    assert 'class="projector"' in page and "1 件督办事项超期" in page and 'class="side"' not in page


def test_one_page_costs_the_same_for_few_towns_and_many(leader, county, django_assert_max_num_queries):
    leader.get(reverse(PAGE))
    for n in range(20):
        organisation(f"镇{n}科协", parent=county, level="town")
    with django_assert_max_num_queries(75):
        assert leader.get(reverse(PAGE)).content.decode().count("镇1") >= 10


def test_a_stranger_sees_their_own_alone(client, stranger, county):
    client.force_login(stranger)
    page = client.get(reverse(PAGE)).content.decode()
    assert "邻市科协" in page and "泗门镇" not in page and "某市" not in page


def test_boundaries_are_loaded_drawn_and_taken_away(leader, county, town):
    Division.objects.create(code="330281100000", name="泗门镇", level="town")
    town.division_id = "330281100000"
    town.save()
    address = reverse("cockpit:load_outline")
    answer = leader.post(address, {"file": SimpleUploadedFile("x.json", b"{")})
    assert answer.status_code == 422 and "读不出来" in answer.content.decode() and not Outline.objects.exists()
    good = SimpleUploadedFile("乡镇.geojson", file(feature(name="<b>泗门镇</b>"), feature("330281999", "别处")))
    page = leader.post(address, {"file": good}, follow=True).content.decode()
    assert "已装入 2 个图形，1 个对得上" in page and "<svg" in page and "&lt;b&gt;" in page and "<b>泗门" not in page
    assert f"/vitality/of/{town.pk}/" in page
    other = SimpleUploadedFile("别县.geojson", file(feature("330282001", "别县镇")))
    answer = leader.post(address, {"file": other})
    assert answer.status_code == 422 and "没有一个是本单位下级的区划" in answer.content.decode()
    assert Outline.objects.get().source == "乡镇.geojson"  # what was there stays
    page = leader.post(reverse("cockpit:remove_outline"), follow=True).content.decode()
    assert "<svg" not in page and not Outline.objects.exists()


def test_only_whoever_sets_up_figures_loads_boundaries(client, county):
    client.force_login(person("clerk", county))
    assert client.get(reverse("cockpit:load_outline")).status_code == 403
    assert (
        client.post(reverse("cockpit:load_outline"), {"file": SimpleUploadedFile("x.json", b"{}")}).status_code == 403
    )
    Outline.objects.create(organisation=county, source="x", shapes=[])
    assert client.post(reverse("cockpit:remove_outline")).status_code == 403
