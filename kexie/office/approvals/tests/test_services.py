from __future__ import annotations

import pytest

from conftest import person
from kexie.core import events
from kexie.core.audit.models import TrailEntry
from kexie.core.refusals import NotAllowed, Refusal
from kexie.office.approvals import queries, services
from kexie.office.approvals.events import Agreed, SentBack

from . import make
from .make import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    said = []
    monkeypatch.setattr(events, "_listeners", {Agreed: [said.append], SentBack: [said.append]})
    return said


@pytest.fixture
def clerk(town):
    return person("clerk", town, username="townclerk")


@pytest.fixture
def leader(town):
    return person("checker", town, username="leader")


@pytest.fixture
def checker(here):
    return person("checker", here, username="checker")


@pytest.fixture
def two_steps(here):
    return make.chain(organisation=here, steps=(("own", "checker"), ("county", "checker")))


def test_without_a_chain_nobody_is_asked(town, clerk):
    assert make.asked(organisation=town, actor=clerk) is None


def test_level_by_level_and_only_the_last_agreement_lets_it_go_on(here, town, clerk, leader, checker, two_steps, heard):
    request = make.asked(organisation=town, actor=clerk)
    assert [step.who for step in request.steps.all()] == ["泗门镇科协的审核人", "某市科协的审核人"]
    services.agree(request=request, actor=leader, at=AT, note="同意")
    request.refresh_from_db()
    assert request.state == "open" and heard == []
    with pytest.raises(services.NotYours, match="等某市科协的审核人同意"):
        services.agree(request=request, actor=leader, at=AT)
    services.agree(request=request, actor=checker, at=AT)
    request.refresh_from_db()
    assert request.state == "agreed" and [type(one) for one in heard] == [Agreed]
    assert [s.decided_by for s in request.steps.all()] == ["leader", "checker"]
    assert TrailEntry.objects.filter(did="agree", actor="leader").exists()
    with pytest.raises(services.NotYours, match="已经办完"):
        services.agree(request=request, actor=checker, at=AT)


def test_nobody_agrees_to_what_they_submitted(here, checker, two_steps, grant):
    grant(checker, "clerk", here)
    other = person("checker", here, username="other")
    request = make.asked(organisation=here, actor=checker)
    assert queries.inbox(checker) == []
    with pytest.raises(services.NotYours, match="您自己提交的"):
        services.agree(request=request, actor=checker, at=AT)
    assert services.agree(request=request, actor=other, at=AT).state == "agreed"


def test_a_step_nobody_else_could_decide_is_refused_at_once(here, town, clerk, two_steps):
    with pytest.raises(services.NobodyDecides, match=r"第 1 步要泗门镇科协的审核人同意，但除您以外没有人担任"):
        make.asked(organisation=town, actor=clerk)
    assert not queries.Request.objects.exists()


def test_sent_back_with_the_reason(here, town, clerk, leader, checker, two_steps, heard):
    request = make.asked(organisation=town, actor=clerk)
    with pytest.raises(Refusal, match="请写明退回的原因"):
        services.send_back(request=request, actor=leader, at=AT, note=" ")
    assert services.send_back(request=request, actor=leader, at=AT, note="没有写疏散路线").state == "sent_back"
    assert [(type(one), one.note) for one in heard] == [(SentBack, "没有写疏散路线")]
    assert queries.open_request(make.KIND, request.source_id) is None


def test_taken_back_before_it_is_decided(here, town, clerk, leader, checker, two_steps):
    request = make.asked(organisation=town, actor=clerk)
    assert services.withdraw(request=request, actor=clerk).state == "withdrawn"
    with pytest.raises(services.NotYours):
        services.withdraw(request=request, actor=clerk)
    with pytest.raises(services.NotYours):
        services.agree(request=request, actor=leader, at=AT)


def test_strangers_and_clerks_agree_to_nothing(here, town, clerk, leader, checker, two_steps, stranger):
    request = make.asked(organisation=town, actor=clerk)
    for actor in (stranger, clerk):
        with pytest.raises(NotAllowed):
            services.agree(request=request, actor=actor, at=AT)
        with pytest.raises(NotAllowed):
            services.send_back(request=request, actor=actor, at=AT, note="不同意")


class TestWhichChainBinds:
    def test_the_one_highest_up(self, here, town):
        own = make.chain(organisation=town)
        assert queries.chain_for(make.KIND, town) == own
        top = make.chain(organisation=here, steps=(("county", "officer"),))
        assert queries.chain_for(make.KIND, town) == top

    def test_of_one_body_the_one_for_the_level(self, here, town):
        make.chain(organisation=here)
        towns = make.chain(organisation=here, level="town")
        make.chain(organisation=here, level="village")
        assert queries.chain_for(make.KIND, town) == towns
        assert queries.chain_for(make.KIND, here).level == ""

    def test_not_one_that_is_switched_off_nor_the_twins(self, here, elsewhere, town):
        make.chain(organisation=here, is_active=False)
        make.chain(organisation=elsewhere)
        assert queries.chain_for(make.KIND, town) is None


def test_inbox_tells_ones_own_turn_from_what_one_may_stand_in_for(here, town, clerk, leader, checker, two_steps):
    request = make.asked(organisation=town, actor=clerk)
    assert [(w.request, w.is_mine) for w in queries.inbox(leader)] == [(request, True)]
    assert [(w.request, w.is_mine) for w in queries.inbox(checker)] == [(request, False)]
    services.agree(request=request, actor=leader, at=AT)
    assert queries.inbox(leader) == []
    assert [(w.request, w.is_mine) for w in queries.inbox(checker)] == [(request, True)]
