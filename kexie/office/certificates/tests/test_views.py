"""The open page, the paper, revoking."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from kexie.core.audit.models import TrailEntry
from kexie.core.gate import SYSTEM
from kexie.office.certificates import rules, services

from .make import certificate, facts

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()
    yield
    cache.clear()


def body(answer):
    return answer.content.decode()


def test_anyone_checks_a_code_as_they_type_it(client, here):
    row = certificate(organisation=here)
    answer = client.get(reverse("certificates:check"), {"code": row.grouped_code.lower()})
    assert answer.status_code == 302 and answer.url == reverse("certificates:checked", args=[row.code])
    page = body(client.get(answer.url))
    assert "有效。" in page and "累计 12.5 小时。" in page and "科普宣传" in page and row.number in page
    for secret in ("王小明", "110101199003071233", "16400000001"):
        assert secret not in page
    assert "王**" in page


def test_a_slip_is_told_at_the_field(client):
    answer = client.get(reverse("certificates:check"), {"code": "2222-2222-2222"})
    assert answer.status_code == 422 and "查验码有误" in body(answer)
    assert client.get(reverse("certificates:check")).status_code == 200


def test_revoked_and_replaced_say_so_with_their_days(client, here):
    old = certificate(organisation=here)
    new = services.reissue(certificate=old, facts=facts(), on=date(2027, 2, 1), note="更正", actor=SYSTEM)
    page = body(client.get(reverse("certificates:checked", args=[old.code])))
    assert "已换发。" in page and "2027年2月1日" in page and reverse("certificates:checked", args=[new.code]) in page
    services.revoke(certificate=new, reason="核减", on=date(2027, 3, 1), actor=SYSTEM)
    page = body(client.get(reverse("certificates:checked", args=[new.code])))
    assert "已作废。" in page and "2027年3月1日" in page and "核减" in page and "有效。" not in page


def test_the_name_is_compared_and_not_told(client, here):
    address = reverse("certificates:checked", args=[certificate(organisation=here).code])
    assert "不相符" in body(client.post(address, {"name": "李四"}))
    assert "相符：" in body(client.post(address, {"name": "王小明"}))
    assert client.post(address, {"name": ""}).status_code == 422
    for _time in range(7):
        client.post(address, {"name": "李四"})
    answer = client.post(address, {"name": "王小明"})
    assert answer.status_code == 429 and "太频繁" in body(answer)


def test_guessing_is_slowed_down_and_a_good_code_with_it(client, here):
    known, guess = certificate(organisation=here).code, rules.new_code(lambda alphabet: alphabet[0])
    for _time in range(20):
        answer = client.get(reverse("certificates:checked", args=[guess]))
        assert answer.status_code == 404 and "没有开具过" in body(answer)
    for code in (guess, known):
        assert client.get(reverse("certificates:checked", args=[code])).status_code == 429


def test_the_paper_is_sent_and_trailed(client, here, officer):
    row = certificate(organisation=here)
    client.force_login(officer)
    answer = client.post(reverse("certificates:paper", args=[row.pk]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert TrailEntry.objects.filter(did="print_certificate", row_id=row.pk, actor_id=officer.pk).exists()


def test_revoking_from_the_page(client, here, officer):
    row = certificate(organisation=here)
    client.force_login(officer)
    address = reverse("certificates:revoke", args=[row.pk])
    assert "请写明作废的原因" in body(client.post(address, {"reason": ""}, follow=True))
    page = body(client.post(address, {"reason": "误开"}, follow=True))
    assert "已作废" in page and "误开" in page and address not in page
