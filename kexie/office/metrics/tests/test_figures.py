from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import organisation, person
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotFound
from kexie.network.organisations.models import Organisation, Placement
from kexie.network.people.models import Person
from kexie.office.ledger import services as ledger
from kexie.office.ledger.tests.make import COUNT, MEMBERS, MONEY, line, post, posted, record, shared
from kexie.office.metrics import queries
from kexie.office.metrics.models import Metric
from kexie.office.metrics.queries import Definition, Period

from .make import Y2013, people, rows, value

pytestmark = pytest.mark.django_db


# ---- what a figure is


def test_a_figure_says_value_phrase_evidence_records_period_and_place(here):
    posted(here, line(60_000))
    posted(here, line(420, evidence="estimated"))
    found = queries.figure(people(campaign=()), period=Y2013, organisation=here, actor=SYSTEM)
    assert (found.value, found.phrase, found.said, found.unit) == (60_420, "6万余", "60,420", "人次")
    assert found.evidence == {"counted": 60_000, "estimated": 420}
    assert (found.records, str(found.period), found.organisation) == (2, "2013年", "某市科协")
    assert found.definition == "把“人次”相加。按发生日期归入期间。"
    assert found.published is None


def test_nothing_recorded_is_zero_with_no_evidence(here):
    found = queries.figure("活动数", period=Y2013, organisation=here, actor=SYSTEM)
    assert (found.value, found.phrase, found.evidence, found.records) == (0, "0", {}, 0)


def test_filters_narrow_by_what_the_entry_says(here):
    posted(here, line(1, form="讲座", campaign="科技活动周", team="老年科普队"))
    posted(here, line(2, form="培训"), line(4, channel="online"))
    assert value(people(form=("讲座", "培训"))) == 3
    assert value(people(campaign=("科技活动周",), form=("讲座",))) == 1
    assert value(people(channel=("online",))) == 4
    assert value(people(team_has="老年")) == 1
    assert value(people(team_has="%")) == 0
    assert value(people(evidence=("estimated",))) == 0


def test_what_says_nothing_of_its_channel_was_held_on_site(here):
    channels = {"": 1, "onsite": 2, "online": 4, "both": 8}
    for channel, amount in channels.items():
        posted(here, line(amount, channel=channel))
    onsite = people(channel=("onsite",))
    assert (value(onsite), value(people(channel=("online",))), value(people(channel=("both",)))) == (3, 4, 8)
    found = queries.figure(onsite, period=Y2013, actor=SYSTEM)
    assert found.records == 2 and "只算线上线下为线下、没有写明（按线下计）的" in found.definition
    behind = queries.entries(onsite, period=Y2013, actor=SYSTEM)
    assert sorted(one.amount for one in behind[0:9]) == [1, 2] and behind.total == 3
    split = queries.breakdown(people(), by="channel", period=Y2013, actor=SYSTEM)
    assert {row.labels[0]: row.value for row in split.rows}["没有写明（按线下计）"] == 1


def test_days_at_the_edges_belong_to_their_own_year(here):
    days = (date(2012, 12, 31), date(2013, 1, 1), date(2013, 12, 31))
    posted(here, *(line(2**place, on=on) for place, on in enumerate(days)))
    assert [value(people(), period=Period.year(year)) for year in (2012, 2013, 2014)] == [1, 6, 0]


def test_money_kept_in_fen_is_shown_in_yuan(here):
    posted(here, line(123_45, MONEY))
    found = queries.figure(people(measures=("test.money",), unit="元"), period=Y2013, actor=SYSTEM)
    assert (found.value, found.phrase) == (Decimal("123.45"), "123.45")


def test_stocks_stand_at_the_end_or_the_start(here):
    posted(here, line(1210, MEMBERS, on=date(2012, 6, 1)), line(3300, MEMBERS, on=date(2013, 3, 1)))
    posted(here, line(-1, MEMBERS, on=date(2013, 12, 31)))
    stock = people(measures=("test.members",), aggregate="stock")
    assert value(stock) == 4509
    assert value(people(measures=("test.members",), aggregate="stock", position="start")) == 1210
    assert value(stock, period=Period.month(2013, 2)) == 1210


