"""The public's pages for volunteers: what they are wanted for, registering, applying, stepping back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from kexie.core import clock
from kexie.core.gate import SYSTEM
from kexie.network.people.tests.make import person
from kexie.office.notices.models import Message
from kexie.work.volunteering import services
from kexie.work.volunteering.models import Application, Assignment, Post
from kexie.work.volunteering.tests.make import NOW, id_number, post, shift, volunteer

from .test_portal import published

PHONE, ADULT = "16400000077", id_number("33028119900101001")


@pytest.fixture(autouse=True)
def moment():
    cache.clear()
    with clock.at(NOW):
        yield


def get(client, name, *args, status=200, **query):
    answer = client.get(reverse(f"portal:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()[:300]
    return answer.content.decode()


def send(client, where, /, *args, follow=True, query="", **data):
    return client.post(reverse(f"portal:{where}", args=args) + query, data, follow=follow)


def prove(client, contact=PHONE):
    """Say who one is, as the page one came for asks."""
    assert send(client, "contact", contact=contact).redirect_chain[-1][0] == reverse("portal:prove")
    code = re.search(r"\d{6}", Message.objects.filter(purpose="code").latest("pk").body)[0]
    return send(client, "prove", code=code)


def said(here, **more):
    return {"organisation": here.pk, "name": "王一", "id_number": ADULT, "agrees": "on", **more}


class TestPosts:
    def test_only_what_recruits_is_listed_and_led_to(self, client, here):
        held = published(here, name="科普大集", starts_on=NOW.date() + timedelta(days=17), published_at=NOW)
        one = post(organisation=here, name="现场引导", activity=held, skills="活动组织", risks="人多拥挤")
        later = shift(post_=one, places=3)
        post(organisation=here, name="还没开始招", state=Post.State.DRAFT)
        hidden = published(here, name="没发布的", state="planned", published_at=None)
        post(organisation=here, name="计划里的岗位", activity=hidden)
        listed = get(client, "posts")
        assert "现场引导" in listed and "还没开始招" not in listed and "计划里的岗位" not in listed
        page = get(client, "post", one.public_id)
        assert (
            "人多拥挤" in page
            and "还要 3 人" in page
            and reverse("portal:apply", args=[one.public_id, later.pk]) in page
        )
        assert reverse("portal:post", args=[one.public_id]) in get(client, "activity", held.public_id)
        assert reverse("portal:posts") in get(client, "find")
        assert "现场引导" in get(client, "posts", q="大集") and "现场引导" not in get(client, "posts", q="翻译")
        get(client, "post", Post.objects.get(name="还没开始招").public_id, status=404)

    def test_the_list_costs_the_same_for_many(self, client, here, django_assert_max_num_queries):
        for _n in range(9):
            shift(organisation=here)
        with django_assert_max_num_queries(5):
            get(client, "posts")


class TestApplying:
    def test_a_volunteer_proves_a_telephone_and_applies(self, client, here):
        one = shift(organisation=here)
        volunteer(organisation=here, person=person(organisation=here, name="王一", phone=PHONE))
        address = reverse("portal:apply", args=[one.post.public_id, one.pk])
        assert client.get(address).url == reverse("portal:contact")
        page = prove(client)
        assert page.redirect_chain[-1][0] == address and "王一，志愿者编号" in page.content.decode()
        assert not Assignment.objects.exists()
        done = client.post(address, follow=True).content.decode()
        assert "招募单位审核后通知您" in done and "我的班次" in done
        row = Assignment.objects.get()
        assert (row.state, row.came_by) == ("applied", "self")
        again = client.post(address)
        assert again.status_code == 422 and "不用再排" in again.content.decode()
        assert "已退出" in send(client, "leave_shift", row.pk).content.decode()
        row.refresh_from_db()
        assert row.state == "withdrawn"

    def test_nobody_steps_back_for_others(self, client, here):
        volunteer(organisation=here, person=person(organisation=here, name="王一", phone=PHONE))
        other = services.apply(
            shift=shift(organisation=here), volunteer=volunteer(organisation=here), actor=SYSTEM, at=NOW
        )
        client.get(reverse("portal:register"))
        prove(client)
        assert send(client, "leave_shift", other.pk).status_code == 404

    def test_of_several_who_share_a_telephone_one_is_named_first(self, client, here):
        one = shift(organisation=here)
        for name in ("王一", "王二"):
            volunteer(organisation=here, person=person(organisation=here, name=name, phone=PHONE))
        client.get(reverse("portal:apply", args=[one.post.public_id, one.pk]))
        page = prove(client).content.decode()
        assert "请问您是" in page and "王二" not in page
        page = send(client, "mine", name="王二").content.decode()
        assert "王二，志愿者编号" in page

    @pytest.mark.parametrize("state", ["draft", "closed"])
    def test_what_does_not_recruit_is_missing(self, client, here, state):
        one = shift(post_=post(organisation=here, state=state))
        get(client, "apply", one.post.public_id, one.pk, status=404)


class TestRegistering:
    def test_somebody_new_asks_and_may_take_it_back(self, client, here):
        one = shift(organisation=here)
        address = reverse("portal:apply", args=[one.post.public_id, one.pk])
        client.get(address)
        assert "您还不是注册志愿者" in prove(client).content.decode()
        page = send(client, "register", query=f"?shift={one.pk}", **said(here)).content.decode()
        row = Application.objects.get()
        assert (row.phone, row.shift, row.name, row.state) == (PHONE, one, "王一", "asked")
        assert "审核后通知您" in page and "您的申请" in page
        assert "已删除" in send(client, "withdraw_application", row.pk).content.decode()
        row.refresh_from_db()
        assert (row.state, row.id_number, row.phone) == ("taken_back", "", "")

    def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(self, client, here):
        client.get(reverse("portal:register"))
        prove(client)
        child = id_number("33028120020601001")
        answer = send(client, "register", **said(here, id_number=child, guardian_name="王父"))
        page = answer.content.decode()
        assert answer.status_code == 422 and "请填监护人姓名和电话" in page and 'value="王一"' in page
        assert "<details open" in page
        answer = send(client, "register", **said(here, agrees=""))
        assert answer.status_code == 422 and not Application.objects.exists()

    def test_without_a_proved_contact_there_is_no_form(self, client, here):
        assert send(client, "register", follow=False, **said(here)).url == reverse("portal:contact")
        assert send(client, "withdraw_application", 1, follow=False).status_code == 404

    def test_one_s_own_page_still_sends_no_code_to_strangers(self, client, here):
        client.get(reverse("portal:register"))
        client.get(reverse("portal:mine"))  # changed their mind
        send(client, "mine", contact="16400000055")
        assert Message.objects.get().state == Message.State.CANCELLED
