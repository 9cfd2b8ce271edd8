from datetime import date

from kexie.core.testing import DeskTests
from kexie.insight.assessment.desks import AssessmentDesk, RuleVersionDesk

from .make import assessment, rule_version


class TestAssessmentDesk(DeskTests):
    desk = AssessmentDesk
    make = staticmethod(assessment)

    def test_detail_is_shown(self, client, keeper, row):
        body = client.get(self.desk.url("detail", row.pk)).content.decode()
        assert str(row.organisation) in body and "休眠" in body

    def test_only_the_latest_round_is_listed(self, client, keeper, row, here):
        rule = row.round.rule
        type(row.round).objects.create(
            organisation=here, on=date(2014, 1, 31), rule=rule, made_at=row.round.made_at, made_by="test", bodies=0
        )
        assert self.listed(client) == []

    def test_causes_and_doubts_narrow_the_list(self, client, keeper, row):
        assert self.listed(client, "?causes=silent&band=dormant&doubts=copied") == [row]
        assert self.listed(client, "?causes=term_over") == []


class TestRuleVersionDesk(DeskTests):
    desk = RuleVersionDesk
    new = {"starts_on": date(2030, 1, 1)}
    change = {"note": "说明一下", "warn_percent": 55}

    def make(organisation):
        from kexie.insight.assessment.models import RuleVersion

        count = RuleVersion.objects.filter(organisation=organisation).count()
        return rule_version(organisation, date(2001 + count, 1, 1))

    make = staticmethod(make)

    def test_a_rule_under_which_volume_pays_is_refused_with_its_reason(self, client, keeper, row):
        given = {**self.data(row, keeper), "first_share": 40}
        answer = client.post(self.desk.url("update", row.pk), given)
        assert answer.status_code == 422 and "只把一种工作做多就能加 6.0 分" in answer.content.decode()
