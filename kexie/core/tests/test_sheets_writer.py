import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kexie.core.sheets.readers import read
from kexie.core.sheets.writer import Output, csv_chunks, defused, write_csv, write_xlsx

DANGEROUS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    " =cmd|' /C calc'!A0",
    "'=1",
    "-2+3",
]
TEXTS = st.one_of(
    st.sampled_from(DANGEROUS), st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
)


def xlsx(*outputs):
    stream = io.BytesIO()
    count = write_xlsx(stream, outputs)
    return count, stream.getvalue()


def test_a_workbook_as_people_want_it():
    rows = [["张三", date(2013, 5, 12), 12, Decimal("3.50"), True, None, "16400000001", 123456789012345678]]
    count, body = xlsx(
        Output("会员", ["姓名", "入会", "次数", "金额", "是否", "备注", "手机", "编号"], rows, notes=["2013 年"])
    )
    page = openpyxl.load_workbook(io.BytesIO(body))["会员"]
    values = [cell.value for cell in page[3]]
    assert count == 1
    assert values == ["张三", datetime(2013, 5, 12), 12, 3.5, "是", None, "16400000001", "123456789012345678"]
    assert page["B3"].number_format == "yyyy-mm-dd"
    assert page["A2"].font.bold
    assert page.freeze_panes == "A3"
    assert page["A1"].value == "2013 年"
    assert page.column_dimensions["B"].width >= 12


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula(text):
    _count, body = xlsx(Output("表", [text], [[text]]))
    page = openpyxl.load_workbook(io.BytesIO(body)).active
    for cell in (page["A1"], page["A2"]):
        assert cell.data_type != "f"
        assert cell.value.startswith("'")
    stream = io.BytesIO()
    write_csv(stream, [[text]])
    assert stream.getvalue().decode("utf-8-sig").lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["-", "+", "张三", "a=b", "3-5月", "（=）", ""])
def test_harmless_text_stays(text):
    assert defused(text) == text


def test_moments_are_in_shanghai_time():
    _count, body = xlsx(Output("表", ["时间"], [[datetime(2013, 12, 31, 16, 30, tzinfo=UTC)]]))
    assert openpyxl.load_workbook(io.BytesIO(body)).active["A2"].value == datetime(2014, 1, 1, 0, 30)


def test_sheet_names_are_made_to_fit():
    outputs = [
        Output("会员/名单[2013]", ["a"], []),
        Output("会员 名单 2013 ", ["a"], []),
        Output("长" * 40, ["a"], []),
        Output("", ["a"], []),
    ]
    names = openpyxl.load_workbook(io.BytesIO(xlsx(*outputs)[1])).sheetnames
    assert len(set(names)) == 4
    assert all(0 < len(name) <= 31 for name in names)


def test_rows_beyond_one_sheet_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr("kexie.core.sheets.writer.MAX_ROWS", 150)
    count, body = xlsx(Output("表", ["号"], ([n] for n in range(400))))
    book = openpyxl.load_workbook(io.BytesIO(body))
    found = [row[0] for page in book for row in page.iter_rows(min_row=2, values_only=True)]
    assert count == 400
    assert found == list(range(400))
    assert book.sheetnames == ["表", "表(2)", "表(3)"]


def test_csv_opens_in_excel_and_keeps_long_digits():
    stream = io.BytesIO()
    count = write_csv(
        stream,
        [
            ["姓名", "证件"],
            ["张三", "990000199003071235"],
            ["李四", "0574"],
            [Decimal("1.50"), -5],
            [date(2013, 5, 1), None],
        ],
    )
    body = stream.getvalue()
    assert count == 5
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").splitlines() == [
        "姓名,证件",
        "张三,'990000199003071235",
        "李四,'0574",
        "1.50,-5",
        "2013-05-01,",
    ]


def test_csv_in_pieces_is_the_same_csv():
    rows = [[n, f"=名{n}"] for n in range(1201)]
    stream = io.BytesIO()
    write_csv(stream, rows)
    assert b"".join(csv_chunks(rows)) == stream.getvalue()
    assert b"".join(csv_chunks([])) == b"\xef\xbb\xbf"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(TEXTS, st.integers(-(10**12), 10**12), st.dates(date(1950, 1, 1), date(2100, 1, 1))),
        min_size=1,
        max_size=8,
    )
)
def test_what_goes_out_comes_back(tmp_path, rows):
    path = tmp_path / "out.xlsx"
    with path.open("wb") as stream:
        write_xlsx(stream, [Output("表", ["文字", "数", "日期"], rows)])
    back = [row.cells for row in read(path).sheets[0].rows[1:]]
    assert back == [(text if text.strip() else None, number, day) for text, number, day in rows]
    with path.open("wb") as stream:
        write_csv(stream, [["文字", "数"], *[row[:2] for row in rows]])
    back = [row.cells for row in read(path).sheets[0].rows[1:]]
    assert back == [(text if text.strip() else None, str(number)) for text, number, _day in rows]
