import io
import re

import docx
import pytest

from conftest import person
from kexie.core.audit.models import TrailEntry
from kexie.core.files import services as files
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.insight.reports import services
from kexie.insight.reports.models import Report

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(here):
    make.post(here, "activities.held", 2)
    return make.post(here, "activities.participations", 60_420, **make.WEEK)


def opened(content):
    return docx.Document(io.BytesIO(content))


def test_the_word_file_of_a_draft_opens_and_says_it_is_one(here, held, officer):
    report = make.written(here)
    file = services.export(report=report, kind="docx", actor=officer, at=make.NEW_YEAR)
    word = opened(file.content)
    said = [paragraph.text for paragraph in word.paragraphs]
    assert file.name == "某市科协2013年工作总结（草稿）.docx"
    assert said[0] == "某市科协2013年工作总结" and "（草稿，数字截至2014年1月6日）" in said
    assert "一、科普工作" in said and "（一）科技活动周" in said
    assert any("受惠群众6万余人次" in line for line in said)
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert rows[0] == ["数字", "文中写法", "准确数", "期间和口径", "取得", "记录"]
    assert rows[2][:3] == ["活动周.人次", "6万余", "60,420人次"] and rows[2][5] == "1"
    assert TrailEntry.objects.get(did="export").row_name == "某市科协2013年工作总结（草稿）"


def test_every_figure_of_the_word_file_leads_to_its_line(here, held, officer):
    content = services.export(report=make.written(here), kind="docx", actor=officer).content
    body = opened(content).element.body.xml
    links = set(re.findall(r'w:hyperlink w:anchor="(\w+)"', body)) | set(re.findall(r'w:anchor="(figure_\d+)"', body))
    marks = set(re.findall(r'w:bookmarkStart [^>]*w:name="(figure_\d+)"', body))
    assert links == marks and len(marks) == 2


def test_a_signed_summary_gives_the_very_file_that_was_signed(here, held, officer):
    report = make.written(here)
    version = make.sign(report, person("checker", here))
    make.repost(held, "activities.participations", 80_000, **make.WEEK)
    report.refresh_from_db()
    again = services.export(report=report, kind="docx", actor=officer)
    assert again.content == files.read(version.file)
    assert again.name == version.file.name == "某市科协2013年工作总结（第1版）.docx"
    assert "草稿" not in "".join(p.text for p in opened(again.content).paragraphs)


def test_html_escapes_what_people_write(here, held, officer):
    report = make.written(here)
    nasty = '<script>alert(1)</script> & "引号" <b>{科普日.人次}</b>，{活动数}场'
    services.edit_section(section=report.sections.get(origin="科普日"), source=nasty, heading="<i>标题", actor=officer)
    page = services.export(report=report, kind="html", actor=officer).content.decode()
    assert "<script>alert" not in page and "<i>标题" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_command_line_writes_by_ending(here, held, tmp_path):
    for name in ("总结.docx", "总结.HTML"):
        path = services.export_annual(organisation=here, year=2013, path=tmp_path / name, actor=SYSTEM)
        assert path.stat().st_size > 1000
    assert opened((tmp_path / "总结.docx").read_bytes()).tables
    assert (tmp_path / "总结.HTML").read_bytes().startswith(b"<!DOCTYPE html>")
    assert Report.objects.count() == 1


@pytest.mark.parametrize("name", ["总结.pdf", "总结", "总结.doc"])
def test_other_endings_are_refused_before_anything_is_written(here, tmp_path, name):
    with pytest.raises(Invalid, match=r"\.docx 或 \.html"):
        services.export_annual(organisation=here, year=2013, path=tmp_path / name, actor=SYSTEM)
    assert not Report.objects.exists() and not [*tmp_path.iterdir()]


def test_a_missing_folder_is_refused(here, tmp_path):
    with pytest.raises(Invalid, match=r"没有“.*没有的”这个文件夹"):
        services.export_annual(organisation=here, year=2013, path=tmp_path / "没有的" / "a.docx", actor=SYSTEM)


def test_strangers_cannot_take_it_away(here, stranger):
    with pytest.raises(NotAllowed):
        services.export(report=make.report(here), kind="docx", actor=stranger)
