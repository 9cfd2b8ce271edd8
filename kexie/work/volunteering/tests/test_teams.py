"""Teams found by rosters, moves between teams, identities that register once, minors, and engagements."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db.models import Sum
from stdnum.cn import ric

from conftest import organisation, person
from kexie.core.clock import ZONE
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.people.services import Guardian
from kexie.network.people.tests.make import person as somebody
from kexie.office.imports import services as imports
from kexie.office.imports.models import Finding
from kexie.office.imports.tests import make as files
from kexie.office.ledger.models import Entry
from kexie.work.volunteering import queries, services
from kexie.work.volunteering.models import Engagement, Stay, Team, Transfer, Volunteer
from kexie.work.volunteering.services.engagements import AlreadyEnded
from kexie.work.volunteering.services.teams import TeamInUse
from kexie.work.volunteering.services.transfers import CannotTransfer
from kexie.work.volunteering.services.volunteers import AlreadyLeft

from .make import engagement, team, transfer, volunteer

pytestmark = pytest.mark.django_db
TODAY, MOVED = date(2026, 11, 1), date(2013, 6, 1)
AT = datetime(2026, 11, 1, 9, tzinfo=ZONE)
HOW = {"did": "create", "at": AT, "agrees": True}


def identity(born: str) -> str:
    """Return an identity number of nobody, with its right check character."""
    start = f"110101{born}999"
    return start + ric.calc_check_digit(f"{start}0")


def counted(measure, until, **by):
    found = Entry.objects.filter(measure=f"volunteering.{measure}", on__lte=until, **by)
    return found.aggregate(n=Sum("amount"))["n"] or 0


ROSTER = [
    ["市级注册科普志愿者名册"],
    ["姓名", "手机", "所属分队", "服务技能", "可服务时间", "注册日期"],
    ["王伟", "16400000011", "社区科普分队", "医疗、果树", "周六上午", "2012.1.1"],
    ["李娜", "16400000012", "社区 科普分队", "剪纸", "周末", "2013.2.1"],
    ["张敏", "16400000013", "学校科普分队", None, "看情况", "2013.3.1"],
]


class TestRosters:
    def test_teams_are_founded_with_the_volunteers_and_go_with_them(self, here):
        batch = files.applied(here, ROSTER, name="志愿者.xlsx")
        squads = {row.name: row for row in Team.objects.all()}
        assert set(squads) == {"社区科普分队", "学校科普分队"}
        assert (squads["社区科普分队"].tier, squads["社区科普分队"].setting) == ("squad", "community")
        assert squads["社区科普分队"].since == date(2012, 1, 1)
        assert counted("teams", date(2012, 12, 31)) == 1 and counted("teams", date(2013, 12, 31), kind="分队") == 2
        assert Volunteer.objects.filter(team=squads["社区科普分队"]).count() == 2
        imports.undo(batch=batch, actor=files.SYSTEM)
        assert not Team.objects.exists() and counted("teams", TODAY) == counted("volunteers", TODAY) == 0

    def test_a_team_somebody_looked_after_stays(self, here):
        batch = files.applied(here, ROSTER, name="志愿者.xlsx")
        services.keep_team(team=Team.objects.get(name="学校科普分队"), actor=files.SYSTEM)
        imports.undo(batch=batch, actor=files.SYSTEM)
        assert [row.name for row in Team.objects.all()] == ["学校科普分队"]

    def test_skills_and_times_are_read_and_new_words_adopted(self, here):
        files.applied(here, ROSTER, name="志愿者.xlsx")
        said = {row.person.name: (row.skills, row.times[:4]) for row in Volunteer.objects.select_related("person")}
        assert said == {"王伟": ("医疗卫生、农业技术", "周六上午"), "李娜": ("剪纸", "周六上午"), "张敏": ("", "")}
        assert "剪纸" in queries.skills_at(here)

    def test_a_roster_moves_somebody_known_into_a_team_nobody_knew(self, here):
        files.applied(here, ROSTER, name="志愿者.xlsx")
        later = [row[:] for row in ROSTER]
        later[4][2] = "园区分队"
        batch = files.applied(here, later, name="志愿者2.xlsx")
        assert batch.counts["updated"] == 1 and batch.counts["unchanged"] == 2
        assert Volunteer.objects.get(person__name="张敏").team.name == "园区分队"
        assert (
            counted("volunteers", TODAY, team="园区分队") == 1
            and counted("volunteers", TODAY, team="学校科普分队") == 0
        )
        imports.undo(batch=batch, actor=files.SYSTEM)
        assert Volunteer.objects.get(person__name="张敏").team.name == "学校科普分队"
        assert not Team.objects.filter(name="园区分队").exists()

    def test_an_identity_registered_anywhere_is_refused_without_saying_where(self, here, elsewhere):
        number = identity("19800101")
        volunteer(organisation=elsewhere, person=somebody(organisation=elsewhere, id_number=number))
        rows = [
            ["志愿者名册"],
            ["姓名", "身份证号", "志愿者编号", "注册日期"],
            ["王伟", number, "33028100001", "2013.1.1"],
            ["李娜", identity("19810101"), "33028100002", "2013.1.1"],
            ["张敏", identity("19820101"), "33028100002", "2013.1.1"],
        ]
        batch = files.applied(here, rows, name="志愿者.xlsx")
        assert (batch.counts["created"], batch.counts["refused"]) == (1, 2)
        reasons = " ".join(Finding.objects.filter(table__file__batch=batch).values_list("reason", flat=True))
        assert "已经注册过" in reasons and "编号" in reasons and "邻市" not in reasons
        assert Volunteer.objects.get(organisation=here).number == "33028100002"


class TestRegistering:
    def test_the_same_identity_registers_once_until_they_leave(self, here, elsewhere, officer, stranger):
        number = identity("19800101")
        facts = {"name": "王伟", "phone": "16400000011", "id_number": number}
        first = Volunteer(organisation=here, registered_on=date(2013, 1, 1))
        services.enlist(volunteer=first, facts=facts, actor=officer, **HOW)
        again = Volunteer(organisation=elsewhere, registered_on=date(2014, 1, 1))
        with pytest.raises(services.AlreadyRegistered) as told:
            services.enlist(volunteer=again, facts=facts, actor=stranger, **HOW)
        assert "转队" in str(told.value) and "某市" not in str(told.value)
        services.retire(volunteer=first, on=date(2013, 12, 31), actor=officer, at=AT)
        again = Volunteer(organisation=elsewhere, registered_on=date(2014, 1, 1))
        services.enlist(volunteer=again, facts=facts, actor=stranger, **HOW)
        with pytest.raises(AlreadyLeft):
            services.retire(volunteer=first, on=date(2014, 12, 31), actor=officer, at=AT)

    def test_minors_need_a_guardian_and_small_children_may_not(self, here, officer):
        def enlist(born, **more):
            row = Volunteer(organisation=here, registered_on=date(2026, 10, 1))
            facts = {"name": "王小伟", "id_number": identity(born)}
            return services.enlist(volunteer=row, facts=facts, actor=officer, **HOW | more)

        parent = Guardian("王伟", "16400000099", "父亲", gives=True)
        with pytest.raises(Invalid, match="监护人"):
            enlist("20120101")
        with pytest.raises(Invalid, match="同意"):
            enlist("20120101", agrees=False)
        with pytest.raises(Invalid, match="8 周岁"):
            enlist("20200101", guardian=parent)
        row = enlist("20120101", guardian=parent)
        assert queries.missing_of(row, TODAY) == ["手机", "服务技能", "可服务时间"]

    def test_nobody_leaves_before_coming(self, here, officer):
        with pytest.raises(Invalid, match="早于"):
            services.retire(volunteer=volunteer(organisation=here), on=date(2012, 1, 1), actor=officer, at=AT)


class TestMoving:
    def test_figures_before_the_day_stay_where_they_were(self, here, town, officer):
        old, new = team(organisation=here, name="社区分队"), team(organisation=town, name="镇分队")
        row = volunteer(organisation=here, team=old, on=date(2013, 3, 5))
        done = services.ask_transfer(volunteer=row, team=new, on=MOVED, actor=officer)
        assert done.state == Transfer.State.ACCEPTED
        row.refresh_from_db()
        assert (row.team, row.organisation, row.since) == (new, town, MOVED)
        for day, at_old, at_new in ((date(2013, 5, 31), 1, 0), (MOVED, 0, 1), (TODAY, 0, 1)):
            assert counted("volunteers", day, team="社区分队", organisation=here) == at_old
            assert counted("volunteers", day, team="镇分队", organisation=town) == at_new
            assert counted("volunteers", day) == 1
        assert [queries.team_on(row, day) for day in (date(2013, 3, 4), date(2013, 5, 31), MOVED)] == [None, old, new]
        assert Stay.objects.get().until == date(2013, 5, 31)

    def test_another_unit_has_to_take_them_in(self, here, town):
        other = organisation("东山镇科协", parent=here, level="town")
        giving, taking = person("clerk", town, "giving"), person("clerk", other, "taking")
        row, to = volunteer(organisation=town), team(organisation=other)
        assert to in queries.teams_to_join(row, giving)
        asked = services.ask_transfer(volunteer=row, team=to, on=MOVED, actor=giving)
        assert asked.state == Transfer.State.ASKED and asked in Transfer.objects.visible_to(taking)
        with pytest.raises(NotAllowed):
            services.answer_transfer(transfer=asked, move="receive", actor=giving)
        with pytest.raises(NotAllowed):
            services.take_back_transfer(transfer=asked, actor=taking)
        with pytest.raises(CannotTransfer, match="等对方接收"):
            services.ask_transfer(volunteer=row, team=team(organisation=other), on=MOVED, actor=giving)
        services.answer_transfer(transfer=asked, move="receive", actor=taking)
        row.refresh_from_db()
        assert row.organisation == other and row in Volunteer.objects.visible_to(taking)
        assert row not in Volunteer.objects.visible_to(giving)

    def test_a_move_can_be_declined_or_taken_back(self, here, officer):
        row = transfer(organisation=here)
        services.take_back_transfer(transfer=row, actor=officer)
        again = transfer(organisation=here)
        services.answer_transfer(transfer=again, move="turn_down", actor=officer, note="人满了")
        assert not Stay.objects.exists()

    def test_days_that_do_not_fit_are_refused(self, here, officer):
        row, to = volunteer(organisation=here), team(organisation=here, since=date(2014, 1, 1))
        for on, why in ((date(2013, 1, 1), "早于"), (MOVED, "还没有成立")):
            with pytest.raises(Invalid, match=why):
                services.ask_transfer(volunteer=row, team=to, on=on, actor=officer)


class TestTeams:
    def test_a_team_with_people_is_not_disbanded(self, here, officer):
        squad = team(organisation=here)
        row = volunteer(organisation=here, team=squad)
        with pytest.raises(TeamInUse, match="1 名志愿者"):
            services.disband(team=squad, on=MOVED, actor=officer)
        services.retire(volunteer=row, on=date(2013, 5, 31), actor=officer, at=AT)
        services.disband(team=squad, on=MOVED, actor=officer)
        assert counted("teams", MOVED) == 1 and counted("teams", date(2013, 6, 2)) == 0

    def test_a_new_name_takes_the_figures_along(self, here, officer):
        squad = team(organisation=here, name="老名字")
        row = volunteer(organisation=here, team=squad)
        services.report_strength(
            strength=services.teams.TeamStrength(organisation=here, team="老名字", amount=9, on=MOVED), actor=officer
        )
        squad.name = "新名字"
        services.keep_team(team=squad, actor=officer)
        assert counted("volunteers", TODAY, team="新名字") == 1 and counted("team_strength", TODAY, team="新名字") == 9
        assert counted("volunteers", TODAY, team="老名字") == 0 and row.team_id == squad.pk

    def test_a_team_never_stands_under_itself(self, here, officer):
        top = team(organisation=here)
        below = team(organisation=here, parent=top)
        top.parent = below
        with pytest.raises(Invalid, match="不能作它的上级"):
            services.keep_team(team=top, actor=officer)


class TestEngagements:
    def test_they_count_while_they_last(self, here, officer):
        row = engagement(organisation=here, starts_on=date(2013, 1, 1), ends_on=date(2013, 12, 31))
        days = (date(2012, 12, 31), date(2013, 12, 31), date(2014, 1, 1))
        assert [counted("engaged", day, kind="顾问") for day in days] == [0, 1, 0]
        services.end_engagement(engagement=row, on=MOVED, actor=officer, note="调离")
        assert counted("engaged", date(2013, 6, 2)) == 0
        with pytest.raises(AlreadyEnded):
            services.end_engagement(engagement=row, on=MOVED, actor=officer, note="调离")

    def test_ending_needs_a_day_within_and_a_reason(self, here, officer):
        row = engagement(organisation=here)
        with pytest.raises(Invalid, match="聘期"):
            services.end_engagement(engagement=row, on=date(2020, 1, 1), actor=officer, note="调离")
        with pytest.raises(Invalid, match="原因"):
            services.end_engagement(engagement=row, on=MOVED, actor=officer, note=" ")

    def test_those_that_run_out_are_listed(self, here, officer):
        soon = engagement(organisation=here, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 20))
        engagement(organisation=here, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 20))
        assert [*queries.running_out(officer, TODAY)] == [soon]
        assert Engagement.objects.count() == 2
