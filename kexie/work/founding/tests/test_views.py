"""Desks, and the page that leads through a procedure."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kexie.core.gate import SYSTEM
from kexie.core.testing import DeskTests
from kexie.work.founding import rules, services
from kexie.work.founding.desks import NomineeDesk, ProcedureDesk, ProspectDesk
from kexie.work.founding.models import Procedure, ProspectVisit

from . import make

pytestmark = pytest.mark.django_db


class TestProcedureDesk(DeskTests):
    desk = ProcedureDesk
    make = staticmethod(make.procedure)

    def test_detail_is_shown(self, client, keeper, row):
        assert row.name in client.get(self.desk.url("detail", row.pk)).content.decode()


class TestNomineeDesk(DeskTests):
    desk = NomineeDesk
    make = staticmethod(make.nominee)
    new = {"name": "另一位"}
    change = {"unit": "泗门镇卫生院"}
    home = ""


class TestProspectDesk(DeskTests):
    desk = ProspectDesk
    make = staticmethod(make.prospect)
    new = {"name": "另一家科技有限公司"}
    change = {"industry": "新材料"}


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def at(name, row, *more):
    return reverse(f"founding:{name}", args=[row.pk, *more])


def test_one_begins_by_choosing_what_is_to_be_done(page, here):
    shown = page.get(reverse("founding:begin")).content.decode()
    assert all(kind.title in shown for kind in rules.KINDS.values())
    address = reverse("founding:begin") + "?kind=town"
    assert "一共这几步" in page.get(address).content.decode()
    assert page.post(address, {"organisation": here.pk, "name": ""}).status_code == 422
    answer = page.post(address, {"organisation": here.pk, "name": "泗门镇科协"})
    row = Procedure.objects.get()
    assert answer.url == ProcedureDesk.url("detail", row.pk)
    assert page.post(address, {"organisation": here.pk, "name": "泗门镇科协"}).status_code == 422


def test_the_page_shows_done_now_and_later(page, here):
    row = make.walked(make.procedure(organisation=here), until="notice")
    shown = page.get(at("procedure_detail", row)).content.decode()
    assert shown.count("现在办") >= 1 and "已办" in shown and "扫描.pdf" in shown
    assert "至少 3 个工作日" in shown and 'name="meeting_on"' in shown and 'name="way"' not in shown
    shown = page.get(at("procedure_detail", row) + "?step=prepare").content.decode()
    assert 'name="prep_lead"' in shown and 'name="meeting_on"' not in shown


def test_a_step_is_filled_its_paper_made_and_signed(page, here):
    row = make.walked(make.procedure(organisation=here), until="apply")
    address = at("step", row, "apply")
    answer = page.post(address, {"application_on": "", "paper": "application"})
    assert answer.status_code == 422 and "还差：请示日期" in answer.content.decode()
    answer = page.post(address, {"application_on": "2024-05-06", "paper": "application"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    answer = page.post(address, {"application_on": "2024-05-06", "do": "finish"})
    assert answer.status_code == 422 and "签字盖章的成立请示" in answer.content.decode()
    scan = SimpleUploadedFile("请示.jpg", b"\xff\xd8\xffpicture")
    assert page.post(at("upload_signed", row, "application"), {"file": scan}).status_code == 302
    assert page.post(address, {"application_on": "2024-05-06", "do": "finish"}).status_code == 302
    row.refresh_from_db()
    assert row.current.code == "reply"
    shown = page.get(at("procedure_detail", row)).content.decode()
    assert "请示.jpg" in shown
    page.post(at("withdraw_signed", row, "application"), {"note": "页码不全"})
    assert "页码不全" in page.get(at("procedure_detail", row)).content.decode()
    answer = page.post(at("make_paper", row, "application"))
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_was_typed_stays_when_it_cannot_be_kept(page, here):
    row = make.procedure(organisation=here)
    answer = page.post(at("step", row, "prepare"), {"unit": "泗门镇政府", "members": "六十", "do": "finish"})
    shown = answer.content.decode()
    assert answer.status_code == 422 and "泗门镇政府" in shown and "六十" in shown


def test_a_stale_paper_says_so(page, here):
    row = make.walked(make.procedure(organisation=here), until="notice")
    row = make.filled(row, row.current)
    make.paper(row, "notice")
    assert "请重新生成" not in page.get(at("procedure_detail", row)).content.decode()
    services.answer(procedure=row, step="notice", facts={"meeting_place": "文化礼堂"}, actor=SYSTEM)
    assert "请重新生成" in page.get(at("procedure_detail", row)).content.decode()


def test_people_are_nominated_on_the_page_and_taken_off(page, here):
    row = make.walked(make.procedure(organisation=here), until="nominate")
    given = {"procedure": row.pk, "name": "孙镇长", "position": "主席", "unit": "泗门镇", "phone": "16400000011"}
    answer = page.post(reverse("founding:nominee_create"), {**given, "next": at("procedure_detail", row)})
    assert answer.url == at("procedure_detail", row)
    nominee = row.nominees.get()
    shown = page.get(answer.url).content.decode()
    assert "孙镇长" in shown and "16400000011" not in shown
    page.post(at("remove_nominee", nominee))
    assert not row.nominees.exists()


def test_seats_and_votes_are_asked_for(page, here):
    row = make.walked(make.procedure(organisation=here), until="arrange")
    assert "副主席应选名额" in page.get(at("procedure_detail", row)).content.decode()
    facts = make.FACTS["arrange"] | {"seats_0": "2", "do": "finish"}
    assert page.post(at("step", row, "arrange"), facts).status_code == 302
    row.refresh_from_db()
    assert row.seats == {"副主席": 2}
    votes = {f"votes_{one.pk}": 50 for one in row.nominees.all()}
    answer = page.post(at("step", row, "assembly"), {"attended": "56", **votes, "paper": "minutes"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert set(row.nominees.values_list("votes", flat=True)) == {50}


def test_it_is_given_up_taken_up_and_ended(page, here):
    row = make.walked(make.procedure(organisation=here, name="泗门镇科协"), until="plaque")
    assert page.post(at("abandon", row), {"note": ""}).status_code in (200, 422)
    page.post(at("abandon", row), {"note": "机构调整"})
    assert "机构调整" in page.get(at("procedure_detail", row)).content.decode()
    page.post(at("resume", row))
    page.post(at("skip_step", row, "plaque"))
    shown = page.get(at("procedure_detail", row)).content.decode()
    assert "点“办结”以后" in shown
    page.post(at("reopen_step", row))
    page.post(at("skip_step", row, "plaque"))
    assert page.post(at("conclude", row)).status_code == 302
    row.refresh_from_db()
    body = page.get(reverse("organisations:organisation_detail", args=[row.body_id])).content.decode()
    assert row.state == "done" and "组建与换届" in body


def test_an_enterprise_is_visited_in_one_form_and_prepared_from_there(page, here):
    row = make.prospect(organisation=here)
    shown = page.get(ProspectDesk.url("detail", row.pk)).content.decode()
    assert "记一次走访" in shown and "开始筹建科协" in shown
    assert page.post(at("visit_prospect", row), {"note": ""}).status_code == 422
    page.post(at("visit_prospect", row), {"note": "有意牵头", "stage": "willing", "on": "2024-03-01"})
    assert ProspectVisit.objects.get().note == "有意牵头"
    address = reverse("founding:begin") + f"?kind=enterprise&prospect={row.pk}"
    assert f"{row.name}科协" in page.get(address).content.decode()
    page.post(address, {"organisation": here.pk, "name": f"{row.name}科协"})
    assert Procedure.objects.get().prospect == row


def test_those_in_office_are_carried_over(page, here, town):
    row = services.begin(kind="term_change", organisation=here, body=town, actor=SYSTEM, today=make.TODAY)
    row = make.walked(row, until="nominate")
    assert "带入现任" in page.get(at("procedure_detail", row)).content.decode()
    assert page.post(at("carry_over", row)).status_code == 302


def test_the_page_costs_the_same_for_few_papers_and_many(page, here):
    few = make.walked(make.procedure(organisation=here), until="notice")
    many = make.walked(make.procedure(organisation=here), until="plaque")
    page.get(at("procedure_detail", few))
    counts = []
    for row in (few, many):
        with CaptureQueriesContext(connection) as asked:
            page.get(at("procedure_detail", row))
        counts.append(len(asked))
    assert max(counts) <= 40, counts
