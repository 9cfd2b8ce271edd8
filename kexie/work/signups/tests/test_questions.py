"""Questionnaires by version, answers in the wording they were asked in, and what people say afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from kexie.core.flow import WrongState
from kexie.core.gate import PUBLIC, SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.core.terms import services as terms
from kexie.work.signups import queries, services
from kexie.work.signups.models import Feedback, Signup, Version
from kexie.work.signups.policies import Holder

from .make import EVERY_KIND, NOW, STARTS, admission, draft, question, questionnaire, signup

pytestmark = pytest.mark.django_db
ANSWERS = {"q1": "气象局", "q3": "7", "q4": "二号车", "q5": ["天文"], "q6": "2013.5.2", "q7": "on"}


def test_a_wording_that_was_answered_stays_as_it_is(here, officer, stranger):
    asked = questionnaire(organisation=here)
    first = asked.versions.get()
    with pytest.raises(NotAllowed):
        services.keep_questionnaire(questionnaire=asked, questions=EVERY_KIND, actor=stranger)
    assert services.keep_questionnaire(questionnaire=asked, questions=EVERY_KIND, actor=officer) == first
    shorter = services.keep_questionnaire(questionnaire=asked, questions=EVERY_KIND[:2], actor=officer)
    assert (shorter, shorter.number) == (first, 1)  # nobody has answered yet
    where = admission(organisation=here, questionnaire=asked)
    row = signup(admission_=where, draft=draft(answers={"q1": "气象局"}))
    second = services.keep_questionnaire(questionnaire=asked, questions=EVERY_KIND, actor=officer)
    assert second.number == 2 and Version.objects.get(pk=first.pk).questions == EVERY_KIND[:2]
    assert row.version == first and signup(admission_=where, draft=draft(answers=ANSWERS)).version == second
    services.answer(signup=row, answers={"q2": "多办几场", "q4": "没有这一题"}, actor=Holder(row), at=NOW)
    row.refresh_from_db()
    assert (row.version, row.answers) == (first, {"q2": "多办几场"})


def test_answers_are_checked_where_they_are_kept(here):
    where = admission(organisation=here, questionnaire=questionnaire(organisation=here))
    with pytest.raises(Invalid) as refusal:
        signup(admission_=where, draft=draft(answers={**ANSWERS, "q4": "三号车", "q3": "七"}))
    assert refusal.value.facts["fields"] == {
        "q_q3": ["请填数字，例如 12。"], "q_q4": ["这一项不在可选的范围里，请重新选择。"],
    }  # fmt: skip
    row = signup(admission_=where, draft=draft(answers=ANSWERS))
    assert dict(queries.told(row.version, row.answers)) == {
        "单位": "气象局", "几岁上学": "7", "坐哪路车": "二号车", "想看什么": "天文", "哪天有空": "2013-05-02",
        "自带午餐": "是",
    }  # fmt: skip
    with pytest.raises(Invalid, match="填数字"):
        services.answer(signup=row, answers={"q3": "七"}, actor=Holder(row), at=NOW)
    with pytest.raises(NotAllowed):
        services.answer(signup=row, answers={}, actor=PUBLIC, at=NOW)
    with pytest.raises(WrongState, match="已经开始"):
        services.answer(signup=row, answers={}, actor=Holder(row), at=STARTS)
    services.cancel(signup=row, actor=SYSTEM, at=NOW)
    with pytest.raises(WrongState, match="已经结束"):
        services.answer(signup=row, answers={}, actor=SYSTEM, at=NOW)


def test_a_telephone_in_an_answer_is_sealed(here):
    where = admission(organisation=here, questionnaire=questionnaire(organisation=here))
    row = signup(admission_=where, draft=draft(answers={"q2": "孩子的电话 16412345678"}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM signups_signup WHERE id = %s", [row.pk])
        assert "16412345678" not in str(cursor.fetchone())
    row.refresh_from_db()
    assert queries.told(row.version, row.answers) == [("建议", "孩子的电话 16412345678"), ("自带午餐", "否")]


def test_choices_may_be_words_people_edit(here, officer, grant):
    grant(officer, "administrator", here)
    asked = questionnaire(organisation=here, questions=[question("q1", "想看哪种", "choice", words="activity_form")])
    where = admission(organisation=here, questionnaire=asked)
    with pytest.raises(Invalid, match="可选的范围"):
        signup(admission_=where, draft=draft(answers={"q1": "科学秀场"}))
    terms.keep(kind="activity_form", name="科学秀场", path=here.path, actor=officer)
    assert signup(admission_=where, draft=draft(answers={"q1": "科学秀场"})).answers == {"q1": "科学秀场"}


def test_companions_answer_what_they_are_asked(here):
    questions = [
        question("q1", "坐哪路车", "text", is_required=True),
        question("q2", "忌口", "text", of_companions=True),
    ]
    asked = questionnaire(organisation=here, questions=questions)
    where = admission(organisation=here, questionnaire=asked, companions_most=1)
    row = signup(
        admission_=where, draft=draft(answers={"q1": "一号"}), companions=[draft(answers={"q1": "二号", "q2": "海鲜"})]
    )
    assert row.companions.get().answers == {"q2": "海鲜"}


def test_questions_that_cannot_be_asked_are_refused_by_name(here, officer):
    asked = questionnaire(organisation=here)
    for questions, why in (
        ([question("q1", "车", "choice", options=["一"])], "“车”是选择题"),
        ([question("q1", "车", "text"), question("q2", "车", "text")], "“车”问了两遍"),
        ([question("q1", "", "text")], "没有写问什么"),
    ):
        with pytest.raises(Invalid, match=why):
            services.keep_questionnaire(questionnaire=asked, questions=questions, actor=officer)


class TestFeedback:
    def test_is_given_after_the_beginning_and_may_be_changed(self, here):
        asked = questionnaire(
            organisation=here,
            questions=[
                question("q1", "打几分", "number", is_required=True),
                question("q2", "最喜欢什么", "choice", options=["讲座", "展品"]),
                question("q3", "还会来吗", "flag"),
                question("q4", "建议", "long"),
            ],
        )
        where = admission(organisation=here, feedback=asked)
        one, two, off = (signup(admission_=where) for _n in range(3))
        services.cancel(signup=off, actor=SYSTEM, at=NOW)
        after = STARTS + timedelta(hours=1)

        def give(row, at=after, **answers):
            row = Signup.objects.get(pk=row.pk)
            return services.give_feedback(signup=row, answers=answers, actor=Holder(row), at=at)

        with pytest.raises(services.NotYet):
            give(one, at=NOW, q1="9")
        with pytest.raises(WrongState):
            give(off, q1="9")
        with pytest.raises(Invalid, match="请填写"):
            give(one)
        give(one, q1="8", q2="讲座", q3="on", q4="很好")
        first = give(one, q1="9", q2="讲座", q3="on", q4="很好")
        give(two, q1="6", q2="展品")
        assert Feedback.objects.count() == 2 and first.answers["q1"] == 9
        found = queries.summary(where.session)
        assert str(found) == "2 人中 2 人填了问卷"
        assert found.lines == [
            ("打几分", "平均 7.5", 2), ("最喜欢什么", "讲座 1、展品 1", 2), ("还会来吗", "是 1、否 1", 2),
            ("建议", "1 人写了", 1),
        ]  # fmt: skip

    def test_where_nothing_is_asked_nothing_is_given(self, here):
        row = signup(organisation=here)
        with pytest.raises(services.NotYet):
            services.give_feedback(signup=row, answers={}, actor=Holder(row), at=STARTS)
