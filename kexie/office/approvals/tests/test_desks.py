from __future__ import annotations

import pytest
from django.urls import reverse

from conftest import person
from kexie.core.testing import DeskTests
from kexie.office.approvals import services
from kexie.office.approvals.desks import ChainDesk
from kexie.office.approvals.models import Chain

from . import make

INBOX = "approvals:inbox"


class TestChainDesk(DeskTests):
    desk = ChainDesk
    make = staticmethod(make.another)
    role = "administrator"
    new = {"level": "nation", "step_1": "own:checker"}
    change = {"step_2": "county:officer"}

    @pytest.fixture
    def row(self, here):
        return make.chain(organisation=here, kind="activities.activity")

    def test_steps_are_kept_in_order(self, client, keeper, row):
        data = self.data(row, keeper) | {"step_1": "own:officer", "step_2": "", "step_3": "county:checker"}
        assert client.post(self.desk.url("update", row.pk), data).status_code == 302
        row.refresh_from_db()
        assert row.steps == [{"at": "own", "role": "officer"}, {"at": "county", "role": "checker"}]
        assert "提交单位的科协干部 → 县级科协的审核人" in client.get(self.desk.url("list")).content.decode()

    def test_a_chain_needs_a_step(self, client, keeper, row):
        answer = client.post(self.desk.url("update", row.pk), self.data(row, keeper) | {"step_1": ""})
        assert answer.status_code == 422 and "step_1" in answer.context["form"].errors

    def test_whoever_only_keeps_records_sets_no_chain(self, client, here, row):
        client.force_login(person("clerk", here))
        assert client.get(self.desk.url("create")).status_code == 403
        assert client.post(self.desk.url("update", row.pk), {}).status_code == 403


@pytest.mark.django_db
class TestInbox:
    @pytest.fixture
    def request_of_a_town(self, here, town):
        Chain.objects.all().delete()
        make.chain(organisation=here, steps=(("county", "checker"),))
        self.checker, self.clerk = person("checker", here), person("clerk", town, username="townclerk")
        return make.asked(organisation=town, actor=self.clerk)

    def test_agreeing_from_the_page(self, client, request_of_a_town):
        client.force_login(self.checker)
        page = client.get(reverse(INBOX)).content.decode()
        assert "要批的事" in page and "泗门镇科协" in page and "townclerk" in page
        answer = client.post(reverse("approvals:agree", args=[request_of_a_town.pk]), follow=True)
        assert "已同意：要批的事" in answer.content.decode()
        assert "现在没有等您审批的事项" in answer.content.decode()
        request_of_a_town.refresh_from_db()
        assert request_of_a_town.state == "agreed"

    def test_sending_back_from_the_page_needs_a_reason(self, client, request_of_a_town):
        client.force_login(self.checker)
        address = reverse("approvals:send_back", args=[request_of_a_town.pk])
        assert client.post(address, {"note": ""}).status_code == 409
        assert client.post(address, {"note": "请补预案"}).status_code == 302
        request_of_a_town.refresh_from_db()
        assert request_of_a_town.state == "sent_back"

    def test_the_asker_sees_where_it_stands(self, client, request_of_a_town):
        client.force_login(self.clerk)
        page = client.get(reverse(INBOX)).content.decode()
        assert "我提交的" in page and "某市科协的审核人" in page and "未办" in page

    def test_strangers_find_nothing(self, client, request_of_a_town, stranger):
        client.force_login(stranger)
        assert "要批的事" not in client.get(reverse(INBOX)).content.decode()
        assert client.post(reverse("approvals:agree", args=[request_of_a_town.pk])).status_code == 404

    def test_one_page_costs_the_same_for_one_or_many(
        self, client, request_of_a_town, town, django_assert_max_num_queries
    ):
        client.force_login(self.checker)
        client.get(reverse(INBOX))
        for n in range(5):
            services.ask(
                source=make.thing(organisation=town, name=f"事{n}"), organisation=town, actor=self.clerk, at=make.AT
            )
        with django_assert_max_num_queries(14):
            assert client.get(reverse(INBOX)).content.decode().count("泗门镇科协 townclerk") == 6
