"""The meeting held online: the assembly, its result in the step, its papers; posts are made once."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from conftest import person
from kexie.core.flow import WrongState
from kexie.core.gate import SYSTEM
from kexie.core.refusals import NotAllowed
from kexie.work.founding import documents, services
from kexie.work.governance.models import Appointment
from kexie.work.votes import services as votes
from kexie.work.votes.models import Assembly, Question
from kexie.work.votes.rules import MARKS, MOTION
from kexie.work.votes.tests import make as votes_make

from . import make

pytestmark = pytest.mark.django_db
AT = make.AT
FOR = {"孙镇长": 5, "周院长": 4, "吴校长": 3, "郑站长": 1, "冯干事": 4}


def at_meeting(here, way="hands", **more):
    row = make.walked(make.procedure(organisation=here, **more), until="arrange")
    facts = make.FACTS["arrange"] | {"way": way}
    row = services.answer(procedure=row, step="arrange", facts=facts, seats={"副主席": 2}, actor=SYSTEM)
    return services.finish_step(procedure=row, step="arrange", actor=SYSTEM, today=make.TODAY)


def prepared(row):
    """Return the assembly of a procedure with six on its roll."""
    assembly = services.hold_assembly(procedure=row, actor=SYSTEM)
    votes.add_to_roll(assembly=assembly, people=votes_make.named(6), actor=SYSTEM)
    return assembly


def held(row, *, given=FOR, written=(), skip=(), against=()):
    """Hold the assembly of a procedure: five of six come, hands are counted, it ends."""
    assembly = votes.open_assembly(assembly=prepared(row), actor=SYSTEM, at=AT)
    for entry in assembly.roll.order_by("number")[:5]:
        votes.attend(entry=entry, actor=SYSTEM)
    for question in assembly.questions.order_by("number"):
        if question.position not in skip:
            votes.open_vote(question=question, actor=SYSTEM)
            votes.hand_out(question=question, actor=SYSTEM) if question.is_secret else None
            votes.close_vote(question=question, actor=SYSTEM)
            _count(question, given, dict(written).get(question.position, {}), against)
    return votes.end_assembly(assembly=assembly, actor=SYSTEM, at=AT)


def _count(question, given, written, against):
    ayes = 1 if question.title in against else 5
    marks = (
        {MOTION: dict(zip(MARKS, (ayes, 5 - ayes, 0), strict=True))}
        if not question.is_election
        else {
            str(one.number): dict(zip(MARKS, (given[one.name], 5 - given[one.name], 0), strict=True))
            for one in question.candidates.all()
        }
    )
    figures = {"returned": 5, "invalid": 0, "marks": marks, "write_in": written}
    for ordinal in (1, 2) if question.is_secret else (1,):
        votes.type_tally(question=question, ordinal=ordinal, teller=f"计{ordinal}", figures=figures, actor=SYSTEM)
    votes.count_votes(question=question, actor=SYSTEM, at=AT)


def test_the_assembly_has_what_the_procedure_knows(here):
    row = at_meeting(here, way="ballot")
    assembly = services.hold_assembly(procedure=row, actor=SYSTEM)
    assert (assembly.organisation, assembly.kind, assembly.held_on) == (here, "founding", date(2024, 6, 6))
    assert (assembly.place, assembly.chair, assembly.recorder) == ("镇政府三楼会议室", "李主持", "张记录")
    motions = assembly.questions.filter(kind="resolution").order_by("number")
    assert [(one.title, one.secrecy) for one in motions] == [("通过工作规则", "hands"), ("通过选举办法", "hands")]
    elections = assembly.questions.exclude(position="").order_by("number")
    asked = [(one.position, one.seats, one.contest, one.secrecy) for one in elections]
    assert asked == [
        ("主席", 1, "equal", "secret"), ("副主席", 2, "more", "secret"), ("秘书长", 1, "equal", "secret"),
    ]  # fmt: skip
    [head] = assembly.questions.get(position="主席").candidates.all()
    assert (head.name, head.unit) == ("孙镇长", "泗门镇副镇长")
    with pytest.raises(WrongState):
        services.hold_assembly(procedure=row, actor=SYSTEM)


def test_a_term_change_meets_as_the_body_itself(here, town):
    row = services.begin(kind="term_change", organisation=here, body=town, actor=SYSTEM, today=make.TODAY)
    assembly = services.hold_assembly(procedure=make.walked(row, until="assembly"), actor=SYSTEM)
    assert (assembly.organisation, assembly.kind) == (town, "term_change")


@pytest.mark.parametrize("way", ["hands", "ballot"])
def test_the_result_fills_the_step_and_posts_are_made_once(here, way):
    row = at_meeting(here, way=way)
    assembly = held(row)
    with pytest.raises(services.NotYet, match="带入会议结果"):
        services.finish_step(procedure=row, step="assembly", actor=SYSTEM, today=make.TODAY)
    row = services.take_result(procedure=row, actor=SYSTEM)
    assert {code: row.facts[code] for code in ("invited", "attended", "way")} == {
        "invited": "6", "attended": "5", "way": way,
    }  # fmt: skip
    assert dict(row.nominees.values_list("name", "votes")) == FOR
    assert set(row.nominees.filter(won=True).values_list("name", flat=True)) == {"孙镇长", "周院长", "吴校长", "冯干事"}
    make.signed(row, "minutes")
    row = services.finish_step(procedure=row, step="assembly", actor=SYSTEM, today=make.TODAY)
    with pytest.raises(votes.NotElected, match="办结时登记任职"):
        votes.take_office(assembly=assembly, on=date(2024, 6, 6), actor=SYSTEM)
    row = services.conclude(procedure=make.walked(row), actor=SYSTEM, today=make.TODAY)
    posts = Appointment.objects.filter(organisation=row.body)
    assert sorted(posts.values_list("person__name", flat=True)) == sorted({"孙镇长", "周院长", "吴校长", "冯干事"})
    assert set(posts.values_list("chosen", flat=True)) == {way}
    assembly.refresh_from_db()
    with pytest.raises(votes.NotElected):
        votes.take_office(assembly=assembly, on=date(2024, 6, 6), actor=SYSTEM)
    assert Appointment.objects.count() == 4


def test_its_papers_are_the_assembly_s(here):
    row = at_meeting(here)
    held(row)
    row = services.take_result(procedure=row, actor=SYSTEM)
    row.facts["report_on"] = "2024-06-12"
    minutes, result = (documents.build(row, code, AT) for code in ("minutes", "result"))
    assert "缺席人员" in repr(minutes) and "举手表决，参加表决 5 人" in repr(minutes)
    assert (result.recipient, result.signature.unit, result.signature.day) == (here.name, row.name, date(2024, 6, 12))
    assert "核对码" in repr(result) and f"{row.name}召开" in repr(result)


def test_whoever_was_written_in_and_elected_is_put_on_the_list(here):
    row = at_meeting(here)
    held(row, given=FOR | {"冯干事": 1}, written={"秘书长": {"代表三": 4}})
    row = services.take_result(procedure=row, actor=SYSTEM)
    other = row.nominees.get(name="代表三")
    assert (other.position, other.votes, other.won, other.unit) == ("秘书长", 4, True, "单位三")
    assert row.nominees.get(name="冯干事").won is False


def test_a_position_nobody_voted_on_elects_nobody(here):
    row = at_meeting(here)
    held(row, skip=("主席",))
    row = services.take_result(procedure=row, actor=SYSTEM)
    make.signed(row, "minutes")
    with pytest.raises(services.NotYet, match="没有人当选主席"):
        services.finish_step(procedure=row, step="assembly", actor=SYSTEM, today=make.TODAY)


def test_what_the_assembly_says_is_not_changed_beside_it(here):
    row = at_meeting(here)
    prepared(row)
    with pytest.raises(WrongState):
        services.answer(procedure=row, step="notice", facts={"invited": "70"}, actor=SYSTEM)
    with pytest.raises(WrongState):
        make.nominee(procedure_=row)
    with pytest.raises(services.NotYet):
        services.take_result(procedure=row, actor=SYSTEM)


def test_the_meeting_may_be_held_on_paper_after_all(here):
    row = at_meeting(here)
    first = held(row)
    services.take_result(procedure=row, actor=SYSTEM)
    row = services.leave_assembly(procedure=row, actor=SYSTEM)
    assert row.assembly is None and not row.nominees.exclude(votes=None, won=None).exists()
    assert "attended" not in row.facts
    with pytest.raises(votes.NotElected):
        votes.take_office(assembly=first, on=date(2024, 6, 6), actor=SYSTEM)
    with pytest.raises(WrongState):
        services.leave_assembly(procedure=row, actor=SYSTEM)
    row = services.answer(procedure=row, step="notice", facts={"invited": "60"}, actor=SYSTEM)
    row = make.walked(row)
    assert row.current is None and row.number("attended") == 56


def test_a_signed_result_is_not_forgotten(here):
    row = at_meeting(here)
    held(row)
    row = services.take_result(procedure=row, actor=SYSTEM)
    make.signed(row, "minutes")
    for verb in (services.leave_assembly, services.take_result):
        with pytest.raises(WrongState, match="签字盖章"):
            verb(procedure=row, actor=SYSTEM)


def test_an_assembly_is_for_the_meeting_step_and_for_who_may_edit(here, town):
    early = make.procedure(organisation=here)
    with pytest.raises(WrongState):
        services.hold_assembly(procedure=early, actor=SYSTEM)
    with pytest.raises(NotAllowed):
        services.hold_assembly(procedure=early, actor=person("officer", town))
    assert not Assembly.objects.exists()


def test_the_pages_lead_there_and_back(client, here, officer):
    client.force_login(officer)
    row = at_meeting(here)
    address = reverse("founding:procedure_detail", args=[row.pk])
    shown = client.get(address).content.decode()
    assert "在线开会表决" in shown and 'name="attended"' in shown and "选填" not in shown
    answer = client.post(reverse("founding:hold_assembly", args=[row.pk]))
    assembly = Assembly.objects.get()
    assert answer.url == reverse("votes:assembly_detail", args=[assembly.pk])
    assert str(row) in client.get(answer.url).content.decode()
    shown = client.get(address).content.decode()
    assert "准备中" in shown and answer.url in shown and 'name="attended"' not in shown
    client.post(reverse("founding:leave_assembly", args=[row.pk]))
    row.refresh_from_db()
    assembly = held(row)
    assert "带入会议结果" in client.get(address).content.decode()
    assert "登记当选人就任" not in client.get(reverse("votes:assembly_detail", args=[assembly.pk])).content.decode()
    answer = client.post(reverse("founding:take_result", args=[row.pk]), follow=True)
    shown = answer.content.decode()
    assert (
        "结果已带入" in shown and "实到 5 人" in shown and shown.count(">当选<") == 8
    )  # where they were nominated, and here
    row.refresh_from_db()
    scan = make.signed(row, "minutes").signed
    assert scan.name in client.get(address).content.decode()
    client.post(reverse("founding:step", args=[row.pk, "assembly"]), {"do": "finish"})
    row.refresh_from_db()
    assert row.current.code == "report"


def test_the_ballots_are_large_one_a_page(here):
    row = at_meeting(here, way="ballot")
    ballot = documents.build(row, "ballot", AT)
    tables = [block for block in ballot.body if hasattr(block, "rows")]
    assert len(tables) == 3 and all(table.is_filled_in for table in tables)
    rule = repr(documents.build(row, "voting_rule", AT))
    assert "应选 2 人，候选人 3 人，实行差额选举" in rule and "到会人数达到应到人数的 2/3" in rule
    assert Question.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "adopted"),
    [
        ("enterprise", ["通过章程", "通过举手表决办法"]), ("farm_association", ["通过章程", "通过举手表决办法"]),
        ("village", ["通过工作规则", "通过举手表决办法"]),
    ],
)  # fmt: skip
def test_the_agenda_begins_with_what_the_kind_adopts(client, here, officer, kind, adopted):
    client.force_login(officer)
    row = at_meeting(here, kind=kind)
    client.post(reverse("founding:hold_assembly", args=[row.pk]))
    motions = Assembly.objects.get().questions.filter(kind="resolution").order_by("number")
    assert [one.title for one in motions] == adopted
    assert [bool(one.text) for one in motions] == [kind != "village", True]
    if kind != "village":
        assert "第一条　本组织名称为" in motions[0].text and "{" not in motions[0].text
    assert "第一条　本办法适用于" in motions[1].text


def test_an_assembly_that_is_there_may_be_chosen(client, here, officer, town):
    client.force_login(officer)
    row = at_meeting(here)
    there = votes_make.assembly(organisation=here)
    votes.keep_question(
        question=Question(assembly=there, kind="resolution", title="通过工作规则", text="自拟", secrecy="hands"),
        candidates=[], actor=SYSTEM,
    )  # fmt: skip
    other = votes_make.assembly(organisation=town)
    shown = client.get(reverse("founding:procedure_detail", args=[row.pk])).content.decode()
    assert f'value="{there.pk}"' in shown and f'value="{other.pk}"' not in shown
    with pytest.raises(WrongState, match="不是这个单位的会议"):
        services.hold_assembly(procedure=row, actor=SYSTEM, assembly=other)
    client.post(reverse("founding:hold_assembly", args=[row.pk]), {"assembly": there.pk})
    row.refresh_from_db()
    there.refresh_from_db()
    assert (row.assembly, there.is_led) == (there, True)
    titles = [*there.questions.order_by("number").values_list("title", flat=True)]
    assert titles.count("通过工作规则") == 1 and {"通过举手表决办法", "选举主席"} <= {*titles}
    assert there.questions.get(title="通过工作规则").text == "自拟"
    twin = at_meeting(here)
    with pytest.raises(WrongState, match="另一件"):
        services.hold_assembly(procedure=twin, actor=SYSTEM, assembly=there)


def test_an_assembly_that_is_over_gives_its_result(here):
    first = at_meeting(here)
    over = held(first)
    services.leave_assembly(procedure=first, actor=SYSTEM)
    row = at_meeting(here)
    services.hold_assembly(procedure=row, actor=SYSTEM, assembly=over)
    row = services.take_result(procedure=row, actor=SYSTEM)
    assert dict(row.nominees.values_list("name", "votes")) == FOR


def test_what_was_not_adopted_is_said(client, here, officer):
    client.force_login(officer)
    row = at_meeting(here)
    held(row, against=("通过工作规则",))
    services.take_result(procedure=row, actor=SYSTEM)
    shown = client.get(reverse("founding:procedure_detail", args=[row.pk])).content.decode()
    assert "“通过工作规则”没有通过" in shown and "“通过举手表决办法”没有通过" not in shown
