"""One's own sign-up by its link, and where staff work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kexie.core import clock
from kexie.core.forms import shown_in
from kexie.core.gate import SYSTEM
from kexie.work.signups import queries, services
from kexie.work.signups.forms import SignupForm
from kexie.work.signups.models import Admission, Feedback, Questionnaire, Quota, Signup

from .make import EVERY_KIND, NOW, STARTS, admission, draft, question, questionnaire, quota, session, signup

pytestmark = pytest.mark.django_db
S = Signup.State


@pytest.fixture(autouse=True)
def now():
    cache.clear()
    with clock.at(NOW):
        yield


def link(row, name="link", *args):
    return reverse(f"signups:{name}", args=[queries.token_of(row), *args])


def said(answer):
    return answer.content.decode()


class TestLink:
    def test_opens_without_signing_in_and_shows_its_own(self, client, here):
        where = admission(organisation=here, companions_most=1, questionnaire=questionnaire(organisation=here))
        row = signup(admission_=where, draft=draft(answers={"q1": "气象局"}), companions=[draft("王小明")])
        page = client.get(link(row))
        assert page.status_code == 200 and page["Referrer-Policy"] == "same-origin"
        for text in (row.person.name, "已确认", "气象局", "王小明", "取消报名"):
            assert text in said(page)
        assert row.phone not in said(page)

    @pytest.mark.parametrize("wrong", ["x" * 32, "x", "{ref}", "{ref}" + "A" * 16])
    def test_anything_wrong_is_404_and_too_much_of_it_waits(self, client, here, wrong):
        row = signup(organisation=here)
        address = reverse("signups:link", args=[wrong.format(ref=row.reference)])
        missing = client.get("/s/nothing-at-all/")
        assert {client.get(address).status_code, missing.status_code} == {404}
        for _n in range(20):
            client.get(address)
        assert client.get(link(row)).status_code == 429

    def test_accept_decline_and_cancel_by_button_and_twice(self, client, here):
        where = admission(organisation=here, places=1)
        first, second, third = (signup(admission_=where) for _n in range(3))
        assert client.get(link(first, "link_move", "cancel")).status_code == 405
        for _twice in range(2):
            assert client.post(link(first, "link_move", "cancel")).status_code == 302
        assert "请确认" in said(client.get(link(second)))
        for _twice in range(2):
            page = client.post(link(second, "link_move", "accept"), follow=True)
        assert "已确认" in said(page)
        client.post(link(second, "link_move", "cancel"))
        assert "已放弃" in said(client.post(link(third, "link_move", "decline"), follow=True))
        assert Signup.objects.filter(state=S.CANCELLED).count() == 3
        assert client.post(link(third, "link_move", "confirm")).status_code == 404  # staff's, not theirs

    def test_answers_may_be_changed_until_it_begins(self, client, here):
        where = admission(organisation=here, questionnaire=questionnaire(organisation=here))
        row = signup(admission_=where, draft=draft(answers={"q1": "气象局"}))
        form = client.get(link(row, "link_answers"))
        assert "气象局" in said(form)
        wrong = client.post(link(row, "link_answers"), {"q_q1": "农业局", "q_q3": "七"})
        assert wrong.status_code == 422 and "请填数字" in said(wrong) and "农业局" in said(wrong)
        assert client.post(link(row, "link_answers"), {"q_q1": "农业局", "q_q5": ["天文"]}).status_code == 302
        row.refresh_from_db()
        assert row.answers == {"q1": "农业局", "q5": ["天文"], "q7": False}

    def test_feedback_is_asked_once_it_has_begun(self, client, here):
        asked = questionnaire(organisation=here, questions=[question("q1", "打几分", "number", is_required=True)])
        where = admission(organisation=here, feedback=asked)
        row = signup(admission_=where)
        assert client.get(link(row, "link_feedback")).status_code == 404
        with clock.at(STARTS + timedelta(hours=3)):
            assert "填写活动反馈" in said(client.get(link(row)))
            assert client.post(link(row, "link_feedback"), {"q_q1": ""}).status_code == 422
            assert client.post(link(row, "link_feedback"), {"q_q1": "9"}).status_code == 302
        assert Feedback.objects.get().answers == {"q1": 9}


class TestSession:
    def test_says_how_it_stands(self, client, here, officer):
        where = admission(organisation=here, places=3)
        quota(1, activity=where.session.activity, group="小学组")
        for _n in range(3):
            signup(admission_=where, group="小学组")
        client.force_login(officer)
        page = said(client.get(reverse("signups:session", args=[where.session_id])))
        for text in ("候补次序", "“小学组（各场合计）”名额不够", "小学组 1"):
            assert text in page

    def test_the_activity_leads_to_the_sign_ups_of_its_sessions(self, client, here, officer):
        where = admission(organisation=here, places=1)
        activity = where.session.activity
        session(organisation=here, activity=activity)
        for _n in range(3):
            signup(admission_=where)
        client.force_login(officer)
        page = said(client.get(reverse("activities:activity_detail", args=[activity.pk])))
        assert reverse("signups:session", args=[where.session_id]) in page
        assert "1 人 / 1 · 候补 2" in page and "开放报名</a>" in page

    def test_costs_the_same_however_many_signed_up(self, client, here, officer):
        where = admission(organisation=here, places=2)
        signup(admission_=where)
        client.force_login(officer)
        address = reverse("signups:session", args=[where.session_id])
        client.get(address)

        def asked():
            with CaptureQueriesContext(connection) as found:
                assert client.get(address).status_code == 200
            return len(found)

        few = asked()
        for _n in range(12):
            signup(admission_=where)
        assert asked() <= few + 1  # those who wait are asked for once there are any

    def test_settings_are_saved_and_a_cut_names_who_is_too_many(self, client, here, officer, stranger):
        where = admission(organisation=here, places=None)
        rows = [signup(admission_=where, at=NOW + timedelta(minutes=n)) for n in range(3)]
        address = reverse("signups:admission", args=[where.session_id])
        data = {"places": "1", "offer_hours": "24", "companions_most": "0", "keeps_waiting": "on"}
        client.force_login(stranger)
        assert client.post(address, data).status_code == 404
        client.force_login(officer)
        assert client.post(address, {**data, "age_from": "9", "age_to": "3"}).status_code == 422
        page = said(client.post(address, data, follow=True))
        assert "超出 2 人" in page and rows[2].person.name in page and "没有取消任何人" in page
        where.refresh_from_db()
        assert (where.places, where.taken) == (1, 3)

    def test_sign_up_is_opened_where_it_was_not(self, client, here, officer):
        found = session(organisation=here, capacity=80)
        client.force_login(officer)
        assert "没有开放报名" in said(client.get(reverse("signups:session", args=[found.pk])))
        address = reverse("signups:admission", args=[found.pk])
        assert 'value="80"' in said(client.get(address))
        client.post(address, {"places": "80", "offer_hours": "24", "companions_most": "2"})
        assert Admission.objects.get(session=found).places == 80

    def test_quotas_are_set_changed_and_taken_away(self, client, here, officer, grant):
        where = admission(organisation=here)
        client.force_login(officer)
        page, add = (reverse(f"signups:{name}", args=[where.session_id]) for name in ("quotas", "add_quota"))
        assert client.post(add, {"group": "小学组", "places": "5"}).status_code == 302
        assert client.post(add, {"group": "小学组", "places": "6"}).status_code == 422
        row = Quota.objects.get()
        change = reverse("signups:change_quota", args=[row.pk])
        assert "请填整数" in said(client.post(change, {"places": "-3"}, follow=True))
        client.post(change, {"places": "7", "next": page})
        row.refresh_from_db()
        assert row.places == 7 and "小学组" in said(client.get(page))
        client.post(reverse("signups:remove_quota", args=[row.pk]))
        assert not Quota.objects.exists()

    def test_the_desk_signs_up_who_stands_there(self, client, here, officer):
        where = admission(organisation=here, places=1, keeps_waiting=False, companions_most=1)
        address = reverse("signups:desk_signup", args=[where.session_id])
        client.force_login(officer)
        form = client.get(address)
        key = form.context["form"]["key"].value()
        data = {"name": "王伟", "phone": "１６４ 0000 0001", "agrees": "on", "key": key}
        wrong = client.post(address, {**data, "phone": "12"})
        assert wrong.status_code == 422 and "王伟" in said(wrong) and "手机号码有误" in said(wrong)
        for _double_tap in range(2):
            assert "王伟：已确认" in said(client.post(address, data, follow=True))
        row = Signup.objects.get()
        assert (row.came_by, row.phone) == ("desk", "16400000001")
        full = client.post(address, {**data, "name": "李娜", "phone": "16400000002", "key": "other"})
        assert full.status_code == 422 and "名额已满" in said(full)

    def test_arranging_and_a_new_link(self, client, here, officer):
        row = signup(organisation=here)
        client.force_login(officer)
        arrange = reverse("signups:arrange", args=[row.pk])
        assert "请填整数" in said(client.post(arrange, {"seat": "A1", "priority": "头"}, follow=True))
        assert "A1" in said(client.post(arrange, {"seat": "A1", "priority": "3"}, follow=True))
        old = link(row)
        client.post(reverse("signups:reissue", args=[row.pk]))
        assert client.get(old).status_code == 404

    def test_moves_need_their_reason_and_tell_the_holder(self, client, here, officer):
        where = admission(organisation=here, needs_review=True)
        one, two = signup(admission_=where), signup(admission_=where)
        client.force_login(officer)

        def move(row, name, note=""):
            return client.post(reverse("signups:signup_move", args=[row.pk, name]), {"note": note}, follow=True)

        assert "已通过" in said(move(one, "confirm"))
        assert move(two, "refuse").status_code == 409
        assert "已不通过" in said(move(two, "refuse", "名额留给本镇居民"))
        two.refresh_from_db()
        assert (two.state, two.note) == (S.REFUSED, "名额留给本镇居民")


class TestForms:
    def test_what_the_service_refuses_stands_at_its_field(self, here):
        where = admission(
            organisation=here, companions_most=2, age_from=6, questionnaire=questionnaire(organisation=here)
        )
        data = {"name": "王伟", "phone": "16400000001", "born_on": "2012-01-01", "agrees": "on", "q_q4": "一号车"}
        form = SignupForm(where, data, at=NOW)
        assert form.is_valid(), form.errors
        with shown_in(form):
            services.sign_up(session=where.session, actor=SYSTEM, at=NOW, **form.said())
        assert "须满 6 岁" in form.errors["born_on"][0]

    def test_companions_left_empty_are_nobody(self, here):
        where = admission(organisation=here, companions_most=3)
        data = {
            "name": "王伟", "phone": "16400000001", "agrees": "on", "companions-1-name": "王小明",
            "companions-1-born_on": "2008-01-01", "guardian_name": "王伟", "guardian_phone": "16400000001",
            "guardian_gives": "on",
        }  # fmt: skip
        form = SignupForm(where, data, at=NOW)
        assert form.is_valid(), form.errors
        row = services.sign_up(session=where.session, actor=SYSTEM, at=NOW, **form.said())
        assert row.companions.get().person.name == "王小明"

    def test_who_does_not_agree_gets_no_further(self, here):
        form = SignupForm(admission(organisation=here), {"name": "王伟", "phone": "16400000001"}, at=NOW)
        assert not form.is_valid() and [*form.errors] == ["agrees"]

    def test_everything_wrong_is_said_at_once(self, here):
        where = admission(organisation=here, questionnaire=questionnaire(organisation=here))
        form = SignupForm(where, {"name": "", "q_q3": "七", "q_q6": "明天"}, at=NOW)
        assert {*form.errors} == {"name", "phone", "agrees", "q_q3", "q_q6"}


class TestQuestionnairePage:
    def test_questions_are_put_in_order_and_left_out(self, client, here, officer):
        row = questionnaire(organisation=here, questions=EVERY_KIND[:3])
        client.force_login(officer)
        address = reverse("signups:questionnaire_update", args=[row.pk])
        page = client.get(address)
        assert "单位" in said(page)
        data = {"organisation": here.pk, "name": row.name, "is_active": "on",
                "questions-TOTAL_FORMS": "4", "questions-INITIAL_FORMS": "3"}  # fmt: skip
        lines = [("q1", "单位", "text", "3"), ("q2", "", "long", "1"), ("q3", "几岁上学", "number", "2")]
        for n, (code, title, kind, order) in enumerate([*lines, ("", "坐哪路车", "choice", "1")]):
            data |= {f"questions-{n}-code": code, f"questions-{n}-title": title, f"questions-{n}-type": kind}
            data |= {f"questions-{n}-ORDER": order, f"questions-{n}-options": "一号车\n二号车\n一号车\n"}
        assert client.post(address, data).status_code == 302
        kept = Questionnaire.objects.get().versions.get().questions
        assert [(q["code"], q["title"]) for q in kept] == [("q4", "坐哪路车"), ("q3", "几岁上学"), ("q1", "单位")]
        assert kept[0]["options"] == ["一号车", "二号车"]
        refused = client.post(address, {**data, "questions-3-options": "一号车"})
        assert refused.status_code == 422 and "选择题" in said(refused)
