"""The list of days, and the page that takes a notice."""

from __future__ import annotations

from django.urls import reverse

from kexie.core.testing import DeskTests
from kexie.office.workdays.desks import SpecialDayDesk
from kexie.office.workdays.models import SpecialDay

from . import make


class TestSpecialDayDesk(DeskTests):
    desk = SpecialDayDesk
    make = staticmethod(make.day)
    new = {"on": "2032-02-02"}
    change = {"title": "清明节"}

    def test_years_that_are_known_are_shown(self, client, keeper):
        page = client.get(self.desk.url("list")).content.decode()
        assert "2026年" in page and "国办发明电〔2024〕12号" in page and "9月20日、10月10日" in page

    def test_a_notice_is_pasted(self, client, keeper, here):
        address = reverse("workdays:enter_notice")
        assert client.get(address).status_code == 200
        sent = {"organisation": here.pk, "text": make.NOTICE.replace("5月1日", "5月41日"), "source": ""}
        answer = client.post(address, sent)
        assert answer.status_code == 422 and "没有读懂" in answer.content.decode()
        answer = client.post(address, {**sent, "text": make.NOTICE}, follow=True)
        assert "放假 22 天，调休上班 5 天" in answer.content.decode() and SpecialDay.objects.count() == 27
