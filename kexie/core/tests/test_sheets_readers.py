import resource
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from kexie.core.sheets import cage, readers
from kexie.core.sheets.readers import SheetRefused, read
from kexie.core.sheets.writer import Output, write_xlsx

from . import make_sheets

ROSTER = [["序号", "姓名", "手机"], [1, "张三", "16400000001"], [2, "曾明𠮷", "16400000002"]]
TEXT = "序号,姓名,手机\r\n1,张三,16400000001\r\n2,曾明𠮷,16400000002\r\n"


def rows(path, **options):
    return [list(row.cells) for row in read(path, **options).sheets[0].rows]


# ---------------------------------------------------------------- honest files


def test_xlsx_gives_primitive_values_where_they_stand(tmp_path):
    path = make_sheets.xlsx(
        tmp_path / "a.xlsx",
        [[None, "题目"], [], [None, 5, 5.5, True, datetime(2013, 5, 12), datetime(2013, 5, 12, 9, 30), "=1+1", " "]],
        merge="B1:D1",
    )
    book = read(path)
    sheet = book.sheets[0]
    assert [row.number for row in sheet.rows] == [1, 3]
    assert sheet.rows[1].cells == (None, 5, 5.5, True, date(2013, 5, 12), datetime(2013, 5, 12, 9, 30))
    assert type(sheet.rows[1].cells[1]) is int
    assert sheet.merges == [(1, 1, 1, 3)]
    assert (book.file, sheet.hidden) == ("a.xlsx", False)


def test_a_formula_gives_its_last_value_and_is_never_computed(tmp_path):
    cell = b'<row r="1"><c r="A1"><f>1+1</f><v>7</v></c><c r="B1" t="str"><f>"a"&amp;"b"</f><v>kept</v></c></row>'
    path = make_sheets.raw_xlsx(tmp_path / "f.xlsx", make_sheets.OPEN + cell + make_sheets.CLOSE)
    assert rows(path) == [[7, "kept"]]


