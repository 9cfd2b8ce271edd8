from __future__ import annotations

import pytest

from kexie.core.testing import DeskTests
from kexie.work.votes.desks import AssemblyDesk, QuestionDesk

from . import make


class TestAssemblyDesk(DeskTests):
    desk = AssemblyDesk
    make = staticmethod(make.assembly)
    new = {"name": "又一次大会"}
    change = {"place": "三楼会议室"}

    def test_an_opened_one_cannot_be_changed(self, client, keeper, here):
        row, _asked = make.running(here)
        answer = client.post(self.desk.url("update", row.pk), {**self.data(row, keeper), **self.change})
        assert answer.status_code == 422 and "冻结" in answer.content.decode()

    def test_it_leads_from_one_step_to_the_next(self, client, keeper, here):
        row = make.assembly(here, people=0)
        address = self.desk.url("detail", row.pk)
        assert "添加应到名单" in client.get(address).content.decode()
        make.services.add_to_roll(assembly=row, people=make.named(3), actor=make.SYSTEM)
        assert "添加表决事项" in client.get(address).content.decode()
        make.question(row)
        assert "核对无误，开会" in client.get(address).content.decode()
        client.post(f"{address}open/")
        assert "还差 2 人" in client.get(address).content.decode()
        for entry in row.roll.all():
            make.services.attend(entry=entry, actor=make.SYSTEM)
        assert "表决：选举主席" in client.get(address).content.decode()


class TestQuestionDesk(DeskTests):
    desk = QuestionDesk
    home = "assembly"
    new = {"title": "选举秘书长", "candidates": "李某某，某学校"}
    change = {"title": "选举新主席", "candidates": "王某某，某医院"}

    @staticmethod
    def make(organisation):
        return make.question(make.assembly(organisation))

    def test_row_cannot_be_moved_out_of_reach(self, client, keeper, row, elsewhere):
        hidden = make.assembly(elsewhere)
        answer = client.post(self.desk.url("update", row.pk), {**self.data(row, keeper), "assembly": hidden.pk})
        assert answer.status_code in (403, 422)
        before = row.assembly_id
        row.refresh_from_db()
        assert row.assembly_id == before

    def test_candidates_are_typed_one_a_line(self, client, keeper, row):
        data = {**self.data(row, keeper), "candidates": "王某某，某医院 院长\r\n李某\r\n", "seats": 2}
        assert client.post(self.desk.url("update", row.pk), data).status_code == 302
        assert [(one.name, one.unit) for one in row.candidates.all()] == [("王某某", "某医院院长"), ("李某", "")]

    @pytest.mark.parametrize("state", ["waiting", "open", "closed", "counted"])
    def test_detail_in_every_state(self, client, keeper, here, state):
        row, [asked] = make.running(here)
        entries = [*row.roll.all()]
        if state != "waiting":
            asked = make.services.open_vote(question=asked, actor=make.SYSTEM)
            for entry in entries[:3]:
                make.cast(asked, entry)
        if state in ("closed", "counted"):
            make.services.close_vote(question=asked, actor=make.SYSTEM)
        if state == "counted":
            make.services.count_votes(question=asked, actor=make.SYSTEM, at=make.AT)
        body = client.get(self.desk.url("detail", asked.pk)).content.decode()
        said = {"waiting": "开始投票", "open": "停止投票", "closed": "计票，封存结果", "counted": "没有人当选"}
        assert said[state] in body
        assert ("再次投票" in body) == (state == "counted")
