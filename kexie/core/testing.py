"""Test kits: name the desk and how to make a row; what every desk promises is inherited."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .audit.models import TrailEntry
from .desk import Desk


@pytest.mark.django_db
class DeskTests:
    """What every desk keeps, tried on one desk with the cast of the root conftest.

    A whole declaration::

    class TestActivityDesk(DeskTests):
        desk = ActivityDesk
        make = staticmethod(make.activity)  # make(organisation=…) returns a stored row
        new = {"title": "另一场"}  # what a second row needs to differ in, by form field
        change = {"place": "文化礼堂"}  # one change the form accepts
    """

    desk: ClassVar[type[Desk]]
    make: ClassVar[Any]
    new: ClassVar[dict[str, Any]] = {}
    change: ClassVar[dict[str, Any]] = {}
    home: ClassVar[str] = "organisation"  # the form field that says where a row stands; "" if it does not move
    role: ClassVar[str] = "officer"
    most_statements: ClassVar[int] = 8

    @pytest.fixture
    def keeper(self, client, officer, here, grant):
        """Someone signed in who may keep these rows here."""
        if self.role != "officer":
            grant(officer, self.role, here)
        client.force_login(officer)
        return officer

    @pytest.fixture
    def row(self, here):
        return type(self).make(organisation=here)

    def listed(self, client, query: str = "") -> list[Any]:
        return client.get(f"{self.desk.url('list')}{query}").context["listing"].rows

    def test_login_is_needed(self, client, row):
        for address in (self.desk.url("list"), self.desk.url("detail", row.pk)):
            answer = client.get(address)
            assert answer.status_code == 302 and "login" in answer.url

    def test_list_shows_only_what_the_keeper_may_see(self, client, keeper, row, elsewhere):
        hidden = type(self).make(organisation=elsewhere)
        seen = self.listed(client)
        assert row in seen and hidden not in seen

    def test_list_answers_htmx_with_a_fragment(self, client, keeper, row):
        body = client.get(self.desk.url("list"), headers={"HX-Request": "true"}).content
        assert b"<h1>" not in body and b"<table" in body

    def test_list_costs_the_same_for_one_row_or_many(self, client, keeper, row, here):
        client.get(self.desk.url("list"))
        with CaptureQueriesContext(connection) as one:
            client.get(self.desk.url("list"))
        for _more in range(5):
            type(self).make(organisation=here)
        with CaptureQueriesContext(connection) as many:
            client.get(self.desk.url("list"))
        assert len(many) <= self.most_statements, [q["sql"][:200] for q in many]
        assert len(many) <= len(one)

    def test_every_column_filter_and_panel_is_shown(self, client, keeper, row):
        kept = self.desk(client.get(self.desk.url("list")).wsgi_request)._listing()
        every = "&".join(f"cols={column.name}" for column in kept.columns)
        for query in (f"?{every}", "?panel=filters", "?panel=columns", "?panel=views", "?q=无此内容", "?page=9999"):
            assert client.get(self.desk.url("list") + query).status_code == 200, query
        for column in kept.columns:
            if column.sort:
                assert row in self.listed(client, f"?sort=-{column.name}"), column.name

    def test_detail_is_shown(self, client, keeper, row):
        assert str(row) in client.get(self.desk.url("detail", row.pk)).content.decode()

    def test_detail_of_a_hidden_row_is_like_a_missing_one(self, client, keeper, elsewhere):
        hidden = type(self).make(organisation=elsewhere)
        seen = client.get(self.desk.url("detail", hidden.pk))
        missing = client.get(self.desk.url("detail", 987_654_321))
        assert seen.status_code == missing.status_code == 404
        assert seen.content == missing.content

    def test_form_saves_and_trails(self, client, keeper, row):
        if self.desk.form is None:
            return
        answer = client.post(self.desk.url("create"), {**self.data(row, keeper), **self.new})
        assert answer.status_code == 302, _errors(answer)
        model = self.desk.model._meta.label_lower
        assert TrailEntry.objects.filter(actor_id=keeper.pk, model=model).exists()

    def test_form_changes_a_row(self, client, keeper, row):
        if self.desk.form is None or not self.change:
            return
        answer = client.post(self.desk.url("update", row.pk), {**self.data(row, keeper), **self.change})
        assert answer.status_code == 302, _errors(answer)
        row.refresh_from_db()
        form = self.desk.form(instance=row, actor=keeper)
        assert {name: str(form[name].value()) for name in self.change} == {n: str(v) for n, v in self.change.items()}

    def test_form_with_mistakes_keeps_what_was_typed(self, client, keeper, row):
        if self.desk.form is None:
            return
        answer = client.post(self.desk.url("create"), {"version": ""})
        if answer.status_code != 302:
            assert answer.status_code == 422 and answer.context["form"].errors

    def test_reader_may_look_but_not_write(self, client, here, grant, row, officer):
        officer.grants.all().delete()
        grant(officer, "reader", here)
        client.force_login(officer)
        if self.desk.form is None or client.get(self.desk.url("detail", row.pk)).status_code == 404:
            return
        assert client.get(self.desk.url("create")).status_code == 403
        assert client.post(self.desk.url("update", row.pk), {}).status_code == 403

    def test_row_cannot_be_moved_out_of_reach(self, client, keeper, row, elsewhere):
        if self.desk.form is None or self.home not in self.desk.form.base_fields:
            return
        answer = client.post(self.desk.url("update", row.pk), {**self.data(row, keeper), self.home: elsewhere.pk})
        assert answer.status_code in (403, 422)
        before = getattr(row, self.home)
        row.refresh_from_db()
        assert getattr(row, self.home) == before

    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    def test_export_is_what_is_seen_and_is_trailed(self, client, keeper, row, elsewhere, kind):
        type(self).make(organisation=elsewhere)
        answer = client.post(self.desk.url("export", kind))
        assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
        assert len(b"".join(answer.streaming_content)) > 0
        line = TrailEntry.objects.filter(actor_id=keeper.pk, did="export").latest("id")
        assert line.changes["rows"] == len(self.listed(client))

    def data(self, row: Any, actor: Any) -> dict[str, Any]:
        """Return what the form of `row` would post."""
        form = self.desk.form(instance=row, actor=actor)
        values = {name: form[name].value() for name in form.fields}
        return {name: value for name, value in values.items() if value not in (None, False)}


def _errors(answer: Any) -> Any:
    form = (answer.context or {}).get("form")
    return dict(form.errors) if form is not None else answer.content.decode()[:500]
