"""What every page promises: refusals in the asker's language, one 404, private headers, forms that lose nothing."""

from __future__ import annotations

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from kexie.core import forms, gate, picking, records
from kexie.core.audit.history import history_of
from kexie.core.audit.models import TrailEntry
from kexie.core.refusals import NotAllowed, NotFound, Refusal
from kexie.core.templatetags.kexie import figure
from kexie.web.urls import urlpatterns as house
from kexie.work.activities.models import Activity
from kexie.work.activities.tests import make


class Busy(Refusal):
    """A refusal of these tests."""

    code = "busy"


def _raise(error):
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    *house,
    path("refuse/", _raise(Busy("这一场正在办理，请稍后再试。", row=7))),
    path("deny/", _raise(NotAllowed("您没有权限。", action="sign"))),
    path("hidden/", _raise(NotFound())),
    path("missing/", _raise(Http404("no such row"))),
    path("broken/", _raise(ZeroDivisionError())),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def test_a_refusal_is_a_page_for_a_browser(signed_in):
    answer = signed_in.get("/refuse/", headers={"Referer": "http://testserver/activities/?form=x"})
    assert answer.status_code == 409
    assert "这一场正在办理" in answer.content.decode() and "/activities/?form=x" in answer.content.decode()


def test_a_refusal_never_leads_back_to_another_site(signed_in):
    answer = signed_in.get("/refuse/", headers={"Referer": "https://evil.example/activities/"})
    assert "evil.example" not in answer.content.decode()


def test_a_refusal_is_json_for_a_program(signed_in):
    answer = signed_in.get("/refuse/", headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json() == {"code": "busy", "message": "这一场正在办理，请稍后再试。", "row": 7}


def test_a_refusal_is_a_toast_for_htmx(signed_in):
    answer = signed_in.get("/refuse/", headers={"HX-Request": "true"})
    assert answer.status_code == 409 and answer["HX-Retarget"] == "#toasts"
    assert "<html" not in answer.content.decode() and "这一场正在办理" in answer.content.decode()


def test_what_was_not_allowed_is_kept_in_the_trail(signed_in, officer):
    assert signed_in.post("/deny/").status_code == 403
    line = TrailEntry.objects.get(did="refused")
    assert line.actor_id == officer.pk and line.row_name == "/deny/" and line.changes["action"] == "sign"


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}, {"HX-Request": "true"}])
def test_hidden_and_missing_are_one_answer(signed_in, headers):
    hidden, missing = (signed_in.get(address, headers=headers) for address in ("/hidden/", "/missing/"))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    ignored = {"X-Request-ID", "Content-Security-Policy"}
    assert {k: v for k, v in hidden.items() if k not in ignored} == {
        k: v for k, v in missing.items() if k not in ignored
    }


def test_an_unknown_address_says_the_same(signed_in):
    assert signed_in.get("/no/such/page/").content == signed_in.get("/hidden/").content


def test_a_bug_says_so_plainly_and_gives_its_number(signed_in):
    signed_in.raise_request_exception = False
    answer = signed_in.get("/broken/")
    assert answer.status_code == 500
    assert "系统出错了" in answer.content.decode() and "ZeroDivision" not in answer.content.decode()


def test_pages_of_someone_signed_in_are_not_stored(signed_in):
    answer = signed_in.get("/activities/")
    assert answer["Cache-Control"] == "no-store"
    assert len(answer["X-Request-ID"]) == 12 and "camera" in answer["Permissions-Policy"]
    assert "HX-Request" in answer["Vary"]


def test_large_print_is_remembered_without_script(client):
    answer = client.post("/print-size/", {"size": "large", "next": "/login/"})
    assert answer.url == "/login/" and client.cookies["print"].value == "large"
    assert 'class="large"' in client.get("/login/").content.decode()
    client.post("/print-size/", {"size": "normal"})
    assert 'class="large"' not in client.get("/login/").content.decode()
    assert client.post("/print-size/", {"size": "large", "next": "https://evil.example/"}).url == "/"


def test_every_component_is_shown_to_those_signed_in(client, officer):
    assert client.get("/design/").status_code == 302
    client.force_login(officer)
    assert "看数字" in client.get("/design/").content.decode()


def test_pages_carry_nothing_the_policy_forbids(signed_in, here):
    row = make.activity(organisation=here)
    for address in (
        "/",
        "/design/",
        "/activities/",
        f"/activities/{row.pk}/",
        "/activities/new/",
        "/activities/?panel=filters",
    ):
        text = signed_in.get(address).content.decode()
        assert " style=" not in text and "<style" not in text and " onclick=" not in text, address
        assert "<script>" not in text and "http://" not in text.replace("http://www.w3.org", ""), address


# Forms.


def _change(client, row, **values):
    form = client.get(f"/activities/{row.pk}/edit/").context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    return client.post(f"/activities/{row.pk}/edit/", {**data, **values})