def test_hidden_sheets_are_told(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.create_sheet("底稿").append(["b"])
    book["底稿"].sheet_state = "hidden"
    book.save(tmp_path / "h.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in read(tmp_path / "h.xlsx").sheets] == [
        ("Sheet", False),
        ("底稿", True),
    ]


@pytest.mark.parametrize("name", ["old.xls", "wps.et", "misnamed.xlsx"])
def test_the_binary_format_is_told_by_content(tmp_path, name):
    path = make_sheets.xls(tmp_path / name, [[None], *ROSTER], merge=(0, 0, 0, 2, "名册"))
    sheet = read(path).sheets[0]
    assert [list(row.cells) for row in sheet.rows] == [["名册"], *ROSTER]
    assert sheet.merges == [(1, 0, 1, 2)]


def test_opendocument(tmp_path):
    texts = [[str(cell) for cell in row] for row in ROSTER]
    assert rows(make_sheets.ods(tmp_path / "a.ods", texts)) == texts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_in_every_encoding_and_separator(tmp_path, encoding, separator):
    path = tmp_path / "名册.csv"
    path.write_bytes(TEXT.replace(",", separator).encode(encoding))
    assert rows(path) == [[str(cell) for cell in row] for row in ROSTER]
    assert read(path).sheets[0].name == "名册"


def test_text_with_quoted_line_breaks_and_excel_habits(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('sep=;\n名称;电话\n"甲\n乙; 丙";="0574"\n\'=1+1;\'012\n', encoding="utf-8")
    assert rows(path) == [["名称", "电话"], ["甲\n乙; 丙", "0574"], ["=1+1", "012"]]
    assert [row.number for row in read(path).sheets[0].rows] == [2, 3, 4]


def test_a_few_unreadable_characters_do_not_lose_the_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode("gb18030") + b"3,\xff\xff,1\r\n")
    book = read(path)
    assert book.sheets[0].rows[1].cells[1] == "张三"
    assert "无法识别" in book.notes[0]


def test_the_name_for_people_is_the_one_given(tmp_path):
    (tmp_path / "upload.tmp").write_text(TEXT, encoding="utf-8")
    book = read(tmp_path / "upload.tmp", name="会员名册.csv")
    assert (book.file, book.sheets[0].name) == ("会员名册.csv", "会员名册")


def test_a_stray_cell_far_below_does_not_lose_the_sheet(tmp_path):
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="300000"><c r="L300000"><v>2</v></c></row>'
    path = make_sheets.raw_xlsx(tmp_path / "stray.xlsx", make_sheets.OPEN + cells + make_sheets.CLOSE)
    assert [(row.number, row.cells[-1]) for row in read(path).sheets[0].rows] == [(1, 1), (300_000, 2)]


# ---------------------------------------------------------------- hostile, broken and wrong files


def spent():
    """Return the processor seconds of this process and its children: what a busy machine does not change."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def refused(path, *, within=5):
    """Return the refusal's code; it must cost less than five seconds of the processor and speak Chinese."""
    started = spent()
    with pytest.raises(SheetRefused) as caught:
        read(path)
    assert spent() - started < within
    assert path.name in caught.value.message
    assert caught.value.message.endswith("。")
    assert caught.value.status == 422
    return caught.value.code


def test_bombs(tmp_path):
    assert refused(make_sheets.bomb(tmp_path / "bomb.xlsx")) == "bomb"
    assert refused(make_sheets.lying_size(tmp_path / "lying.xlsx")) == "broken"
    assert refused(make_sheets.wide_row(tmp_path / "wide.xlsx")) == "too_wide"
    assert refused(make_sheets.far_corner(tmp_path / "corner.xlsx")) == "too_big"


@pytest.mark.slow
def test_more_cells_than_anyone_needs(tmp_path):
    """Nine megabytes are given more than five seconds: an honest file of that size needs them on a busy machine."""
    assert refused(make_sheets.many_cells(tmp_path / "cells.xlsx"), within=18) in ("too_big", "too_slow")


def test_an_archive_of_a_million_entries(tmp_path):
    path = tmp_path / "entries.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"xl/{number}", b"")
    assert refused(path) == "bomb"


def test_outside_entities_are_refused_and_nothing_is_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("密码")
    assert refused(make_sheets.entity(tmp_path / "xxe.xlsx", secret)) == "unsafe"


def test_a_document_type_cannot_hide_behind_blanks_or_utf_16(tmp_path):
    late = b"<?xml version='1.0'?>" + b" " * ((1 << 20) - 15) + b"<!DOCTYPE x []><worksheet/>"
    assert refused(make_sheets.raw_xlsx(tmp_path / "late.xlsx", late)) == "unsafe"
    wide = "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE x []><worksheet/>".encode("utf-16")
    assert refused(make_sheets.raw_xlsx(tmp_path / "wide.xlsx", wide)) == "unsafe"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("empty.xlsx", b"", "empty"),
        ("blank.csv", b"\xef\xbb\xbf \r\n\r\n", "empty"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "markup"),
        ("xml2003.xls", b'\xef\xbb\xbf<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "markup"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "not_a_sheet"),
        ("paper.csv", b"%PDF-1.7\n", "not_a_sheet"),
        ("noise.csv", bytes(range(256)) * 20, "not_a_sheet"),
        ("cut.xlsx", b"PK\x03\x04" + b"\x00" * 200, "broken"),
        ("cut.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\x00" * 2000, "broken"),
    ],
)  # fmt: skip
def test_wrong_files(tmp_path, name, body, code):
    path = tmp_path / name
    path.write_bytes(body)
    assert refused(path) == code


def test_other_archives(tmp_path):
    path = tmp_path / "letter.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", b"<x/>")
    assert refused(path) == "not_a_sheet"
    with zipfile.ZipFile(tmp_path / "files.xlsx", "w") as archive:
        archive.writestr("a.txt", b"x")
    assert refused(tmp_path / "files.xlsx") == "not_a_sheet"


def test_a_truncated_workbook(tmp_path):
    path = make_sheets.xlsx(tmp_path / "cut.xlsx", [["姓名"]] + [[f"张{n}"] for n in range(500)])
    path.write_bytes(path.read_bytes()[:-400])
    assert refused(path) == "broken"


def test_passwords(tmp_path):
    assert refused(make_sheets.encrypted(tmp_path / "locked.xlsx")) == "encrypted"


def test_sixty_megabytes(tmp_path):
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(60 << 20)
    assert refused(path) == "too_large"


