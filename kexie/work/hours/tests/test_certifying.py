"""Certificates of hours: from confirmed hours alone, frozen, replaced when hours change."""

from __future__ import annotations

from datetime import date

import pytest

from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed
from kexie.network.people.tests.make import person
from kexie.office.certificates import queries as certificates
from kexie.office.certificates.services import CannotIssue
from kexie.work.hours import services
from kexie.work.hours.models import Correction

from .make import NOW, confirmed, service, volunteer

pytestmark = pytest.mark.django_db
YEAR = {"start": date(2026, 1, 1), "end": date(2026, 12, 31), "today": date(2026, 12, 31)}
ISSUER = services.Issuer("李主席", "赵干事", "0571-87000000")


def certify(who, actor=SYSTEM, **more):
    return services.certify(volunteer=who, issuer=ISSUER, actor=actor, **{**YEAR, **more})


def test_it_says_what_was_confirmed_and_nothing_else(here, officer):
    who = volunteer(organisation=here, person=person(organisation=here, name="王小明", id_number="110101199003071233"))
    confirmed(who=who, what="科普集市")
    confirmed(who=who, start="11-17 22:00", end="11-18 01:00", what="值守")
    service(who=who, start="11-19 09:00", end="11-19 10:00")  # not confirmed
    row = certify(who, officer)
    said = certificates.content(row, is_open=True)
    assert said["sentence"] == "经核实，上述志愿者自 2026年1月1日 至 2026年12月31日 参加志愿服务 2 次，累计 5.5 小时。"
    assert said["rows"] == [
        ["2026-11-17", "值守", "22:00—01:00", "3"], ["2026-11-18", "科普集市", "09:00—11:30", "2.5"],
    ]  # fmt: skip
    own = dict(said["blocks"][0]["lines"])
    assert (own["姓名"], own["证件类型"], own["证件号码"]) == ("王小明", "居民身份证", "110101199003071233")
    assert dict(said["blocks"][2]["lines"])["经办人"] == "赵干事"
    assert certificates.printed(row, address="https://example.test/").startswith(b"%PDF-")


def test_asking_twice_gives_one_and_a_change_of_hours_a_new_one(here):
    done = confirmed(organisation=here)
    old = certify(done.volunteer)
    asked = services.ask_correction(correction=Correction(service=done, minutes=60, why="早退"), actor=SYSTEM, at=NOW)
    services.accept_correction(correction=asked, actor=SYSTEM, at=NOW, note="属实")
    assert certify(done.volunteer) == old and "2.5 小时" in old.facts["sentence"]
    new = services.certify_again(certificate=old, issuer=ISSUER, note="时长更正", actor=SYSTEM, today=date(2027, 1, 5))
    assert "累计 1 小时" in new.facts["sentence"] and certificates.check(old.code).state == "replaced"
    with pytest.raises(CannotIssue, match="已经换发"):
        services.certify_again(certificate=old, issuer=ISSUER, note="x", actor=SYSTEM, today=date(2027, 1, 5))


def test_nobody_without_confirmed_hours_gets_one(here, stranger):
    row = service(organisation=here)
    with pytest.raises(services.CannotCertify, match="没有已入账"):
        certify(row.volunteer)
    with pytest.raises(services.CannotCertify, match="不能超过今天"):
        certify(confirmed(organisation=here).volunteer, today=date(2026, 12, 30))
    with pytest.raises(NotAllowed):
        certify(row.volunteer, stranger)


def test_who_left_keeps_the_right_to_it(here):
    who = confirmed(organisation=here).volunteer
    who.left_on = date(2026, 11, 30)
    who.save()
    assert "2026年11月30日 退出志愿者队伍" in certify(who).facts["remark"]