def test_sources_are_counted_once_and_not_when_reversed(here, town):
    kept, gone = posted(here, line(5), line(6), shared(9, [here, town], "each")), posted(here, line(7))
    post(gone)
    assert value(people(aggregate="sources")) == 1
    post(kept, line(5))
    assert value(people(aggregate="sources")) == 1


def test_ratios_divide_exactly_and_say_when_there_is_nothing_to_divide_by(here):
    make_metric(here, name="甲", measures=["test.people"])
    make_metric(here, name="乙", measures=["test.count"])
    make_metric(here, name="率", unit="%", aggregate="ratio", numerator="甲", denominator="乙")
    empty = queries.figure("率", period=Y2013, actor=SYSTEM)
    assert (empty.value, empty.said, empty.phrase) == (None, "—", "")
    posted(here, line(1399), line(2000, COUNT))
    found = queries.figure("率", period=Y2013, actor=SYSTEM)
    assert found.value == Decimal("69.95")
    assert found.value < 70
    assert found.phrase == "69.95"


def test_a_ratio_that_leads_back_to_itself_is_refused(here):
    make_metric(here, name="甲", aggregate="ratio", numerator="乙", denominator="活动数")
    make_metric(here, name="乙", aggregate="ratio", numerator="甲", denominator="活动数")
    with pytest.raises(queries.UnknownMetric, match="除以自己"):
        queries.figure("甲", period=Y2013, actor=SYSTEM)


# ---- H9: 人次 and 人数


def test_h9_person_times_and_persons(here, town):
    li = Person.objects.create(name="李", organisation=here)
    first = [line(1, person_id=li.pk, on=date(2013, 5, d)) for d in (1, 2, 3)]
    posted(here, *first)
    posted(town, *(line(1, person_id=li.pk, on=date(2013, 6, d)) for d in (1, 2)), line(40, on=date(2013, 6, 1)))
    persons = people(name="人数", unit="人", aggregate="persons")
    found = queries.figures([people(), persons], period=Y2013, organisation=here, actor=SYSTEM)
    assert found["人次"].value == 45
    assert (found["人数"].value, found["人数"].unnamed) == (1, 40)
    assert value(persons, town) == 1
    assert list(rows(persons, "month", here).values())[4:6] == [1, 1]
    split = queries.breakdown(persons, by="month", period=Y2013, organisation=here, actor=SYSTEM)
    assert (split.total, split.overlap) == (1, 1)
    assert "只算一次" in split.note
    assert rows(people(), "month", here)["2013年6月"] == 42


def test_a_corrected_way_of_counting_is_the_one_shown(here):
    li = Person.objects.create(name="李", organisation=here)
    row = posted(here, line(1, person_id=li.pk))
    post(row, line(1, person_id=li.pk, evidence="estimated", on=date(2013, 3, 1)))
    found = queries.figures([people(), people(name="人数", aggregate="persons")], period=Y2013, actor=SYSTEM)
    assert [figure.evidence for figure in found.values()] == [{"estimated": 1}] * 2
    (shown,) = queries.entries(people(), period=Y2013, actor=SYSTEM)[0:5]
    assert (shown.on, shown.evidence) == (date(2013, 3, 1), "估计")


def test_someone_who_left_is_no_longer_counted_among_those_standing(here):
    li, wang = (Person.objects.create(name=name, organisation=here) for name in ("李", "王"))
    posted(here, line(1, MEMBERS, person_id=li.pk), line(-1, MEMBERS, person_id=li.pk, on=date(2013, 9, 1)))
    posted(here, line(1, MEMBERS, person_id=wang.pk))
    posted(here, line(1, MEMBERS, person_id=wang.pk))
    standing = people(measures=("test.members",), aggregate="persons", position="end")
    assert value(standing) == 1
    assert value(standing, period=Period.month(2013, 8)) == 2
    by_month = rows(standing, "month", period=Period(date(2013, 5, 1), date(2013, 9, 30)))
    assert list(by_month.values()) == [2, 2, 2, 2, 1]


