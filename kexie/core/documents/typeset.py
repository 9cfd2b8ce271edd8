"""PDF by typst: a template that is ours, data that is not, and Chinese fonts that travel with the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"


def pdf(template: bytes, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return `template` filled with `data` as PDF, dated `at`; the same input gives the same bytes.

    The template reads its data by `json(bytes(sys.inputs.data))`, so whatever people wrote stays text and is never
    run. It sees no files and no fonts but the two that are shipped, `SERIF` and `SANS`, in one weight.
    """
    machine = typst.Compiler(template, font_paths=_fonts())
    return machine.compile(
        format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=int(at.timestamp())
    )


def pictures(template: bytes, data: Mapping[str, Any], *, ppi: float = 96) -> list[bytes]:
    """Return the pages as PNG pictures: for looking at."""
    machine = typst.Compiler(template, font_paths=_fonts())
    found = machine.compile(format="png", ppi=ppi, sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    return found if isinstance(found, list) else [found]


@cache
def _fonts() -> typst.Fonts:
    here = Path(pylopdf_fonts_zh_cn.__file__).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(here)])
