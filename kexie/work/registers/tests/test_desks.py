"""The registers' desk, and the pages of one register's rows."""

from __future__ import annotations

import pytest
from django.db.models import Sum

from kexie.core.personal import unsealed
from kexie.core.testing import DeskTests
from kexie.office.ledger.models import Entry
from kexie.work.registers.desks import RegisterDesk, row_desk
from kexie.work.registers.models import Register, RegisterRow

from . import make

pytestmark = pytest.mark.django_db
COLUMNS = {
    "columns-TOTAL_FORMS": "3", "columns-INITIAL_FORMS": "0",
    "columns-0-title": "村名", "columns-0-type": "text",
    "columns-1-title": "户数", "columns-1-type": "number", "columns-1-unit": "户", "columns-1-counts": "on",
    "columns-2-title": "", "columns-2-type": "text",
}  # fmt: skip


class TestRegisterDesk(DeskTests):
    desk = RegisterDesk
    make = staticmethod(make.register)
    new = {"name": "入户走访", **COLUMNS}
    change = {"description": "每月一次"}

    def data(self, row, actor):
        return super().data(row, actor) | COLUMNS


@pytest.fixture
def keeper(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def book(here):
    return make.register(organisation=here, name="河道保洁")


def typed(book, **values):
    """Return what the row form sends."""
    sent = {"organisation": book.organisation_id, "on": "2013-03-01", "v_c1": "姚江东段", "v_c3": "120", **values}
    return {name: value for name, value in sent.items() if value is not None}


def test_a_register_is_defined_with_what_counts(keeper, here):
    sent = {"organisation": here.pk, "name": "入户走访", "is_active": "on", **COLUMNS}
    assert keeper.post(RegisterDesk.url("create"), sent).status_code == 302
    book = Register.objects.get()
    assert [(c["title"], c["type"], c["unit"]) for c in book.columns] == [
        ("村名", "text", ""),
        ("户数", "number", "户"),
    ]
    assert [(r["title"], r.get("amount", "")) for r in book.rules] == [("条数", ""), ("户数", "c2")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"columns-0-title": "", "columns-1-title": ""}, "至少要有一个栏目"),
        ({"columns-0-title": "户数"}, "同名"),
        ({"columns-1-type": "text"}, "不是数字，不能合计"),
    ],
)
def test_a_register_that_makes_no_sense_is_refused_in_words(keeper, here, changes, said):
    sent = {"organisation": here.pk, "name": "入户走访", "is_active": "on", **COLUMNS, **changes}
    answer = keeper.post(RegisterDesk.url("create"), sent)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_a_row_is_typed_listed_changed_and_removed(keeper, book):
    desk = row_desk(book)
    answer = keeper.post(desk.url("create"), typed(book, v_c5="16400000031", v_c2="2013-03-01"))
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    row = RegisterRow.objects.get()
    assert (row.title, row.values["c3"], unsealed(row.values["c5"])) == ("姚江东段", 120, "16400000031")
    body = keeper.get(desk.url("list")).content.decode()
    assert "姚江东段" in body and "164****31" in body and "16400000031" not in body
    assert "16400000031" not in keeper.get(desk.url("detail", row.pk)).content.decode()
    assert "16400000031" in keeper.get(desk.url("update", row.pk)).content.decode()  # whoever edits sees what stands
    answer = keeper.post(desk.url("update", row.pk), typed(book, v_c3="2.5", v_c2="2013-03-01"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.values["c3"] == "2.5" and "c5" not in row.values
    assert Entry.objects.filter(kind="河道保洁.垃圾").aggregate(n=Sum("amount"))["n"] == 0
    assert keeper.post(desk.url("remove", row.pk)).status_code == 302 and not RegisterRow.objects.exists()


def test_an_empty_row_and_a_word_for_a_number_are_refused(keeper, book):
    desk = row_desk(book)
    answer = keeper.post(desk.url("create"), typed(book, v_c1=None, v_c3=None))
    assert answer.status_code == 422 and "还是空的" in answer.content.decode()
    answer = keeper.post(desk.url("create"), typed(book, v_c3="许多"))
    assert answer.status_code == 422 and "请填数字" in answer.content.decode()


def test_a_strangers_register_is_like_a_missing_one(client, stranger, book):
    row, desk = make.row(register=book), row_desk(book)
    client.force_login(stranger)
    for address in (
        desk.url("list"),
        desk.url("detail", row.pk),
        desk.url("update", row.pk),
        f"/registers/rows/{row.pk}/",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(desk.url("remove", row.pk)).status_code == 404
    assert client.post(desk.url("export", "csv")).status_code == 404
    assert RegisterRow.objects.exists()


def test_rows_of_one_register_stay_out_of_another(keeper, book, here):
    other = make.register(organisation=here, name="另一本")
    row = make.row(register=other)
    assert keeper.get(row_desk(book).url("detail", row.pk)).status_code == 404
    assert "姚江东段" not in keeper.get(row_desk(book).url("list")).content.decode()