def test_one_person_counted_and_estimated_shows_under_the_surest_way(here):
    li = Person.objects.create(name="李", organisation=here)
    posted(here, line(1, person_id=li.pk, evidence="estimated"), line(1, person_id=li.pk))
    found = queries.figure(people(aggregate="persons"), period=Y2013, actor=SYSTEM)
    assert (found.value, found.evidence) == (1, {"counted": 1})


# ---- H10: one activity, several organisers


@pytest.mark.parametrize(("rule", "own"), [("lead", [0, 0, 100]), ("each", [100, 100, 100]), ("split", [33, 33, 34])])
def test_h10_each_shows_its_share_and_the_whole_counts_it_once(here, rule, own):
    bodies = [organisation(name, parent=here) for name in ("镇科协", "医学会")]
    posted(here, shared(100, [here, *bodies], rule))
    posted(bodies[0], line(7))
    assert value(people(), here) == 107
    assert [value(people(), body) for body in bodies] == [own[0] + 7, own[1]]
    split = queries.breakdown(people(), by="town", period=Y2013, organisation=here, actor=SYSTEM)
    assert sum(row.value for row in split.rows) == split.total + split.overlap
    assert (split.total, split.overlap) == (107, 200 if rule == "each" else 0)


def test_h10_dropping_a_co_organiser_later_leaves_the_closed_year(here, town):
    row = record(here)
    post(row, shared(100, [here, town], "each"), at=datetime(2013, 6, 1, tzinfo=UTC))
    close(here)
    post(row, shared(100, [here], "lead"), at=datetime(2014, 3, 1, tzinfo=UTC))
    of_town = queries.figure(people(), period=Y2013, organisation=town, actor=SYSTEM)
    assert (of_town.value, of_town.published) == (0, 100)
    assert queries.figure(people(), period=Y2013, organisation=here, actor=SYSTEM).published is None


# ---- H18: closed periods


def test_h18_a_correction_after_closing_shows_both(here):
    row = record(here)
    post(row, line(500), at=datetime(2013, 6, 1, tzinfo=UTC))
    closed = close(here)
    post(row, line(480), at=datetime(2014, 2, 1, tzinfo=UTC))
    found = queries.figure(people(), period=Y2013, organisation=here, actor=SYSTEM)
    assert (found.value, found.published, found.is_corrected) == (480, 500, True)
    assert found.closed == closed
    may = queries.figure(people(), period=Period.month(2013, 5), organisation=here, actor=SYSTEM)
    assert may.published == 500
    assert value(people(), here, known_at=closed.closed_at) == 500
    ledger.reopen_period(closed=closed, reason="补报", actor=SYSTEM)
    assert queries.figure(people(), period=Y2013, organisation=here, actor=SYSTEM).published is None


def test_closing_a_town_says_nothing_of_the_county(here, town):
    row = record(town)
    post(row, line(500), at=datetime(2013, 6, 1, tzinfo=UTC))
    close(town)
    post(row, line(480), at=datetime(2014, 2, 1, tzinfo=UTC))
    assert queries.figure(people(), period=Y2013, organisation=town, actor=SYSTEM).published == 500
    assert queries.figure(people(), period=Y2013, organisation=here, actor=SYSTEM).published is None


def test_h18_a_new_formula_holds_from_its_day(here):
    make_metric(here, name="次", measures=["test.people"])
    make_metric(here, name="次", measures=["test.count"], starts_on=date(2014, 1, 1))
    for year in (2013, 2014):
        posted(here, line(10, on=date(year, 5, 1)), line(1, COUNT, on=date(year, 5, 1)))
    found = [queries.figure("次", period=Period.year(year), actor=SYSTEM) for year in (2013, 2014)]
    assert [f.value for f in found] == [10, 1]