def test_a_file_that_went_away(tmp_path):
    assert refused(tmp_path / "gone.xlsx") == "missing"


def test_a_workbook_without_a_value_is_empty(tmp_path):
    assert refused(make_sheets.xlsx(tmp_path / "none.xlsx", [])) == "empty"


def test_too_many_rows_and_columns(tmp_path):
    (tmp_path / "wide.csv").write_text(",".join("a" for _ in range(1_200)), encoding="utf-8")
    assert refused(tmp_path / "wide.csv") == "too_wide"
    (tmp_path / "long.csv").write_text("a,b\n" * 310_000, encoding="utf-8")
    assert refused(tmp_path / "long.csv") == "too_long"


# ---------------------------------------------------------------- the cage itself


def test_a_process_that_hangs_is_killed(tmp_path, monkeypatch):
    program = tmp_path / "hang.py"
    program.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(cage, "_PROGRAM", program)
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    started = time.monotonic()
    with pytest.raises(SheetRefused) as caught:
        read(tmp_path / "a.csv")
    assert caught.value.code == "too_slow"
    assert time.monotonic() - started < 45  # the program would sleep for a minute


def test_a_process_that_dies_leaves_a_refusal(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    for body, code in (("import os\nos.abort()\n", "too_big"), ("raise SystemExit(3)\n", "broken"), ("", "broken")):
        program = tmp_path / "die.py"
        program.write_text(body)
        monkeypatch.setattr(cage, "_PROGRAM", program)
        with pytest.raises(SheetRefused) as caught:
            read(tmp_path / "a.csv")
        assert caught.value.code == code


def test_a_captured_process_cannot_make_the_parent_run_anything(tmp_path, monkeypatch):
    program = tmp_path / "evil.py"
    program.write_text(
        "import os, pickle, struct, sys\n"
        "class Evil:\n"
        f"    def __reduce__(self): return (os.mkdir, ({str(tmp_path / 'owned')!r},))\n"
        "body = pickle.dumps(('note', Evil()))\n"
        "sys.stdout.buffer.write(struct.pack('<I', len(body)) + body)\n"
    )
    monkeypatch.setattr(cage, "_PROGRAM", program)
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SheetRefused):
        read(tmp_path / "a.csv")
    assert not (tmp_path / "owned").exists()


def test_every_refusal_has_words():
    for code in readers._MESSAGES:
        assert readers.refusal(code, file="甲.xlsx", sheet="表", limit=1, size=2).message.startswith("“甲.xlsx”")


@pytest.mark.slow
def test_a_hundred_thousand_rows_of_twelve_columns(tmp_path):
    """Six seconds of processor time, both processes together, and 250 MB in the one that asks."""
    path = tmp_path / "big.xlsx"
    header = [
        "序号",
        "活动名称",
        "主办单位",
        "时间",
        "地点",
        "形式",
        "人次",
        "志愿者",
        "资料（份）",
        "金额",
        "市级",
        "备注",
    ]

    def row(n):
        day, place = f"2013-05-{n % 28 + 1:02d}", f"地点{n % 500}"
        return [
            n,
            f"活动{n}",
            f"{n % 30}镇科协",
            day,
            place,
            "咨询",
            n % 900,
            n % 30,
            f"1{n % 10}份",
            3.5,
            "是",
            f"备注{n}",
        ]

    with path.open("wb") as stream:
        write_xlsx(stream, [Output("活动", header, map(row, range(1, 100_001)))])
    program = (
        "import resource, sys\n"
        "import django; django.setup()\n"
        "from kexie.core.sheets.readers import read\n"
        "from kexie.core.sheets.tables import find_tables\n"
        "before = resource.getrusage(resource.RUSAGE_SELF)\n"
        "table, = find_tables(read(sys.argv[1]).sheets[0])\n"
        "used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]\n"
        "seconds = sum(each.ru_utime + each.ru_stime for each in used) - before.ru_utime - before.ru_stime\n"
        "peak = next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(len(table.rows), seconds, int(peak) // 1024)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=True, timeout=120
    )
    count, seconds, megabytes = answer.stdout.split()
    assert int(count) == 100_000
    assert float(seconds) < 6
    assert int(megabytes) < 250
