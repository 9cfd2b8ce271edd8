"""The trail: every act one line, every tampering seen, each line for whoever may read it."""

from __future__ import annotations

import contextlib

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from conftest import person
from kexie.core import append_only, clock, records
from kexie.core.audit import trail
from kexie.core.audit.models import TrailEntry
from kexie.core.gate import SYSTEM
from kexie.network.organisations.models import Organisation


@pytest.fixture
def written(here, town, elsewhere):
    """Twenty lines in three places."""
    for n in range(6):
        for row in (here, town, elsewhere):
            row.note = f"第 {n} 次"
            records.save(row, actor=SYSTEM, did="change")
    trail.write_event(actor=SYSTEM, did="rotate_keys")
    trail.write_event(actor=person("reader", town, username="reader"), did="export", about="组织")


def tamper(sql):
    append_only.release(connection, "audit_trailentry")
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_untouched_chain_holds(written):
    assert list(trail.broken_links()) == [] and trail.head()[0] == 20


@pytest.mark.parametrize("sql", ["UPDATE audit_trailentry SET note='x'", "DELETE FROM audit_trailentry"])
def test_the_database_refuses(written, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("column", ["actor", "did", "model", "row_name", "path", "note", "changes", "digest", "before"])
def test_a_changed_field_is_found_in_any_line(written, column):
    first = TrailEntry.objects.order_by("id").first().pk
    for number in (first, first + 10, first + 19):
        with transaction.atomic():
            value = "'{\"x\": 1}'" if column == "changes" else "'x'"
            tamper(f"UPDATE audit_trailentry SET {column}={value} WHERE id={number}")
            assert number in list(trail.broken_links())
            transaction.set_rollback(True)


def test_a_line_cut_out_is_found_and_a_cut_tail_shows_in_the_head(written):
    lines = TrailEntry.objects.order_by("id")
    middle, last, head = lines[7].pk, lines[19].pk, trail.head()
    tamper(f"DELETE FROM audit_trailentry WHERE id={last}")
    assert list(trail.broken_links()) == [] and trail.head() != head
    tamper(f"DELETE FROM audit_trailentry WHERE id={middle}")
    assert list(trail.broken_links()) == [middle + 1]


def test_who_reads_what(written, here, town, elsewhere):
    boss, town_boss = person("administrator", here, username="boss"), person("administrator", town, username="tb")
    seen = set(TrailEntry.objects.visible_to(boss).values_list("path", flat=True))
    assert seen == {"", here.path, town.path}
    assert set(TrailEntry.objects.visible_to(town_boss).values_list("path", flat=True)) == {town.path}
    assert TrailEntry.objects.visible_to(town_boss).filter(did="export").exists()  # where its actor stands
    assert not TrailEntry.objects.visible_to(person("officer", here)).exists()


def test_page_filters_by_person_act_and_day_and_exports(client, written, here):
    client.force_login(person("audit_administrator", here, username="auditor"))
    url = reverse("audit:trailentry_list")
    page = client.get(url).content.decode()
    assert "导出" in page and "换密钥" in page and "邻市科协" not in page
    page = client.get(url, {"did": "export"}).content.decode()
    assert "换密钥" not in page.split('id="rows"')[1]
    day = clock.day(TrailEntry.objects.first().at)
    assert "换密钥" in client.get(url, {"at_from": day, "at_to": day}).content.decode().split('id="rows"')[1]
    assert "换密钥" not in client.get(url, {"at_to": "2020-01-01"}).content.decode().split('id="rows"')[1]
    answer = client.post(reverse("audit:trailentry_export", args=["csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "换密钥" in text and "邻市科协" not in text


def test_a_line_says_what_changed(client, written, here):
    client.force_login(person("administrator", here, username="boss"))
    line = TrailEntry.objects.filter(path=here.path, did="change").first()
    page = client.get(reverse("audit:trailentry_detail", args=[line.pk])).content.decode()
    assert "备注：第 4 次 → 第 5 次" in page and line.digest in page


def test_personal_data_stay_out(here):
    row = Organisation.objects.get(pk=here.pk)
    row.phone, row.head = "16400000001", "陈某某"
    records.save(row, actor=SYSTEM, did="change")
    assert TrailEntry.objects.latest("id").changes == {"phone": ["", trail.HIDDEN], "head": ["", trail.HIDDEN]}
    records.save(row, actor=SYSTEM, did="change")
    assert TrailEntry.objects.latest("id").changes == {}


@pytest.mark.django_db
class TestTogether:
    def line(self, here, note):
        return trail.write(here, actor=SYSTEM, did="change", note=note, before={}, after={"note": note})

    def notes(self):
        return [*TrailEntry.objects.filter(note__in="一二三四").order_by("id").values_list("note", flat=True)]

    def test_lines_of_a_block_are_chained_at_its_end(self, here):
        with transaction.atomic(), trail.together():
            self.line(here, "一")
            self.line(here, "二")
            assert self.notes() == []
        assert [*TrailEntry.objects.filter(note__in="一二").order_by("id").values_list("note", flat=True)] == [
            "一",
            "二",
        ]
        self.line(here, "三")
        assert [*trail.broken_links()] == []

    def test_what_was_rolled_back_leaves_no_line(self, here):
        with transaction.atomic(), trail.together():
            self.line(here, "一")
            with contextlib.suppress(ZeroDivisionError), transaction.atomic():
                self.line(here, "二")
                1 / 0  # noqa: B018
            with transaction.atomic(), trail.together():
                self.line(here, "三")
        assert [*TrailEntry.objects.filter(note__in="一二三").order_by("id").values_list("note", flat=True)] == [
            "一",
            "三",
        ]
        with contextlib.suppress(ZeroDivisionError), transaction.atomic(), trail.together():
            self.line(here, "四")
            1 / 0  # noqa: B018
        assert self.notes() == ["一", "三"]
        assert [*trail.broken_links()] == []
