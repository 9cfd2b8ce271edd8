"""The whole way on the real input: five workbooks in, the summary out."""

import csv
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.files import File

from kexie.core.gate import SYSTEM
from kexie.office.imports import services as imports

from . import make

COUNTY = Path(__file__).resolve().parents[4] / "examples" / "county-2013"


def take_in(organisation):
    """Import the five workbooks without a single correction."""
    with ExitStack() as stack:
        files = [(p.name, File(stack.enter_context(p.open("rb")))) for p in sorted(COUNTY.glob("*.xlsx"))]
        batch = imports.open_batch(organisation=organisation, files=files, actor=SYSTEM, year=2013)
    imports.apply(batch=imports.preview(batch=batch, actor=SYSTEM), actor=SYSTEM)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_summary_says_every_figure_as_the_county_wrote_it(here):
    take_in(here)
    draft = make.draft(make.report(here, 2013))
    lines = {line.metric: line for line in draft.lines}
    with (COUNTY / "expected.csv").open(encoding="utf-8-sig") as file:
        expected = [*csv.DictReader(file)]
    assert len(expected) > 40
    for row in expected:
        line = lines[row["口径"]]
        assert (line.value, line.unit, line.said) == (row["数值"], row["单位"], (row["概数"],)), row
        assert line.records > 0 and line.definition and line.url
    assert {fault.section for fault in draft.faults} == {"加强自身建设，提高机关效能", "存在的不足和下一步打算"}
    text = make.text(draft.document)
    assert "暂无数据" not in text and "首次" not in text and "之最" not in text
    assert "培训覆盖所有乡镇（街道）" in text