def test_two_people_changing_the_same_row_are_told(signed_in, here):
    row = make.activity(organisation=here)
    version = signed_in.get(f"/activities/{row.pk}/edit/").context["version"]
    assert _change(signed_in, row, place="文化礼堂", version=version).status_code == 302
    late = _change(signed_in, row, place="影剧院", version=version)
    assert late.status_code == 409 and "影剧院" in late.content.decode() and "别人已经改过" in late.content.decode()
    assert Activity.objects.get(pk=row.pk).place == "文化礼堂"


def test_what_nobody_types_is_refused_at_its_field(signed_in, here):
    row = make.activity(organisation=here)
    answer = _change(signed_in, row, place="礼\u202e堂")
    assert answer.status_code == 422 and "方向" in str(answer.context["form"].errors["place"])


def test_names_are_kept_as_people_write_them(signed_in, here):
    row = make.activity(organisation=here)
    assert _change(signed_in, row, place="𠮷家㼆  礼堂１２号").status_code == 302
    assert Activity.objects.get(pk=row.pk).place == "𠮷家㼆 礼堂12号"


class ActivityForm(forms.RecordForm):
    class Meta:
        model = Activity
        fields = ["organisation", "name"]


def test_choices_are_only_what_the_actor_may_see(officer, here, town, elsewhere):
    field = ActivityForm(actor=officer).fields["organisation"]
    assert set(field.queryset) == {here, town}


def test_one_among_thousands_is_typed(officer, here, town, elsewhere, monkeypatch):
    monkeypatch.setattr(picking, "MOST_LISTED", 1)
    field = ActivityForm(actor=officer).fields["organisation"]
    assert isinstance(field, picking.PickField)
    assert field.clean("泗门镇科协") == field.clean(f"泗门镇科协 #{town.pk}") == field.clean(str(town.pk)) == town
    for wrong in ("邻市科协", f"某市科协 #{elsewhere.pk}", "没有这个单位"):
        with pytest.raises(forms.forms.ValidationError):
            field.clean(wrong)
    assert field.prepare_value(town.pk) == f"泗门镇科协 #{town.pk}"


def test_only_visible_rows_are_offered(signed_in, town, elsewhere):
    offered = signed_in.get("/pick/organisations/organisation/?of=x&x=科协").content.decode()
    assert "泗门镇科协" in offered and "邻市科协" not in offered
    assert signed_in.get("/pick/access/user/?of=x&x=a").status_code in (200, 404)
    assert signed_in.get("/pick/no/such/").status_code == 404
    assert signed_in.get("/pick/sessions/session/").status_code == 404


# Figures.


class Figure:
    value, unit, url = 86312, "人次", "/ledger/?metric=x"
    evidence = {"counted": 60000, "estimated": 26312}
    published = None


def test_a_figure_is_a_link_short_on_its_face_and_exact_in_its_title():
    text = figure(Figure())
    assert 'href="/ledger/?metric=x"' in text and ">8.6万</a>" in text and 'title="86,312 人次"' in text
    assert "实数" in text and ">86,312</a>" in figure(Figure(), exact=True)


def test_a_figure_without_value_says_so():
    nothing = Figure()
    nothing.value = None
    assert "暂无记录" in figure(nothing)


def test_system_sees_through_the_same_gate(here):
    row = make.activity(organisation=here)
    assert gate.visible(gate.SYSTEM, Activity.objects.all()).get() == row


# Record page.


def test_a_record_tells_what_happened_to_it(signed_in, officer, here, town):
    row = make.activity(organisation=here)
    _change(signed_in, row, place="文化礼堂", organisation=town.pk)
    signed_in.post(f"/activities/{row.pk}/cancel/", {"note": "重复登记"})
    page = signed_in.get(f"/activities/{row.pk}/")
    told = {line.said: line for line in page.context["trail"]}
    assert "取消" in str(list(told)) and "修改" in told
    changed = {title: (was, now) for title, was, now in told["修改"].told}
    assert changed["牵头单位"] == ("某市科协", "泗门镇科协") and changed["地点"] == ("", "文化礼堂")
    assert "重复登记" in page.content.decode()


def test_history_names_no_row_out_of_reach(officer, here, elsewhere):
    row = make.activity(organisation=here)
    row.organisation = elsewhere
    records.save(row, actor=gate.SYSTEM, did="change")
    line = history_of(row, actor=officer)[0]
    assert ("牵头单位", "某市科协", "（不在您的管理范围内）") in line.told


def test_an_act_on_many_rows_is_in_the_history_of_each(officer, here):
    rows = records.add_many(
        [make.draft(organisation=here, name=f"第{n}场", key=str(n)) for n in range(3)],
        actor=officer, did="import", path=here.path, note="台账.xlsx",
    )  # fmt: skip
    later = make.activity(organisation=here)
    assert [line.said for line in history_of(rows[1], actor=officer)] == ["导入"]
    assert "导入" not in [line.said for line in history_of(later, actor=officer)]
