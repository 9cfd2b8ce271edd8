"""Loading divisions: the package's own list, the statistics office's files, and what is wrong in files."""

from __future__ import annotations

import gzip
from datetime import date

import pytest

from kexie.core.audit.models import TrailEntry
from kexie.core.gate import SYSTEM
from kexie.core.refusals import Invalid, NotAllowed
from kexie.network.organisations.models import Division
from kexie.network.organisations.queries import chain_of, towns_of
from kexie.network.organisations.services import load_divisions

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)
TOP = "33,浙江省\n3302,宁波市\n330281,余姚市\n"


def load(folder, text, name="list.csv", encoding="utf-8", today=TODAY, header="code,name"):
    file = folder / name
    file.write_bytes(f"{header}\n{text}".encode(encoding))
    return load_divisions(path=file, actor=SYSTEM, today=today)


def test_the_shipped_list():
    heard = []
    result = load_divisions(path=None, actor=SYSTEM, progress=lambda done, total: heard.append((done, total)))
    assert (result.total, result.new, result.refused) == (44699, 44699, [])
    assert heard[-1] == (44699, 44699)
    assert heard == sorted(heard)
    assert Division.objects.get(code="330281103000").name == "泗门镇"
    assert not Division.objects.exclude(valid_from=None).exists()
    assert TrailEntry.objects.get(did="load_divisions").changes["new"] == 44699
    again = load_divisions(path=None, actor=SYSTEM)
    assert (again.new, again.changed, again.unchanged, again.gone) == (0, 0, 44699, 0)
    county = Division.objects.get(code="330281000000")
    assert [row.name for row in chain_of(county)] == ["浙江省", "宁波市", "余姚市"]
    assert len(towns_of(county)) == 21
    assert len(towns_of(Division.objects.get(code="110000000000"))) == 16
    assert {row.level for row in towns_of(Division.objects.get(code="441900000000"))} == {"town"}
    assert towns_of(None) == []


def test_only_the_platform_loads(officer, tmp_path):
    with pytest.raises(NotAllowed):
        load_divisions(path=None, actor=officer)


def test_a_changed_name_a_new_code_and_one_that_vanished(tmp_path):
    load(tmp_path, TOP + "330281103,泗门镇\n330281104,旧镇\n330281104001,旧村\n")
    result = load(
        tmp_path, "330281103,泗门街道\n330281105,新镇\n", today=date(2027, 1, 1), header="code,name", name="streets.csv"
    )
    assert (result.total, result.new, result.changed, result.unchanged, result.gone) == (2, 1, 1, 0, 2)
    assert Division.objects.get(code="330281103000").name == "泗门街道"
    assert Division.objects.get(code="330281105000").valid_from == date(2027, 1, 1)
    assert Division.objects.get(code="330281104000").valid_until == date(2027, 1, 1)
    assert Division.objects.get(code="330281104001").valid_until == date(2027, 1, 1)
    back = load(tmp_path, "330281104,旧镇\n330281103,泗门街道\n330281105,新镇\n", name="back.csv")
    assert (back.changed, back.gone) == (1, 0)
    assert Division.objects.get(code="330281104000").valid_until is None


def test_a_county_alone_ends_nothing_of_its_neighbours(tmp_path):
    load(tmp_path, TOP + "330282,慈溪市\n330281103,泗门镇\n330282101,龙山镇\n")
    assert load(tmp_path, "330281103,泗门镇\n", name="mine.csv").gone == 0


def test_bad_rows_are_reported_with_their_lines(tmp_path):
    text = (
        TOP
        + "33028x,坏码\n330281103,\n330281999,坏镇\n440101001,没有上级\n330281,又一个\n330281103,泗门镇\n"
        + "33,浙江省\n"
    )
    result = load(tmp_path, text)
    assert [line for line, _why in result.refused] == [5, 6, 7, 8, 9]
    assert "33028x" in result.refused[0][1]
    assert "没有名称" in result.refused[1][1]
    assert "第 7 位" in result.refused[2][1]
    assert "440101000000" in result.refused[3][1]
    assert "余姚市" in result.refused[4][1]
    assert (result.total, result.new, result.unchanged) == (10, 4, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_and_other_headers(tmp_path, encoding):
    assert load(tmp_path, TOP, encoding=encoding, header="代码,名称").new == 3
    assert Division.objects.get(code="330281000000").name == "余姚市"


def test_a_folder_in_the_order_of_levels(tmp_path):
    (tmp_path / "villages.csv.gz").write_bytes(gzip.compress("code,name\n330281103200,某村\n".encode()))
    (tmp_path / "areas.csv").write_text('code,name,cityCode\n330281,"余姚市",3302\n', encoding="utf-8")
    (tmp_path / "cities.csv").write_text("code,name\n3302,宁波市\n", encoding="utf-8")
    (tmp_path / "provinces.csv").write_text("code,name\n33,浙江省\n", encoding="utf-8")
    (tmp_path / "streets.csv").write_text("code,name\n330281103,泗门镇\n9,坏\n", encoding="utf-8")
    result = load_divisions(path=tmp_path, actor=SYSTEM)
    assert (result.total, result.new) == (6, 5)
    assert result.refused == [(3, "streets.csv：编码“9”应当是 2、4、6、9 或 12 位。")]


def test_files_that_are_none(tmp_path):
    with pytest.raises(Invalid, match="没有找到"):
        load_divisions(path=tmp_path / "nowhere.csv", actor=SYSTEM)
    with pytest.raises(Invalid, match="没有"):
        load_divisions(path=tmp_path, actor=SYSTEM)
    with pytest.raises(Invalid, match="code"):
        load(tmp_path, "1,2\n", header="a,b")
    (tmp_path / "broken.csv.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    with pytest.raises(Invalid, match=r"broken\.csv\.gz"):
        load_divisions(path=tmp_path / "broken.csv.gz", actor=SYSTEM)
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)) * 4)
    with pytest.raises(Invalid):
        load_divisions(path=tmp_path / "binary.csv", actor=SYSTEM)
    assert not Division.objects.exists()
