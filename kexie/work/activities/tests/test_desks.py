from __future__ import annotations

from conftest import organisation
from kexie.core import clock
from kexie.core.testing import DeskTests
from kexie.office.ledger.models import Entry
from kexie.work.activities.desks import ActivityDesk, CampaignDesk
from kexie.work.activities.models import Activity

from . import make


class TestActivityDesk(DeskTests):
    desk = ActivityDesk
    make = staticmethod(make.another)
    new = {"name": "另一场讲座", "is_held": "on"}
    change = {"place": "文化礼堂"}

    def test_saving_posts_and_keeps_co_hosts_and_other_results(self, client, keeper, row, here):
        organisation("泗门镇科协", parent=here, level="town")
        data = self.data(row, keeper) | {
            "name": "联合演出", "is_held": "on", "participations": "300", "co_hosts": "泗门镇\n", "more": "获奖 3",
            "estimated": ["participations"],
        }  # fmt: skip
        assert client.post(self.desk.url("create"), data).status_code == 302
        activity = Activity.objects.get(name="联合演出")
        assert [p.organisation.name for p in activity.parties.all()] == ["泗门镇科协"]
        said = {
            (e.measure.split(".")[1], e.kind, e.amount, e.evidence) for e in Entry.objects.filter(source_id=activity.pk)
        }
        assert said == {
            ("held", "", 1, "counted"), ("participations", "", 300, "estimated"), ("result", "获奖", 3, "counted"),
        }  # fmt: skip
        page = client.get(self.desk.url("detail", activity.pk)).content.decode()
        assert "估计" in page and "各计全数" in page and "获奖" in page

    def test_unknown_co_host_is_named_and_nothing_is_lost(self, client, keeper, row):
        data = self.data(row, keeper) | {"name": "联合演出", "co_hosts": "某某公司", "more": "乱写 1.5"}
        answer = client.post(self.desk.url("create"), data)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "组织名录里没有“某某公司”" in page and "看不懂" in page and "联合演出" in page

    def test_a_new_form_suggests_own_organisation_and_today(self, client, keeper, here):
        form = client.get(self.desk.url("create")).context["form"]
        assert (form["organisation"].value(), form["starts_on"].value()) == (here.pk, clock.today())
        asked = client.get(self.desk.url("create") + "?name=某讲座").context["form"]
        assert asked["name"].value() == "某讲座"

    def test_moves_are_made_from_the_page(self, client, keeper, row):
        client.post(self.desk.url("move", row.pk, "cancel"), {"note": "重复登记"})
        row.refresh_from_db()
        assert row.state == "cancelled"
        assert client.post(self.desk.url("move", row.pk, "complete")).status_code != 302

    def test_list_and_panel_of_filters_agree(self, client, keeper, here):
        for form in ("讲座", "讲座", "放映"):
            make.another(organisation=here, form=form)
        assert len(self.listed(client, "?form=讲座")) == 2
        assert len(self.listed(client, "?form=讲座&starts_on_from=2013-05-20")) == 0
        assert len(self.listed(client, f"?organisation={here.pk}&state=completed&starts_on__year=2013")) == 3


class TestCampaignDesk(DeskTests):
    desk = CampaignDesk
    make = staticmethod(make.edition)
    new = {"year": "2031"}
    change = {"theme": "科技创新·美好生活"}

    def test_page_adds_up_what_was_held(self, client, keeper, row, here):
        make.activity(organisation=here, campaign=row, participations=607, form="咨询")
        make.activity(organisation=here, campaign=row, participations=308, form="讲座", name="二")
        make.planned(organisation=here, campaign=row, participations=9999, name="三")
        page = client.get(self.desk.url("detail", row.pk)).content.decode()
        assert "915" in page and "9999" not in page.replace(",", "")[: page.find("三")] and "咨询 1 场次" in page
