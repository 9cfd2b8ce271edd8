"""The pages: drop, look, correct, confirm, undo; long work goes behind them."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kexie.core.jobs.models import Job
from kexie.core.testing import DeskTests
from kexie.office.imports import services
from kexie.office.imports.desks import BatchDesk
from kexie.office.imports.models import Batch, BatchTable
from kexie.office.imports.queries import report
from kexie.work.activities.models import Activity

from . import make

pytestmark = pytest.mark.django_db


class TestBatchDesk(DeskTests):
    desk = BatchDesk
    make = staticmethod(make.of)


@pytest.fixture
def signed_in(client, officer, town):
    client.force_login(officer)
    return client


def upload(client, where, **files):
    """Send the start form with files, as (name, bytes)."""
    sent = {field: [SimpleUploadedFile(name, body) for name, body in given] for field, given in files.items()}
    return client.post(reverse("imports:start"), {"organisation": where.pk, "year": "", **sent}, follow=True)


def say(client, verb, batch):
    return client.post(reverse(f"imports:{verb}", args=[batch.pk]), follow=True)


def test_from_dropping_to_undoing(signed_in, here):
    answer = upload(signed_in, here, files=[("台账.xlsx", make.workbook(make.ACTIVITIES))])
    batch = Batch.objects.get()
    body = answer.content.decode()
    assert "活动台账" in body and "确认导入" in body and "参加人次" in body
    assert not Activity.objects.exists()
    body = say(signed_in, "apply", batch).content.decode()
    assert "新增 3" in body and "撤销这一批" in body and "看这批带来的数字" in body
    assert Activity.objects.count() == 3
    body = say(signed_in, "undo", batch).content.decode()
    assert "已撤销" in body and not Activity.objects.exists()


def test_a_folder_brings_its_spreadsheets_only(signed_in, here):
    files = [("台账.xlsx", make.workbook(make.ACTIVITIES)), ("说明.docx", b"x"), ("~$台账.xlsx", b"x")]
    upload(signed_in, here, folder=files)
    assert [file.name for file in Batch.objects.get().files.all()] == ["台账.xlsx"]


def test_nothing_sent_is_said_at_the_field(signed_in, here):
    answer = upload(signed_in, here)
    assert answer.status_code == 422 and "没有收到表格文件" in answer.content.decode()
    answer = upload(signed_in, here, folder=[("说明.docx", b"x")])
    assert answer.status_code == 422


def test_a_file_too_large_is_said_with_its_size(signed_in, here, settings):
    settings.UPLOAD_LIMIT = 1024
    answer = upload(signed_in, here, files=[("大.xlsx", b"x" * 2048)])
    assert answer.status_code == 422 and "大.xlsx" in answer.content.decode()


def test_correcting_on_the_page(signed_in, here):
    batch = make.activities(here)
    table = BatchTable.objects.get()
    columns = {f"column_{each['index']}": each["code"] for each in table.mapping}
    swapped = columns | {next(key for key, code in columns.items() if code == "participations"): "volunteers"}
    sent = {"is_included": "on", "kind": "activities", "year": "2012", **swapped}
    body = signed_in.post(reverse("imports:correct", args=[table.pk]), sent, follow=True).content.decode()
    assert "已按您的更正重新识别" in body and "人工选定" in body
    table.refresh_from_db()
    assert table.year == 2012 and "volunteers" in {each["code"] for each in table.mapping}
    batch.refresh_from_db()
    assert batch.state == Batch.State.READY


def test_two_columns_of_one_meaning_are_refused_in_words(signed_in, here):
    make.activities(here)
    table = BatchTable.objects.get()
    sent = {"is_included": "on", "kind": "activities", "year": "2013", "column_1": "name", "column_2": "name"}
    body = signed_in.post(reverse("imports:correct", args=[table.pk]), sent, follow=True).content.decode()
    assert "只能留一列" in body


def test_choosing_who_a_spelling_means(signed_in, here, town):
    batch = make.activities(here, [["活动名称", "主办单位", "活动时间"], ["义诊", "火星街道", "2013.7.1"]])
    where = reverse("imports:choose_organisation", args=[batch.pk])
    assert "火星街道" in signed_in.get(reverse("imports:batch_detail", args=[batch.pk])).content.decode()
    assert (
        "组织里没有“不存在”"
        in signed_in.post(where, {"text": "火星街道", "organisation": "不存在"}, follow=True).content.decode()
    )
    assert "请先选定" in signed_in.post(where, {"text": "火星街道", "organisation": ""}, follow=True).content.decode()
    body = signed_in.post(where, {"text": "火星街道", "organisation": town.name}, follow=True).content.decode()
    assert "以后不再问" in body and "没有对上的单位" not in body


def test_refused_rows_are_downloaded(signed_in, here):
    batch = make.applied(here, [*make.ACTIVITIES, [4, "义诊", "泗门镇", "2013.6.1", "咨询", "许多"]])
    answer = signed_in.get(reverse("imports:refused", args=[batch.pk]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert any("义诊" in [cell.value for cell in row] for row in book.active.iter_rows())


def test_throwing_a_batch_away(signed_in, here):
    batch = make.activities(here)
    assert "已经移走" in say(signed_in, "discard", batch).content.decode()
    assert not Batch.objects.exists()


def test_long_work_goes_behind_the_pages(signed_in, here, monkeypatch):
    monkeypatch.setattr(report, "MOST_ROWS", 2)
    batch = make.activities(here)
    answer = say(signed_in, "apply", batch)
    job = Job.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("jobs:job", args=[job.pk])
    assert job.state == Job.State.DONE and job.result_url == reverse("imports:batch_detail", args=[batch.pk])
    assert Activity.objects.count() == 3
    say(signed_in, "undo", batch)
    assert not Activity.objects.exists()


def test_a_cancelled_job_leaves_nothing(here, officer, monkeypatch):
    from kexie.core.jobs import progress

    batch = make.activities(here)
    monkeypatch.setattr(progress.Progress, "step", _stop)
    job = services.start(verb="apply", batch=batch, actor=officer)
    assert job.state == Job.State.CANCELLED
    batch.refresh_from_db()
    assert batch.state == Batch.State.READY and not Activity.objects.exists()


def _stop(self, done=0, total=0, message=""):
    from kexie.core.jobs.progress import Cancelled

    raise Cancelled("stop")


def test_a_batch_whose_reading_broke_off_can_be_read_again(signed_in, here, officer):
    batch = make.activities(here)
    Batch.objects.update(state=Batch.State.READING)
    assert "重新识别" in signed_in.get(reverse("imports:batch_detail", args=[batch.pk])).content.decode()
    assert "确认导入" in say(signed_in, "preview", batch).content.decode()


def test_a_strangers_batch_is_like_a_missing_one(client, stranger, here, town):
    batch = make.activities(here)
    table = BatchTable.objects.get()
    client.force_login(stranger)
    for verb in ("apply", "undo", "preview", "discard", "choose_organisation"):
        assert client.post(reverse(f"imports:{verb}", args=[batch.pk])).status_code == 404
    for page in ("batch_detail", "refused"):
        seen = client.get(reverse(f"imports:{page}", args=[batch.pk]))
        missing = client.get(reverse(f"imports:{page}", args=[987_654]))
        assert seen.status_code == missing.status_code == 404 and seen.content == missing.content
    assert client.post(reverse("imports:correct", args=[table.pk])).status_code == 404
    answer = upload(client, here, files=[("a.xlsx", make.workbook(make.ACTIVITIES))])
    assert answer.status_code == 422 and Batch.objects.count() == 1


def test_a_reader_may_not_import(client, officer, here, grant):
    officer.grants.all().delete()
    grant(officer, "reader", here)
    client.force_login(officer)
    assert client.get(reverse("imports:start")).status_code == 403
