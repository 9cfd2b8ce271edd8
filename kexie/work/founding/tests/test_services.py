"""Procedures walked through, refused, given up and ended; what the network and the ledger say afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Sum

from conftest import organisation, person
from kexie.core.files import services as files
from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed, Refusal
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.office.ledger.models import Entry
from kexie.work.founding import documents, rules, services
from kexie.work.founding.models import Nominee, Paper, Procedure, ProspectVisit
from kexie.work.governance.models import Appointment, Term

from . import make
from .make import TODAY

pytestmark = pytest.mark.django_db
HELD = date(2024, 6, 6)


def amount(measure, on=TODAY, **by):
    return Entry.objects.filter(measure=measure, on__lte=on, **by).aggregate(n=Sum("amount"))["n"] or 0


def conclude(row, actor=SYSTEM):
    return services.conclude(procedure=row, actor=actor, today=TODAY)


def test_a_town_body_is_founded_with_its_term_and_posts(here, officer):
    row = make.walked(make.procedure(organisation=here, name="泗门镇科协"))
    done = conclude(row, officer)
    body = done.body
    assert (done.state, done.ended_on) == ("done", TODAY)
    assert (body.name, body.kind, body.level, body.parent, body.founded_on) == (
        "泗门镇科协", "association", "town", here, HELD,
    )  # fmt: skip
    term = Term.objects.get()
    assert (term.organisation, term.number, term.starts_on, term.years) == (body, 1, HELD, 5)
    held = {a.person.name: (a.position, a.head, a.chosen, a.term) for a in Appointment.objects.all()}
    assert held == {
        "孙镇长": ("主席", "", "hands", term),
        "周院长": ("副主席", "hospital", "hands", term),
        "吴校长": ("副主席", "school", "hands", term),
        "冯干事": ("秘书长", "", "hands", term),
    }
    assert amount("governance.bodies") == 1 and amount("governance.founded") == 1
    assert amount("governance.heads") == 2 and amount("governance.covered") == 1


@pytest.mark.parametrize("kind", [code for code, kind in rules.KINDS.items() if not kind.is_term_change])
def test_every_kind_ends_in_a_body_of_its_kind(here, kind):
    done = conclude(make.walked(make.procedure(organisation=here, kind=kind, name=f"某某{kind}组织")))
    assert done.body.kind == done.spec.body
    assert Appointment.objects.filter(organisation=done.body, position=done.spec.head).exists()
    if kind == "farm_association":
        assert done.body.credit_code == make.FACTS["register"]["credit_code"]


def test_a_suggested_town_is_confirmed_rather_than_founded_twice(here):
    there = organisation("泗门镇科协", parent=here, level="town", state="suggested")
    done = conclude(make.walked(make.procedure(organisation=here, name="泗门镇科学技术协会")))
    there.refresh_from_db()
    assert (done.body, there.state, there.founded_on) == (there, "active", HELD)


def test_a_term_change_closes_the_old_term_and_opens_the_next(here, town):
    old = Term(organisation=town, number=2, starts_on=date(2019, 5, 1), years=5)
    old = _saved(old)
    kept = Person.objects.create(organisation=town, name="老主席", unit="泗门镇")
    Appointment.objects.create(organisation=town, person=kept, position="主席", from_on=date(2019, 5, 1), term=old)
    row = services.begin(kind="term_change", organisation=here, body=town, actor=SYSTEM, today=TODAY)
    assert (row.name, row.organisation) == (town.name, here)
    row = make.walked(row, until="nominate")
    assert services.carry_over(procedure=row, actor=SYSTEM, today=TODAY) == 1
    assert services.carry_over(procedure=row, actor=SYSTEM, today=TODAY) == 0
    services.remove_nominee(nominee=row.nominees.get(), actor=SYSTEM)
    done = conclude(make.walked(row))
    old.refresh_from_db()
    new = Term.objects.exclude(pk=old.pk).get()
    assert (old.ended_on, new.number, new.starts_on) == (date(2024, 6, 5), 3, HELD)
    assert Appointment.objects.get(person=kept).until_on == date(2024, 6, 5)
    assert Appointment.objects.filter(term=new).count() == 4 and done.body == town
    assert amount("governance.bodies") == 0  # it was there before


def _saved(row):
    row.full_clean()
    row.save()
    return row


def test_steps_are_done_one_after_the_other(here):
    row = make.procedure(organisation=here)
    with pytest.raises(WrongState):
        services.finish_step(procedure=row, step="apply", actor=SYSTEM, today=TODAY)
    with pytest.raises(WrongState):
        services.answer(procedure=row, step="apply", facts={}, actor=SYSTEM)
    with pytest.raises(services.NotYet) as refused:
        services.finish_step(procedure=row, step="prepare", actor=SYSTEM, today=TODAY)
    assert refused.value.facts["missing"] == ["所属单位", "筹备组组长", "首批会员（科技工作者）人数", "办公地点"]
    with pytest.raises(Invalid) as refused:
        services.answer(procedure=row, step="prepare", facts={"members": "六十"}, actor=SYSTEM)
    assert "members" in refused.value.facts["fields"]
    row = make.walked(row, until="nominate")
    assert row.step == "提名候选人"
    with pytest.raises(services.NotYet) as refused:
        services.finish_step(procedure=row, step="nominate", actor=SYSTEM, today=TODAY)
    assert refused.value.facts["missing"] == ["主席候选人", "秘书长候选人"]


def test_what_must_be_signed_comes_back_before_the_next_step(here):
    row = make.walked(make.procedure(organisation=here), until="apply")
    row = services.answer(procedure=row, step="apply", facts={"application_on": "2024-05-06"}, actor=SYSTEM)
    for prepared in (lambda: None, lambda: make.paper(row, "application")):
        prepared()
        with pytest.raises(services.NotYet) as refused:
            services.finish_step(procedure=row, step="apply", actor=SYSTEM, today=TODAY)
        assert refused.value.facts["missing"] == ["签字盖章的成立请示"]
    make.signed(row, "application")
    row = services.finish_step(procedure=row, step="apply", actor=SYSTEM, today=TODAY)
    assert row.current.code == "reply" and row.due_on == date(2024, 5, 24)
    assert row.done["apply"] == "2024-05-06"


def test_a_notice_that_comes_too_late_wants_a_reason(here):
    row = make.walked(make.procedure(organisation=here), until="notice")
    row = make.filled(row, row.current, notice_on="2024-06-04")
    with pytest.raises(services.Late):
        services.finish_step(procedure=row, step="notice", actor=SYSTEM, today=TODAY)
    row = services.finish_step(procedure=row, step="notice", actor=SYSTEM, today=TODAY, note="台风改期")
    assert row.current.code == "arrange"


@pytest.mark.parametrize(("attended", "why"), [("39", "quorum"), ("61", "more_came")])
def test_a_meeting_without_a_quorum_elects_nobody(here, attended, why):
    row = make.walked(make.procedure(organisation=here), until="assembly")
    row = make.filled(row, row.current, attended="56")
    services.withdraw_signed(procedure=row, code="minutes", actor=SYSTEM, note="人数写错")
    row = services.answer(procedure=row, step="assembly", facts={"attended": attended}, actor=SYSTEM)
    make.signed(row, "minutes")
    with pytest.raises(services.NotYet) as refused:
        services.finish_step(procedure=row, step="assembly", actor=SYSTEM, today=TODAY)
    assert refused.value.facts["why"] == why


def test_papers_are_made_again_until_they_are_signed(here):
    row = make.walked(make.procedure(organisation=here), until="apply")
    row = services.answer(procedure=row, step="apply", facts={"application_on": "2024-05-06"}, actor=SYSTEM)
    first = make.paper(row, "application")
    assert make.paper(row, "application") == first  # the same facts, the same paper
    row = services.answer(procedure=row, step="apply", facts={"application_on": "2024-05-07"}, actor=SYSTEM)
    second = make.paper(row, "application")
    assert (second.version, first.file.sha256 == second.file.sha256) == (2, False)
    filed = make.signed(row, "application")
    assert (filed.pk, files.read(filed.signed)) == (second.pk, b"%PDF")
    with pytest.raises(WrongState):
        services.answer(procedure=row, step="apply", facts={"application_on": "2024-05-08"}, actor=SYSTEM)
    with pytest.raises(services.AlreadySigned):
        make.signed(row, "application")
    with pytest.raises(Invalid):
        services.withdraw_signed(procedure=row, code="application", actor=SYSTEM, note=" ")
    services.withdraw_signed(procedure=row, code="application", actor=SYSTEM, note="传错了")
    with pytest.raises(WrongState):  # the paper is made again first
        services.upload_signed(procedure=row, code="application", upload=("a.pdf", b"%PDF"), actor=SYSTEM, today=TODAY)
    third = make.paper(row, "application")
    assert third.version == 3 and Paper.objects.filter(code="application").count() == 3
    assert Paper.objects.get(pk=second.pk).signed is not None  # nothing is lost


def test_only_scans_are_taken_and_only_of_papers_that_were_made(here):
    row = make.walked(make.procedure(organisation=here), until="apply")
    for name in ("a.exe", "a.docx"):
        with pytest.raises(Invalid):
            services.upload_signed(procedure=row, code="application", upload=(name, b"x"), actor=SYSTEM, today=TODAY)
    with pytest.raises(WrongState):
        services.upload_signed(procedure=row, code="application", upload=("a.pdf", b"%PDF"), actor=SYSTEM, today=TODAY)


def test_a_paper_that_lacks_something_says_what(here):
    row = make.procedure(organisation=here)
    with pytest.raises(services.Lacking) as refused:
        documents.build(row, "application", make.AT)
    assert "请示日期" in refused.value.facts["missing"]


def test_the_reply_carries_its_number(here):
    row = make.walked(make.procedure(organisation=here), until="notice")
    assert documents.build(row, "approval", make.AT).number == "某科协〔2024〕12号"


def test_candidates_of_signed_papers_stay(here):
    row = make.walked(make.procedure(organisation=here), until="report")
    with pytest.raises(WrongState):
        services.remove_nominee(nominee=row.nominees.first(), actor=SYSTEM)
    with pytest.raises(WrongState):
        make.nominee(procedure_=row)


def test_a_step_may_be_skipped_or_gone_back_to(here):
    row = make.walked(make.procedure(organisation=here), until="plaque")
    with pytest.raises(WrongState):
        services.skip_step(procedure=make.procedure(organisation=here), step="prepare", actor=SYSTEM)
    row = services.skip_step(procedure=row, step="plaque", actor=SYSTEM)
    assert row.current is None and row.done["plaque"] == ""
    row = services.reopen_step(procedure=row, actor=SYSTEM)
    assert row.current.code == "plaque"
    with pytest.raises(services.CannotConclude):
        conclude(row)


def test_given_up_nothing_is_lost_and_it_may_go_on(here):
    row = make.walked(make.procedure(organisation=here), until="notice")
    with pytest.raises(Invalid):
        services.abandon(procedure=row, actor=SYSTEM, today=TODAY, note="")
    row = services.abandon(procedure=row, actor=SYSTEM, today=TODAY, note="镇里机构调整")
    for act in (
        lambda: services.answer(procedure=row, step="notice", facts={}, actor=SYSTEM),
        lambda: services.finish_step(procedure=row, step="notice", actor=SYSTEM, today=TODAY),
        lambda: make.nominee(procedure_=row),
        lambda: conclude(row),
    ):
        with pytest.raises(WrongState):
            act()
    facts, papers = row.facts, row.papers.count()
    row = services.resume(procedure=row, actor=SYSTEM)
    assert (row.state, row.facts, row.papers.count(), row.current.code) == ("running", facts, papers, "notice")


def test_the_same_is_not_begun_twice(here):
    first = make.procedure(organisation=here, name="泗门镇科协")
    with pytest.raises(WrongState):
        make.procedure(organisation=here, name="泗门镇科协")
    services.abandon(procedure=first, actor=SYSTEM, today=TODAY, note="重来")
    make.procedure(organisation=here, name="泗门镇科协")
    with pytest.raises(WrongState):
        services.resume(procedure=first, actor=SYSTEM)


def test_if_anything_fails_nothing_was_founded(here, monkeypatch):
    row = make.walked(make.procedure(organisation=here))
    bodies = Organisation.objects.count()

    def break_down(**_given):
        raise Refusal("坏了")

    monkeypatch.setattr("kexie.work.governance.services.appoint", break_down)
    with pytest.raises(Refusal):
        conclude(row)
    row.refresh_from_db()
    assert (row.state, row.body, Organisation.objects.count(), Term.objects.count()) == ("running", None, bodies, 0)
    monkeypatch.undo()
    assert conclude(row).state == "done"


def test_who_may_not_found_does_not_conclude(here, town):
    row = make.walked(make.procedure(organisation=here))
    for role, where in (("clerk", here), ("officer", town)):
        with pytest.raises(NotAllowed):
            conclude(row, person(role, where, username=f"{role}1"))
    assert Procedure.objects.get().state == "running"


def test_an_enterprise_is_visited_prepared_and_covered(here, officer):
    row = make.prospect(organisation=here)
    assert (amount("founding.enterprises"), amount("founding.covered")) == (1, 0)
    with pytest.raises(Invalid):
        _visit(row, officer, on=date(2025, 1, 1))
    _visit(row, officer)
    row.refresh_from_db()
    assert (row.stage, row.visited_on, amount("founding.visits")) == ("willing", date(2024, 3, 1), 1)
    _visit(row, officer, on=date(2024, 2, 1), stage="visited")  # written down later, of before
    row.refresh_from_db()
    assert (row.stage, row.visited_on, amount("founding.visits")) == ("willing", date(2024, 3, 1), 2)
    begun = services.begin(
        kind="enterprise", organisation=here, name=f"{row.name}科协", prospect=row, actor=officer, today=TODAY
    )
    row.refresh_from_db()
    assert row.stage == "preparing" and begun.facts == {"unit": row.name, "members": "80"}
    done = conclude(make.walked(begun))
    row.refresh_from_db()
    assert (row.stage, row.body) == ("founded", done.body)
    assert (amount("founding.covered"), amount("founding.covered", on=date(2024, 6, 5))) == (1, 0)
    with pytest.raises(WrongState):
        services.begin(kind="enterprise", organisation=here, name="又一个", prospect=row, actor=officer, today=TODAY)


def _visit(row, actor, on=date(2024, 3, 1), stage="willing"):
    visit = ProspectVisit(prospect=row, on=on, note="总工程师有意牵头", stage=stage)
    return services.visit_prospect(visit=visit, actor=actor, today=TODAY)


def test_a_wrong_credit_code_is_refused(here):
    with pytest.raises(Invalid) as refused:
        make.prospect(organisation=here, credit_code="91350100M000100Y44")
    assert "credit_code" in refused.value.facts["fields"]
    assert make.prospect(organisation=here, credit_code="91350100m000100y43").credit_code == "91350100M000100Y43"


def test_a_paper_ballot_limits_seats(here):
    row = make.walked(make.procedure(organisation=here), until="arrange")
    facts = make.FACTS["arrange"] | {"way": "ballot"}
    row = services.answer(procedure=row, step="arrange", facts=facts, seats={"副主席": 1}, actor=SYSTEM)
    row = services.finish_step(procedure=row, step="arrange", actor=SYSTEM, today=TODAY)
    done = conclude(make.walked(row))
    held = Appointment.objects.filter(organisation=done.body)
    assert set(held.values_list("person__name", "chosen")) == {
        ("孙镇长", "ballot"), ("周院长", "ballot"), ("冯干事", "ballot"),
    }  # fmt: skip
    assert Nominee.objects.get(name="吴校长").votes == 50


@pytest.mark.parametrize(
    ("name", "content"), [("假.pdf", b"MZ\x90"), ("假.jpg", b"%PDF-1.4"), ("空.png", b""), ("请示.docx", b"PK\3\4")]
)
def test_a_scan_begins_as_its_name_says(here, name, content):
    row = make.walked(make.procedure(organisation=here), until="apply")
    services.answer(procedure=row, step="apply", facts=make.FACTS["apply"], actor=SYSTEM)
    row.refresh_from_db()
    make.paper(row, "application")
    how = {"procedure": row, "code": "application", "actor": SYSTEM, "today": TODAY}
    with pytest.raises(Invalid):
        services.upload_signed(upload=(name, content), **how)
    paper = services.upload_signed(upload=("件.JPG", iter([b"\xff\xd8\xff", b"rest"])), **how)
    assert files.read(paper.signed) == b"\xff\xd8\xffrest"


def test_an_enterprise_with_a_credit_code_is_founded_and_its_body_says_so(here):
    listed = make.prospect(organisation=here, credit_code="91350100M000100Y43")
    row = services.begin(
        kind="enterprise", organisation=here, name="某某公司科协", prospect=listed, actor=SYSTEM, today=TODAY
    )
    body = conclude(make.walked(row)).body
    listed.refresh_from_db()
    assert (listed.body, listed.stage) == (body, "founded")
