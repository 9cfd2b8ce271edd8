"""The list of tasks and their pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import person
from kexie.core import clock
from kexie.core.testing import DeskTests
from kexie.office.tasks.desks import TaskDesk

from . import make


class TestTaskDesk(DeskTests):
    desk = TaskDesk
    make = staticmethod(make.task)
    new = {"title": "另一件事"}
    change = {"owner": "周文"}

    def test_what_is_overdue_comes_first_and_what_is_over_last(self, client, keeper, here):
        today = clock.today()
        over = make.services.drop(
            task=make.task(organisation=here, due_on=today - timedelta(days=99)), note="x", on=today, actor=keeper
        )
        late = make.task(organisation=here, due_on=today - timedelta(days=5))
        soon = make.task(organisation=here, due_on=today + timedelta(days=1))
        assert self.listed(client) == [late, soon, over]
        page = client.get(self.desk.url("list")).content.decode()
        assert "超期 5 天" in page and "还有 1 天" in page

    def test_reported_from_the_page_rechecked_and_given_back(self, client, keeper, row, here):
        address = reverse("tasks:report_task", args=[row.pk])
        assert client.get(address).status_code == 200
        answer = client.post(address, {"note": "", "on": "2026-05-19"})
        assert answer.status_code == 422 and "note" in answer.context["form"].errors
        answer = client.post(address, {"note": "补了", "on": (clock.today() + timedelta(days=1)).isoformat()})
        assert answer.status_code == 422 and "还没有到" in answer.content.decode()
        sent = {"note": "补了", "on": "2026-05-19", "files": [SimpleUploadedFile("表.pdf", b"x" * 9)]}
        answer = client.post(address, sent, follow=True)
        page = answer.content.decode()
        assert "已上报" in page and "表.pdf" in page and "待复核" in page
        proof = client.get(reverse("tasks:proof", args=[row.proofs.get().pk]))
        assert b"".join(proof.streaming_content) == b"x" * 9
        client.force_login(person("checker", here))
        client.post(self.desk.url("move", row.pk, "return_task"), {"note": "看不清"})
        row.refresh_from_db()
        assert (row.state, row.verdict) == ("open", "看不清")

    def test_home_says_what_is_mine(self, client, keeper, here, town):
        today = clock.today()
        make.task(organisation=here, title="补齐档案", due_on=today + timedelta(days=1))
        make.task(organisation=town, due_on=today - timedelta(days=1))
        make.reported(organisation=town)
        page = client.get("/").content.decode()
        assert "补齐档案" in page and "1 件督办事项超期" in page and "1 件督办事项等复核" in page

    def test_a_bodys_page_shows_what_stands(self, client, keeper, here, town):
        make.task(organisation=town, title="补齐档案")
        assert "补齐档案" in client.get(reverse("organisations:organisation_detail", args=[town.pk])).content.decode()


@pytest.mark.django_db
def test_strangers_find_nothing(client, here, stranger):
    task = make.reported(organisation=here, proofs=[("表.pdf", [b"x"])])
    client.force_login(stranger)
    assert client.get(reverse("tasks:report_task", args=[task.pk])).status_code == 404
    assert client.get(reverse("tasks:proof", args=[task.proofs.get().pk])).status_code == 404
