"""Given out once, never changed, replaced and revoked in the open."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from kexie.core.audit.models import TrailEntry
from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed
from kexie.office.certificates import queries, services
from kexie.office.certificates.models import Certificate, Revocation

from .make import certificate, facts

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def test_asking_twice_gives_one_certificate(here, officer):
    row = certificate(organisation=here, source_key="1:2026", actor=officer)
    again = services.issue(
        kind=row.kind, source_key="1:2026", organisation=here, person=row.person, facts=facts(hours="99"),
        on=date(2027, 1, 1), actor=officer,
    )  # fmt: skip
    assert again == row and Certificate.objects.count() == 1 and again.facts["sentence"] == "累计 12.5 小时。"
    assert row.issued_by == str(officer) and (row.template, row.template_version) == ("statement", 1)


def test_numbers_count_within_the_year_and_the_body(here, elsewhere):
    made = [
        certificate(organisation=here), certificate(organisation=here), certificate(organisation=elsewhere),
        certificate(organisation=here, on=date(2027, 1, 1)),
    ]  # fmt: skip
    assert [row.number for row in made] == ["〔2026〕1号", "〔2026〕2号", "〔2026〕1号", "〔2027〕1号"]
    assert len({row.code for row in made}) == 4


def test_renaming_the_person_or_body_changes_nothing_that_was_certified(here):
    row = certificate(organisation=here)
    row.person.name, here.name = "改名", "改名科协"
    row.person.save()
    here.save()
    assert queries.content(queries.check(row.code), is_open=True)["blocks"][0]["lines"][0] == ("姓名", "王小明")


def test_the_database_refuses_to_change_or_delete_one(here):
    row = certificate(organisation=here)
    services.revoke(certificate=row, reason="误开", on=DAY, actor=SYSTEM)
    for act in (
        lambda: Certificate.objects.update(issued_on=DAY), lambda: Revocation.objects.update(reason=""),
        lambda: row.save(), lambda: Revocation.objects.all().delete(),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_personal_data_lie_sealed_and_are_masked_for_the_public(here):
    row = certificate(organisation=here)
    assert "110101199003071233" not in str(row.facts) and "王小明" not in str(row.facts)
    assert "王小明" not in str(TrailEntry.objects.latest("id").changes)
    shown = dict(queries.content(row, is_open=False)["blocks"][0]["lines"])
    assert shown == {"姓名": "王**", "证件类型": "居民身份证", "证件号码": "110****33", "联系电话": "164****01"}
    assert queries.names(row, "王 小明") and not queries.names(row, "王小") and not queries.names(row, "居民身份证")


def test_a_new_edition_points_back_and_the_old_stays(here, officer):
    old = certificate(organisation=here)
    new = services.reissue(certificate=old, facts=facts(hours="14"), on=date(2027, 2, 1), note="更正", actor=officer)
    assert (new.replaces, new.edition, new.number, new.code != old.code) == (old, 2, "〔2027〕1号", True)
    old, new = queries.check(old.code), queries.check(new.code)
    assert (old.state, new.state, old.replaced_by) == ("replaced", "valid", new)
    assert old.facts["sentence"] == "累计 12.5 小时。" and old.issued_on == DAY
    with pytest.raises(services.CannotIssue, match="已经换发为〔2027〕1号"):
        services.reissue(certificate=old, facts=facts(), on=DAY, note="再来", actor=officer)
    with pytest.raises(services.CannotIssue, match="原因"):
        services.reissue(certificate=new, facts=facts(), on=DAY, note=" ", actor=officer)
    assert queries.latest(old.kind, old.source_key) == new


def test_revoked_is_for_ever_and_is_not_given_out_again_by_itself(here, officer):
    row = certificate(organisation=here, source_key="9:2026")
    services.revoke(certificate=row, reason="时长核减", on=DAY, actor=officer)
    assert queries.check(row.code).state == "revoked"
    with pytest.raises(services.CannotIssue, match="已经作废"):
        services.revoke(certificate=row, reason="再来", on=DAY, actor=officer)
    with pytest.raises(services.CannotIssue, match="已作废"):
        certificate(organisation=here, source_key="9:2026")
    new = services.reissue(certificate=row, facts=facts(hours="3"), on=DAY, note="核减后重开", actor=officer)
    assert queries.check(new.code).state == "valid" and queries.check(row.code).state == "revoked"
    with pytest.raises(services.CannotIssue, match="原因"):
        services.revoke(certificate=new, reason="", on=DAY, actor=officer)


def test_strangers_and_clerks_certify_nothing(here, stranger, grant):
    row = certificate(organisation=here)
    grant(stranger, "clerk", here)
    for act in (
        lambda: certificate(organisation=here, actor=stranger),
        lambda: services.revoke(certificate=row, reason="x", on=DAY, actor=stranger),
        lambda: services.reissue(certificate=row, facts=facts(), on=DAY, note="x", actor=stranger),
        lambda: services.show_print(certificate=row, actor=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_paper_is_the_same_every_time_and_carries_its_fonts(here):
    row = certificate(organisation=here, name='王#[x]*$"\\小明')
    first, again = (queries.printed(row, address="https://example.test/check/x/") for _time in range(2))
    assert first == again and first.startswith(b"%PDF-") and b"FontFile3" in first


def test_codes_that_were_never_given_out(here, django_assert_num_queries):
    certificate(organisation=here)
    with django_assert_num_queries(0):
        assert queries.check("2222-2222-2222") is None and queries.check("") is None
