"""Taking spreadsheets in: previewing, applying, taking back; and what may go wrong on the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import Sum

from conftest import organisation
from kexie.core import loading
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.core.tests import make_sheets
from kexie.office.imports import services
from kexie.office.imports.models import Batch, BatchFile, BatchTable, Finding
from kexie.office.imports.queries import report
from kexie.office.ledger.models import Entry, Evidence
from kexie.work.activities.models import Activity
from kexie.work.activities.sheets import ActivityLoader
from kexie.work.registers.models import Register

from . import make

pytestmark = pytest.mark.django_db
PARTS = ("created", "updated", "unchanged", "skipped", "refused")
NOTES = ("imports", "audit", "core", "files", "contenttypes", "sessions", "auth", "access", "organisations")


def adds_up(batch):
    return batch.counts["total"] == sum(batch.counts.get(part, 0) for part in PARTS)


def posted():
    return Entry.objects.aggregate(n=Sum("amount"))["n"] or 0


@pytest.fixture
def place(here, town):
    return here


def test_preview_writes_nothing_but_the_batch(place):
    before = {m: m._base_manager.count() for m in apps.get_models() if m._meta.app_label not in NOTES}
    batch = make.activities(place)
    assert (batch.state, batch.counts["created"]) == (Batch.State.READY, 3)
    assert {m: m._base_manager.count() for m in before} == before
    table = BatchTable.objects.get()
    assert (table.kind, table.year, table.rows) == ("activities", 2013, 3)
    assert {m["header"]: m["code"] for m in table.mapping}["参加人次"] == "participations"


def test_apply_writes_what_the_preview_said(place, town):
    done = services.apply(batch=make.activities(place), actor=SYSTEM)
    assert (done.total, done.created) == (3, 3)
    lecture = Activity.objects.get(name="防震讲座")
    assert (lecture.organisation, lecture.starts_on, lecture.participations) == (town, date(2013, 5, 12), 120)
    film = Activity.objects.get(name="科普放映")
    assert film.participations == 1200


ANSWERS = "口径,数值,单位,文中说法\n咨询,5,场次,现场咨询5场次\n展板,632,块,展板630余块\n".encode()


def held(name, body):
    return name, ContentFile(body, name)


def test_a_list_that_lay_in_the_folder_makes_no_register(place):
    sheets = make.workbook(make.ACTIVITIES, make.STREAMS)
    found = [held("台账.xlsx", sheets), held("expected.csv", ANSWERS)]
    batch = services.open_batch(organisation=place, files=[], found=found, actor=SYSTEM, year=2013)
    services.bring_in(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    assert batch.title == "台账.xlsx 等 2 个文件"
    assert [register.name for register in Register.objects.all()] == ["2013年河道保洁登记表"]
    assert batch.counts["total"] == batch.counts["created"] == 5
    stray = BatchTable.objects.get(file__name="expected.csv")
    assert not stray.is_included and stray.kind == ""
    said = "\n".join(report.lines(batch))
    assert "expected.csv" in said and "单独选这个文件" in said


def test_the_same_list_chosen_by_name_becomes_a_register_as_asked(place):
    batch = services.open_batch(organisation=place, files=[held("expected.csv", ANSWERS)], actor=SYSTEM, year=2013)
    services.bring_in(batch=batch, actor=SYSTEM)
    assert [register.name for register in Register.objects.all()] == ["expected"]
    found = [held("expected.csv", ANSWERS)]
    again = services.open_batch(organisation=place, files=[], found=found, actor=SYSTEM, year=2013)
    assert services.preview(batch=again, actor=SYSTEM).counts["unchanged"] == 2  # it is a known kind by now


def test_a_list_that_lay_in_the_folder_may_be_chosen_in_the_preview(place):
    found = [held("expected.csv", ANSWERS)]
    batch = services.open_batch(organisation=place, files=[], found=found, actor=SYSTEM, year=2013)
    services.preview(batch=batch, actor=SYSTEM)
    assert batch.counts == {"doubt": 1}
    services.correct(table=BatchTable.objects.get(), actor=SYSTEM, kind="register:new", is_included=True)
    services.preview(batch=batch, actor=SYSTEM)
    assert batch.counts["created"] == 2


def test_what_is_confirmed_beforehand_comes_to_the_same(place, town):
    files = [("台账.xlsx", ContentFile(make.workbook(make.ACTIVITIES), "台账.xlsx"))]
    batch = services.open_batch(organisation=place, files=files, actor=SYSTEM)
    done = services.bring_in(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    assert (done.total, done.created, batch.state, batch.year) == (3, 3, Batch.State.APPLIED, 2013)
    assert Activity.objects.get(name="防震讲座").organisation == town
    again = make.activities(place)
    assert again.counts["unchanged"] == 3
    with pytest.raises(services.NotOpen):
        services.bring_in(batch=batch, actor=SYSTEM)
    services.undo(batch=batch, actor=SYSTEM)
    assert (Activity.objects.count(), posted()) == (0, 0)


def test_an_estimate_stays_an_estimate(place):
    make.applied(place)
    rough = Entry.objects.get(measure="activities.participations", amount=20_000)
    assert rough.evidence == Evidence.ESTIMATED
    assert Entry.objects.get(measure="activities.participations", amount=120).evidence == Evidence.IMPORTED


def test_the_second_import_changes_nothing(place):
    make.applied(place)
    entries = Entry.objects.count()
    again = make.applied(place)
    assert again.counts["unchanged"] == again.counts["total"] == 3 and adds_up(again)
    assert Entry.objects.count() == entries


def test_a_changed_cell_updates_the_record_and_the_ledger(place):
    make.applied(place)
    rows = [[*row] for row in make.ACTIVITIES]
    rows[2][5] = 150
    batch = make.applied(place, rows)
    assert (batch.counts["updated"], batch.counts["unchanged"]) == (1, 2) and adds_up(batch)
    lecture = Activity.objects.get(name="防震讲座")
    assert lecture.participations == 150
    mine = Entry.objects.filter(measure="activities.participations", source_id=lecture.pk)
    assert mine.aggregate(n=Sum("amount"))["n"] == 150 and mine.count() == 3

    services.undo(batch=batch, actor=SYSTEM)
    lecture.refresh_from_db()
    assert lecture.participations == 120 and mine.aggregate(n=Sum("amount"))["n"] == 120
    assert Activity.objects.count() == 3


def test_undo_takes_back_what_was_made(place):
    batch = make.applied(place)
    services.undo(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    assert batch.state == Batch.State.UNDONE
    assert not Activity.objects.exists() and posted() == 0


def test_states_are_kept(place):
    batch = make.activities(place)
    with pytest.raises(services.NotReady, match="没有可撤销的内容"):
        services.undo(batch=batch, actor=SYSTEM)
    services.apply(batch=batch, actor=SYSTEM)
    with pytest.raises(services.NotReady, match="已导入"):
        services.apply(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    for act in (
        lambda: services.preview(batch=batch, actor=SYSTEM),
        lambda: services.correct(table=BatchTable.objects.get(), actor=SYSTEM, year=2012),
        lambda: services.discard(batch=batch, actor=SYSTEM),
        lambda: services.add_files(batch=batch, files=[], actor=SYSTEM),
    ):
        with pytest.raises(services.NotOpen):
            act()
    services.undo(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    with pytest.raises(services.NotReady):
        services.undo(batch=batch, actor=SYSTEM)


def test_bringing_in_is_all_or_nothing(place, monkeypatch):
    def fails(self, made, changed, context):
        raise RuntimeError("the power is cut")

    monkeypatch.setattr(ActivityLoader, "post", fails)
    files = [("台账.xlsx", ContentFile(make.workbook(make.ACTIVITIES), "台账.xlsx"))]
    batch = services.open_batch(organisation=place, files=files, actor=SYSTEM)
    with pytest.raises(RuntimeError):
        services.bring_in(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    assert (batch.state, Activity.objects.count()) == (Batch.State.READING, 0)
    assert not BatchTable.objects.exists()


def test_apply_is_all_or_nothing(place, monkeypatch):
    batch = make.batch(place, ("两表.xlsx", make.workbook(make.ACTIVITIES, make.STREAMS)))
    real = loading.KeyedLoader.write

    def fails(self, planned, context):
        real(self, planned, context)
        if not isinstance(self, ActivityLoader):
            raise RuntimeError("the power went out")

    monkeypatch.setattr(loading.KeyedLoader, "write", fails)
    with pytest.raises(RuntimeError):
        services.apply(batch=batch, actor=SYSTEM)
    batch.refresh_from_db()
    assert batch.state == Batch.State.READY
    assert not Activity.objects.exists() and not Entry.objects.exists()


def test_strangers_may_do_nothing(place, stranger):
    batch = make.activities(place)
    for verb in (services.preview, services.apply, services.bring_in, services.undo, services.discard):
        with pytest.raises(NotAllowed):
            verb(batch=batch, actor=stranger)
    with pytest.raises(NotAllowed):
        services.open_batch(organisation=place, files=[("a.csv", ContentFile(b"a"))], actor=stranger)
    with pytest.raises(NotAllowed):
        services.correct(table=BatchTable.objects.get(), actor=stranger, year=2012)
    with pytest.raises(NotAllowed):
        services.remember_organisation(batch=batch, text="x", organisation=place, actor=stranger)
    with pytest.raises(NotAllowed):
        services.start(verb="apply", batch=batch, actor=stranger)
    assert not Batch.objects.visible_to(stranger).exists()


def test_no_file_and_too_many_files(place):
    with pytest.raises(Invalid, match="没有收到文件"):
        services.open_batch(organisation=place, files=[], actor=SYSTEM)
    many = [(f"{n}.csv", ContentFile(b"x")) for n in range(201)]
    with pytest.raises(Invalid, match="200"):
        services.open_batch(organisation=place, files=many, actor=SYSTEM)


def test_bad_files_say_why_and_the_rest_goes_on(place, tmp_path):
    bad = {
        "加密.xlsx": make_sheets.encrypted(tmp_path / "a.xlsx").read_bytes(),
        "坏.xlsx": b"PK\x03\x04 broken",
        "实体.xlsx": make_sheets.entity(tmp_path / "b.xlsx", Path("/etc/passwd")).read_bytes(),
        "炸弹.xlsx": make_sheets.bomb(tmp_path / "c.xlsx").read_bytes(),
        "空.xlsx": make.workbook([[]]),
    }
    batch = make.batch(place, *bad.items(), ("好.xlsx", make.workbook(make.ACTIVITIES)))
    problems = {file.name: file.problem for file in BatchFile.objects.all()}
    assert all(problems[name] for name in bad) and not problems["好.xlsx"]
    assert "密码" in problems["加密.xlsx"] and "恶意" in problems["炸弹.xlsx"]
    assert services.apply(batch=batch, actor=SYSTEM).created == 3


def test_refused_rows_come_back_as_a_workbook_that_can_be_corrected(place, tmp_path):
    import openpyxl

    from kexie.office.imports.documents import write_refused

    rows = [
        *make.ACTIVITIES,
        [4, "防溺水讲座", "泗门镇", "2013.6.1", "讲座", "好多好多人"],
        [5, None, "泗门镇", "2013.6.2", "讲座", 5],
    ]
    batch = make.applied(place, rows)
    assert (batch.counts["refused"], batch.counts["created"]) == (2, 3) and adds_up(batch)
    path = tmp_path / "未导入.xlsx"
    with path.open("wb") as stream:
        assert write_refused(stream, batch) == 2
    book = openpyxl.load_workbook(path)
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert cells[0][0] == "2013年科普活动台账"
    header = next(row for row in cells if "活动名称" in row)
    assert header[-2:] == ["未导入的原因", "原行号"]
    bad = next(row for row in cells if "防溺水讲座" in row)
    assert "好多好多人" in bad[-2] and bad[-1] == 6

    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "好多好多人":
                cell.value = 88
    book.save(path)
    again = make.batch(place, ("未导入.xlsx", path.read_bytes()))
    services.apply(batch=again, actor=SYSTEM)
    again.refresh_from_db()
    assert again.counts["created"] == 1 and Activity.objects.get(name="防溺水讲座").participations == 88


CSV = """活动名称,主办单位,活动时间,活动形式,参加人次
防震讲座,泗门镇,2013.5.12,讲座,120
健康咨询,泗门镇科协,2013.5.13,咨询,35
"""
ROWS = [line.split(",") for line in CSV.strip().split("\n")]


@pytest.mark.parametrize("form", ["gb18030", "utf-8-sig", "semicolons", "xls", "et", "ods"])
def test_every_format_goes_the_whole_way(place, tmp_path, form):
    path = tmp_path / "a"
    if form in ("xls", "et"):
        make_sheets.xls(path, ROWS)
    elif form == "ods":
        make_sheets.ods(path, ROWS)
    else:
        text = CSV.replace(",", ";") if form == "semicolons" else CSV
        path.write_bytes(text.encode("utf-8" if form == "semicolons" else form))
    name = f"台账.{form if form in ('xls', 'et', 'ods') else 'csv'}"
    batch = make.batch(place, (name, path.read_bytes()))
    assert services.apply(batch=batch, actor=SYSTEM).created == 2
    assert Activity.objects.get(name="防震讲座").participations == 120


def test_the_same_row_twice_in_a_file_counts_once(place):
    batch = make.applied(place, [*make.ACTIVITIES, [4, "防震讲座", "泗门镇科协", "2013-05-12", "讲座", 120]])
    assert (batch.counts["created"], batch.counts["skipped"]) == (3, 1) and adds_up(batch)
    note = Finding.objects.get(weight=Finding.Weight.NOTE)
    assert note.row == 6 and "第 3 行" in note.reason


def test_what_was_typed_by_hand_is_known_again(place, town, officer):
    from kexie.work.activities.tests.make import activity

    typed = activity(organisation=town, name="防震讲座", starts_on=date(2013, 5, 12), form="讲座", participations=None)
    batch = make.applied(place)
    assert (batch.counts["updated"], batch.counts["created"]) == (1, 2)
    typed.refresh_from_db()
    assert typed.participations == 120


def test_wrong_totals_are_reported(place):
    batch = make.applied(place, [*make.ACTIVITIES[:3], ["合计", None, None, None, None, 999]])
    finding = Finding.objects.get(weight=Finding.Weight.TOTAL)
    assert finding.row == 4 and "999" in finding.reason and "120" in finding.reason
    assert batch.counts["created"] == 1


def test_discard_leaves_neither_rows_nor_files(place, django_capture_on_commit_callbacks):
    batch = make.activities(place)
    path = Path(BatchFile.objects.get().file.path)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(batch=batch, actor=SYSTEM)
    assert not Batch.objects.exists() and not Finding.objects.exists() and not path.exists()


def test_nobody_imports_for_a_body_out_of_reach(place, elsewhere, officer):
    organisation("邻镇科协", parent=elsewhere, level="town")
    rows = [*make.ACTIVITIES[:2], [1, "讲座", "邻镇科协", "2013.5.12", "讲座", 10]]
    make.applied(place, rows, actor=officer)
    assert not Activity.objects.filter(organisation__path__startswith=elsewhere.path).exists()