# ---- the tree of then and of now, and who may ask


def move(body, parent, on):
    Placement.objects.filter(organisation=body).delete()
    Placement.objects.create(organisation=body, parent=body.parent, starts_on=date(2000, 1, 1))
    Placement.objects.create(organisation=body, parent=parent, starts_on=on)
    body.parent, body.path = parent, parent.path + body.path[-5:]
    body.save()


def test_figures_before_a_move_stay_in_the_view_of_then_and_go_in_the_view_of_now(here, elsewhere, town):
    posted(here, line(1))
    posted(town, line(10, on=date(2013, 5, 1)))
    move(town, elsewhere, date(2013, 7, 1))
    posted(town, line(100, on=date(2013, 8, 1)))
    assert [value(people(), body) for body in (here, elsewhere, town)] == [11, 100, 110]
    assert [value(people(), body, view="is") for body in (here, elsewhere, town)] == [1, 110, 110]
    assert rows(people(), "town", here) == {"本级": 1, "泗门镇科协": 10}
    assert rows(people(), "town", elsewhere, view="is") == {"泗门镇科协": 110}
    assert rows(people(), "town", town) == {"本级": 110}


def test_rights_follow_the_tree_of_today_at_once(here, elsewhere, town, officer, stranger):
    row = posted(town, line(10, on=date(2013, 5, 1)))
    move(town, elsewhere, date(2013, 7, 1))
    with pytest.raises(NotFound):
        value(people(), town, actor=officer)
    assert value(people(), town, actor=stranger) == 10
    assert value(people(), here, actor=officer) == 10  # what was counted here in May stays here
    kept = queries.entries(people(), period=Y2013, organisation=here, actor=officer)[0:10]
    assert [(k.name, k.url, k.organisation, k.amount) for k in kept] == [("", "", "已划出的单位", 10)]
    assert rows(people(), "town", here, actor=officer) == {"已划出的单位": 10}
    seen = queries.entries(people(), period=Y2013, organisation=town, actor=stranger)[0:10]
    assert [k.name for k in seen] == [str(row)]


def test_a_town_reader_never_gets_the_parents_total(here, elsewhere, town):
    other = organisation("阳明街道科协", parent=here)
    for place, body in enumerate((here, town, other, elsewhere)):
        posted(body, line(10**place))
    reader = person("reader", town)
    assert value(people(), actor=reader) == 10
    assert value(people(), town, actor=reader) == 10
    for body in (here, other, elsewhere):
        with pytest.raises(NotFound):
            value(people(), body, actor=reader)
        with pytest.raises(NotFound):
            queries.entries(people(), period=Y2013, organisation=body, actor=reader)
        with pytest.raises(NotFound):
            rows(people(), "town", body, actor=reader)
    with pytest.raises(NotFound):
        value(people(), actor=Organisation())


def test_posts_in_two_branches_give_the_union(here, elsewhere, town, grant):
    for body, amount in ((here, 1), (town, 10), (elsewhere, 100)):
        posted(body, line(amount))
    reader = person("reader", town)
    grant(reader, "reader", elsewhere)
    found = queries.figure(people(), period=Y2013, actor=reader)
    assert (found.value, found.organisation) == (110, "管理范围内 2 个单位")


# ---- names


def test_a_misspelt_name_offers_the_nearest(here):
    with pytest.raises(queries.UnknownMetric, match=r"活动周\.人次"):
        queries.figure("活动周人次", period=Y2013, actor=SYSTEM)


def test_metrics_of_a_twin_are_unknown_here(here, elsewhere, officer, stranger):
    make_metric(elsewhere, name="邻市的指标", measures=["test.people"])
    assert value("邻市的指标", actor=stranger) == 0
    with pytest.raises(queries.UnknownMetric):
        value("邻市的指标", actor=officer)
    assert "邻市的指标" not in queries.catalogue(officer)


