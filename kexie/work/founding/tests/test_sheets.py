"""Lists of technology enterprises, through the real import."""

from __future__ import annotations

import openpyxl
import pytest
from django.core.files import File

from conftest import organisation
from kexie.office.imports import services as imports
from kexie.office.imports.models import Finding
from kexie.office.metrics import queries as metrics
from kexie.work.founding.models import Prospect

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path, here, officer):
    def do(*rows, name="科技型企业名单.xlsx"):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
        with (tmp_path / name).open("rb") as content:
            batch = imports.open_batch(organisation=here, files=[(name, File(content))], actor=officer, year=2023)
        imports.preview(batch=batch, actor=officer)
        return batch, imports.apply(batch=batch, actor=officer)

    return do


HEAD = ("序号", "企业名称", "所属乡镇", "社会信用代码", "所属行业", "研发人员数", "联系人", "联系电话")
ROWS = (
    ("2023年全市科技型企业名单（未建科协）",),
    HEAD,
    (1, "甲材料科技有限公司", "泗门镇", "91350100M000100Y43", "新材料", 80, "王工", "16400000021"),
    (2, "乙电器有限公司", "无此镇", "91350100M000100Y44", "电器", 45, "李工", "16400000022"),
)


def figure(name, here, officer):
    return metrics.figure(name, organisation=here, period=metrics.Period.year(2023), actor=officer).value


def test_a_list_is_taken_in_with_its_doubts(here, town, officer, load):
    batch, done = load(*ROWS)
    assert (done.created, done.refused) == (2, 0)
    first, second = Prospect.objects.order_by("name")
    first, second = (first, second) if first.name.startswith("甲") else (second, first)
    assert (first.organisation, first.credit_code, first.staff, first.stage) == (town, "91350100M000100Y43", 80, "new")
    assert first.phone == "16400000021"
    assert (second.organisation, second.credit_code) == (here, "")
    said = " ".join(Finding.objects.filter(table__file__batch=batch).values_list("reason", flat=True))
    assert "校验位不对" in said
    assert figure("科技型企业数", here, officer) == 2


def test_a_second_time_changes_nothing_and_undone_nothing_counts(here, town, officer, load):
    batch, _done = load(*ROWS)
    _again, done = load(*ROWS)
    assert (done.created, done.updated, done.unchanged) == (0, 0, 2)
    imports.undo(batch=batch, actor=officer)
    assert not Prospect.objects.exists() and not figure("科技型企业数", here, officer)


def test_other_words_mean_the_same(here, town, officer, load):
    _batch, done = load(("公司名称", "属地", "技术领域", "员工人数"), ("丙软件有限公司", "泗门镇", "软件", "约120"))
    assert (done.created, Prospect.objects.get().staff) == (1, 120)


def test_coverage_is_a_share_of_the_list(here, officer, load):
    organisation("泗门镇科协", parent=here, level="town")
    load(
        (*HEAD[:5], "建会进展"),
        (1, "甲公司", "泗门镇", "", "新材料", "已成立"),
        (2, "乙公司", "泗门镇", "", "电器", ""),
    )
    assert figure("科技型企业已建科协数", here, officer) == 1
    assert figure("科技型企业科协覆盖率", here, officer) == 50
