"""What can be done about standards, and what the ledger says of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from kexie.core.files import services as files
from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.office.ledger.models import Entry
from kexie.office.tasks.models import Task
from kexie.work.standards import rules, services
from kexie.work.standards.models import Checklist, Inspection, Site

from . import make
from .make import ON, TODAY

pytestmark = pytest.mark.django_db


def amount(measure, on=TODAY):
    return Entry.objects.filter(measure=measure, on__lte=on).aggregate(n=Sum("amount"))["n"] or 0


@pytest.fixture
def clerk(town, django_user_model):
    from conftest import person

    return person("officer", town, username="town_officer")


def test_a_standard_somebody_was_inspected_by_becomes_the_next_version(here, town):
    first = make.checklist(organisation=here)
    same = services.keep_checklist(checklist=first, items=[*make.ITEMS, rules.Item("有经费")], actor=SYSTEM)
    assert (same.pk, same.version) == (first.pk, 1)
    looked = make.inspection(organisation=town, by=same, states=("met",) * 3)
    fresh = Checklist.objects.get(pk=same.pk)
    fresh.basis = "科协〔2014〕3号"
    second = services.keep_checklist(checklist=fresh, items=make.ITEMS, actor=SYSTEM)
    assert (second.version, second.is_current, second.basis) == (2, True, "科协〔2014〕3号")
    first.refresh_from_db()
    assert (len(first.items), first.is_current, first.basis) == (3, False, "")
    assert looked.checklist.asked[2].title == "有经费"


def test_a_standard_asks_for_something(here):
    with pytest.raises(Invalid) as refused:
        services.keep_checklist(checklist=Checklist(organisation=here, name="空"), items=[], actor=SYSTEM)
    assert "asked" in refused.value.facts["fields"]


def test_an_inspection_keeps_every_item_and_its_evidence(here, town, officer):
    row = Inspection(checklist=make.checklist(organisation=here), organisation=town, kind="site", on=ON)
    judged = [services.Judged("met", "二楼东头", ("门牌.jpg", make.PICTURE)), services.Judged("not_met", "还没配")]
    done = services.inspect(inspection=row, judged=judged, actor=officer, today=TODAY)
    first, second = done.findings.all()
    assert (first.title, first.state, first.note) == ("有办公场所", "met", "二楼东头")
    assert files.read(first.file) == make.PICTURE
    assert (second.state, second.file) == ("not_met", None)
    assert done.state == "open" and amount("standards.accepted") == 0


def test_an_inspection_is_refused_when_items_or_day_do_not_fit(here, town):
    checklist = make.checklist(organisation=here)
    with pytest.raises(Invalid):
        make.inspection(organisation=town, by=checklist, states=("met",))
    with pytest.raises(Invalid) as refused:
        make.inspection(organisation=town, by=checklist, on=date(2014, 1, 1))
    assert "on" in refused.value.facts["fields"]
    assert not Inspection.objects.exists()


def test_acceptance_counts_once_and_is_decided_above(here, town, officer, clerk):
    row = make.inspection(organisation=town)
    with pytest.raises(NotAllowed):
        services.accept(inspection=row, on=ON, actor=clerk, today=TODAY)
    with pytest.raises(Invalid):
        services.accept(inspection=row, on=date(2014, 1, 1), actor=officer, today=TODAY)
    done = services.accept(inspection=row, on=ON, actor=officer, today=TODAY)
    assert (done.state, amount("standards.accepted")) == ("accepted", 1)
    with pytest.raises(WrongState):
        services.accept(inspection=row, on=ON, actor=officer, today=TODAY)
    assert amount("standards.accepted") == 1


@pytest.mark.parametrize(
    ("kind", "states", "why"),
    [("self", ("met", "met"), "self"), ("site", ("met", "not_met"), "not_met"), ("site", ("not_asked",) * 2, "empty")],
)
def test_what_is_not_met_is_not_accepted(town, officer, kind, states, why):
    row = make.inspection(organisation=town, kind=kind, states=states)
    with pytest.raises(services.NotAccepted) as refused:
        services.accept(inspection=row, on=ON, actor=officer, today=TODAY)
    assert refused.value.facts["why"] == why


def test_what_is_not_met_has_to_be_put_right(town, officer):
    row = make.inspection(organisation=town, states=("met", "not_met"))
    with pytest.raises(Invalid):
        services.put_right(inspection=row, due_on=ON, actor=officer, today=TODAY)
    done = services.put_right(inspection=row, due_on=date(2014, 1, 31), actor=officer, today=TODAY)
    assert (done.state, done.due_on) == ("to_put_right", date(2014, 1, 31))
    task = Task.objects.get()
    assert (task.organisation, task.title, task.due_on) == (town, "补齐：有电脑", date(2014, 1, 31))
    assert (task.source_kind, task.source_id) == ("standards.inspection", row.pk)
    with pytest.raises(WrongState):
        services.put_right(inspection=make.inspection(organisation=town), due_on=TODAY, actor=officer, today=TODAY)


def test_a_site_counts_from_its_day_and_its_grant_once(town, officer):
    row = make.site(organisation=town, name="")
    assert (amount("standards.sites"), amount("standards.grants")) == (1, 1_500_000)
    assert amount("standards.sites", on=date(2013, 5, 11)) == 0
    row.grant = Decimal("20000")
    services.designate_site(site=row, actor=officer, today=TODAY, did="change")
    assert (amount("standards.sites"), amount("standards.grants")) == (1, 2_000_000)
    assert Entry.objects.filter(measure="standards.grants").count() == 3  # posted, reversed, posted anew


def test_a_grant_counts_on_the_day_it_was_given(town):
    make.site(organisation=town, granted_on=date(2013, 11, 1))
    assert (amount("standards.grants", on=date(2013, 10, 31)), amount("standards.grants")) == (0, 1_500_000)


def test_a_site_keeps_its_source_document(town):
    row = Site(organisation=town, named_on=ON)
    done = services.designate_site(site=row, actor=SYSTEM, today=TODAY, document=("通知.pdf", b"%PDF"))
    assert files.read(done.file) == b"%PDF"


def test_nobody_names_themselves_and_no_acceptance_of_another_serves(here, town, officer, clerk):
    with pytest.raises(NotAllowed):
        services.designate_site(site=Site(organisation=town, named_on=ON), actor=clerk, today=TODAY)
    other = services.accept(inspection=make.inspection(organisation=here), on=ON, actor=SYSTEM, today=TODAY)
    for found in (other, make.inspection(organisation=town)):
        with pytest.raises(Invalid):
            services.designate_site(
                site=Site(organisation=town, named_on=ON, inspection=found), actor=officer, today=TODAY
            )


def test_a_site_ends_and_may_be_named_again(town, officer):
    row = make.site(organisation=town, name="")
    with pytest.raises(Invalid):
        services.end_site(site=row, on=date(2013, 5, 1), actor=officer, today=TODAY, note="复评未过")
    with pytest.raises(Invalid):
        services.end_site(site=row, on=date(2013, 9, 30), actor=officer, today=TODAY, note=" ")
    row = services.end_site(site=row, on=date(2013, 9, 30), actor=officer, today=TODAY, note="复评未过")
    assert (amount("standards.sites", on=date(2013, 9, 30)), amount("standards.sites")) == (1, 0)
    assert amount("standards.grants") == 1_500_000
    with pytest.raises(services.AlreadyEnded):
        services.end_site(site=row, on=date(2013, 9, 30), actor=officer, today=TODAY, note="复评未过")
    again = make.site(organisation=town, name="", named_on=date(2013, 12, 1))
    assert amount("standards.sites") == 1
    with pytest.raises(Invalid):  # it runs already
        services.restore_site(site=row, actor=officer)
    services.remove_site(site=again, actor=officer, note="登记有误")
    services.restore_site(site=row, actor=officer)
    assert (amount("standards.sites"), amount("standards.grants")) == (1, 1_500_000)


def test_the_same_site_is_registered_once(town, officer):
    make.site(organisation=town, name="")
    with pytest.raises(Invalid):
        make.site(organisation=town, name="")
    assert amount("standards.sites") == 1


def test_what_a_roster_says_of_a_town_is_one_site(town, officer):
    say = {"organisation": town, "on": TODAY, "actor": officer}
    services.report_site(**say)
    services.report_site(**say, grant=Decimal(15000))
    row = services.report_site(**say, named_on=ON)
    assert (row.named_on, row.grant, row.is_dated) == (ON, 15000, True)
    entries = Entry.objects.count()
    services.report_site(**say)
    assert Entry.objects.count() == entries
    assert (amount("standards.sites", on=ON), amount("standards.grants")) == (1, 1_500_000)
    services.retract_site(organisation=town, actor=officer)
    assert (amount("standards.sites"), amount("standards.grants"), Site.objects.count()) == (0, 0, 0)


def test_an_inspection_is_refused_with_a_reason_and_counts_nothing(here, town, officer, clerk):
    row = make.inspection(organisation=town)
    with pytest.raises(NotAllowed):
        services.refuse_inspection(inspection=row, on=TODAY, actor=clerk, today=TODAY, note="场地是借的")
    for note, on, field in ((" ", TODAY, "note"), ("借的", date(2013, 5, 1), "on"), ("借的", date(2014, 1, 1), "on")):
        with pytest.raises(Invalid) as refused:
            services.refuse_inspection(inspection=row, on=on, note=note, actor=officer, today=TODAY)
        assert field in refused.value.facts["fields"]
    done = services.refuse_inspection(inspection=row, on=TODAY, actor=officer, today=TODAY, note="场地是借的")
    assert (done.state, done.decision, done.decided_on) == ("refused", "场地是借的", TODAY)
    assert amount("standards.accepted") == 0 and not Task.objects.exists()
    with pytest.raises(WrongState):
        services.accept(inspection=done, on=TODAY, actor=officer, today=TODAY)


@pytest.mark.parametrize(
    ("name", "content"),
    [("照片.jpg", b""), ("程序.exe", b"MZ"), ("没有后缀", b"%PDF"), ("改过名.jpg", b"MZ"), ("网页.html", b"<script>")],
)
def test_what_shows_nothing_is_no_evidence(here, town, officer, name, content):
    row = Inspection(checklist=make.checklist(organisation=here), organisation=town, kind="site", on=ON)
    judged = [services.Judged("met"), services.Judged("met", "", (name, content))]
    with pytest.raises(Invalid) as refused:
        services.inspect(inspection=row, judged=judged, actor=officer, today=TODAY)
    assert "file2" in refused.value.facts["fields"] and not Inspection.objects.exists()


def test_nothing_is_inspected_or_named_before_the_body_stood(here, town):
    type(town).objects.filter(pk=town.pk).update(founded_on=date(2013, 6, 1))
    town.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        make.inspection(organisation=town, on=date(2013, 5, 31))
    assert "on" in refused.value.facts["fields"]
    with pytest.raises(Invalid) as refused:
        make.site(organisation=town, name="", named_on=date(2013, 5, 31))
    assert "named_on" in refused.value.facts["fields"]
    make.site(organisation=town, name="老科普长廊", named_on=date(2013, 5, 31))  # older than the body it is at
    type(town).objects.filter(pk=town.pk).update(dissolved_on=date(2013, 9, 1))
    town.refresh_from_db()
    with pytest.raises(Invalid):
        make.site(organisation=town, named_on=date(2013, 9, 2))


def test_a_site_is_named_once_a_level(town):
    make.site(organisation=town, name="", level="county")
    with pytest.raises(Invalid):
        make.site(organisation=town, name="", level="county")
    make.site(organisation=town, name="", level="city", grant=None)
    assert amount("standards.sites") == 2 and amount("standards.grants") == 1_500_000


def test_the_next_version_of_a_standard_has_its_own_day(here, town):
    first = make.checklist(organisation=here, since=date(2012, 1, 1))
    make.inspection(organisation=town, by=first)
    second = services.keep_checklist(
        checklist=Checklist.objects.get(pk=first.pk), items=make.ITEMS[:1], actor=SYSTEM, today=TODAY
    )
    assert (second.version, second.since) == (2, TODAY)
    first.refresh_from_db()
    assert first.since == date(2012, 1, 1)