def test_a_county_metric_reads_in_its_towns_over_the_towns_own_records(here, town):
    make_metric(here, name="县里的指标", measures=["test.people"])
    posted(here, line(1))
    posted(town, line(10))
    assert value("县里的指标", actor=person("reader", town)) == 10


# ---- splitting and the records behind


def test_breakdowns_by_month_form_and_two_at_once(here):
    posted(here, line(1, form="讲座"), line(2, form="讲座", on=date(2013, 6, 1)), line(5, form="咨询"))
    assert rows(people(), "form") == {"咨询": 5, "讲座": 3}
    by_month = rows(people(), "month", period=Period(date(2013, 5, 1), date(2013, 7, 31)))
    assert by_month == {"2013年5月": 6, "2013年6月": 2, "2013年7月": 0}
    both = rows(people(), ("month", "form"))
    assert both == {("2013年5月", "咨询"): 5, ("2013年5月", "讲座"): 1, ("2013年6月", "讲座"): 2}


def test_a_stock_by_month_is_what_stood_then(here):
    posted(here, line(100, MEMBERS, on=date(2012, 6, 1)), line(5, MEMBERS, on=date(2013, 2, 10)))
    stock = people(measures=("test.members",), aggregate="stock")
    period = Period(date(2013, 1, 1), date(2013, 3, 31))
    assert list(rows(stock, "month", period=period).values()) == [100, 105, 105]
    start = people(measures=("test.members",), aggregate="stock", position="start")
    assert list(rows(start, "month", period=period).values()) == [100, 100, 105]


def test_what_cannot_be_split_says_so(here):
    share = Definition("率", "%", "综合", aggregate="ratio", numerator="活动数", denominator="组织数")
    with pytest.raises(Invalid, match="分子和分母"):
        rows(share, "town")
    with pytest.raises(Invalid, match="不能按"):
        rows(people(), "weather")
    with pytest.raises(Invalid, match="分子和分母"):
        queries.entries(share, period=Y2013, actor=SYSTEM)


def test_drill_down_lists_every_record_once_with_what_it_adds(here, town):
    first = posted(here, line(5), line(6), line(-1))
    joint = posted(town, shared(100, [here, town], "each", on=date(2013, 9, 1)))
    posted(here, line(0))
    drill = queries.entries(people(), period=Y2013, organisation=here, actor=SYSTEM)
    lines = drill[0:10]
    assert [(k.source_id, k.amount, k.on) for k in lines] == [
        (joint.pk, 100, date(2013, 9, 1)), (first.pk, 10, date(2013, 5, 19)),
    ]  # fmt: skip
    assert (len(drill), drill.total) == (2, 110)
    assert lines[0].kind == "别名"
    assert [k.amount for k in drill[1:2]] == [10]
    assert sum(k.amount for k in drill) == value(people(), here)


# ---- cost and freshness


def test_many_figures_cost_the_same_statements_as_one(here, officer):
    posted(here, line(5))
    names = [*queries.catalogue(SYSTEM)]

    def cost(asked):
        asker = type(officer).objects.get(pk=officer.pk)
        with CaptureQueriesContext(connection) as seen:
            queries.figures(asked, period=Y2013, organisation=here, actor=asker)
        return len(seen)

    assert cost(names[:1]) <= 8 and cost(names) <= cost(names[:1]) + 2  # what is not built in is looked up at once


def test_a_record_saved_a_moment_ago_counts(here):
    row = posted(here, line(5))
    assert value(people()) == 5
    post(row, line(6))
    assert value(people()) == 6


def close(body, at=datetime(2014, 1, 10, tzinfo=UTC)):
    return ledger.close_period(
        organisation=body, starts_on=date(2013, 1, 1), ends_on=date(2013, 12, 31), actor=SYSTEM, at=at
    )


def make_metric(body, **fields):
    return Metric.objects.create(**{"organisation": body, "unit": "次", **fields})
