"""Import of 100,000 activity rows of 21 towns: preview, import, second import, undo, and the peak of memory.

Reference in the same run: reading the same file with calamine and writing the rows with a bare bulk_create, nothing
recognised, checked, counted or trailed. Target on 2 cores: preview and import together < 60 s, < 500 MB.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from . import home

ROWS = 100_000
TOWNS = [f"{first}{last}镇" for first in "东南西北中上下" for last in "山河湖"]
FORMS = ("讲座", "咨询", "展览", "培训", "放映", "科技下乡", "志愿服务")
HEADERS = (
    "序号", "活动名称", "主办单位", "活动时间", "地点", "活动形式", "参加人次", "志愿者人次", "发放资料（份）",
    "展板（块）", "备注",
)  # fmt: skip


def run() -> list[tuple[str, str, str]]:
    """Measure and return rows of (what, result, against)."""
    folder = fresh("import_activities")
    write(folder / "2025年科普活动台账.xlsx")
    return measured(__name__, folder, folder / "2025年科普活动台账.xlsx", ROWS, "60 s")


def measured(module: str, folder: Path, path: Path, rows: int, target: str) -> list[tuple[str, str, str]]:
    """Run the import and its reference in processes of their own; return the table of both."""
    said = {mode: child(module, mode, path) for mode in ("bare", "import")}
    done, bare = said["import"], said["bare"]
    whole = done["preview"] + done["apply"]
    against = f"bare calamine + bulk_create {bare['bare']:.1f} s, {bare['peak']:.0f} MB"
    return [
        ("preview (read, recognise, plan)", f"{done['preview']:.1f} s", f"{done['preview_cpu']:.1f} s CPU"),
        ("import (plan again, write, post)", f"{done['apply']:.1f} s", f"{done['apply_cpu']:.1f} s CPU"),
        ("both", f"{whole:.1f} s, {rows / whole:,.0f} rows/s", f"target {target}; {against}"),
        ("second preview: all unchanged", f"{done['again']:.1f} s", f"{done['unchanged']:,} rows"),
        ("undo", f"{done['undo']:.1f} s", ""),
        ("peak memory of the process", f"{done['peak']:.0f} MB", "target 500 MB"),
    ]


def fresh(name: str) -> Path:
    """Return an empty scratch folder for a benchmark's home."""
    shutil.rmtree(home.ROOT / name, ignore_errors=True)
    return home.start(name)


def write(path: Path) -> None:
    """Write the rows as a town clerk's program would: one sheet, a title, days as text."""
    import xlsxwriter

    chance, first = random.Random(2025), date(2025, 1, 1)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("活动台账")
        sheet.write_row(0, 0, ["2025年科普活动台账"])
        sheet.write_row(1, 0, HEADERS)
        for n in range(ROWS):
            town, day = chance.choice(TOWNS), first + timedelta(chance.randrange(365))
            form = chance.choice(FORMS)
            sheet.write_row(
                n + 2, 0,
                (n + 1, f"科普{form}第{n + 1}场", f"{town}科协", f"{day.year}.{day.month}.{day.day}",
                 f"{town}文化礼堂{n % 50}号", form, chance.randrange(10, 900), chance.randrange(20),
                 chance.randrange(500), chance.randrange(30), "有照片" if n % 7 == 0 else None),
            )  # fmt: skip


def child(module: str, mode: str, path: Path) -> dict[str, float]:
    """Run one measurement in a process of its own, so that its memory is its own."""
    done = subprocess.run([sys.executable, "-m", module, mode, str(path)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def town_bodies() -> None:
    """Found the association and its 21 towns."""
    from kexie.core.paths import segment
    from kexie.network.organisations.models import Organisation, Placement

    top = home.root()
    for name in TOWNS:
        row = Organisation.objects.create(
            name=f"{name}科协", kind="association", level="town", parent=top, path=f"?{name}"
        )
        row.path = top.path + segment(row.pk)
        row.save()
        Placement.objects.create(organisation=row, parent=top, starts_on=date(2000, 1, 1))


def imported(path: Path, prepare: Callable[[], None]) -> dict[str, float]:
    """Import a file, look at it again, and take it back."""
    from django.core.files import File

    from kexie.core.gate import SYSTEM
    from kexie.office.imports import services

    prepare()
    said: dict[str, float] = {}

    def opened() -> object:
        with path.open("rb") as content:
            return services.open_batch(organisation=home.root(), files=[(path.name, File(content))], actor=SYSTEM)

    def timed(name: str, act: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        said[name], said[f"{name}_cpu"] = time.perf_counter() - wall, time.process_time() - cpu

    batch = opened()
    timed("preview", lambda: services.preview(batch=batch, actor=SYSTEM))
    timed("apply", lambda: services.apply(batch=batch, actor=SYSTEM))
    batch.refresh_from_db()
    assert batch.counts["created"] == batch.counts["total"], batch.counts
    said["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again = opened()
    timed("again", lambda: services.preview(batch=again, actor=SYSTEM))
    said["unchanged"] = again.counts["unchanged"]
    assert said["unchanged"] == again.counts["total"], again.counts
    timed("undo", lambda: services.undo(batch=batch, actor=SYSTEM))
    return said


def bare(path: Path) -> dict[str, float]:
    """Read the file and write the rows with nothing in between."""
    from datetime import datetime

    from django.db import transaction
    from python_calamine import CalamineWorkbook

    from kexie.work.activities.models import Activity

    top = home.root()
    wall = time.perf_counter()
    with transaction.atomic():
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[2:]
        Activity.objects.bulk_create(
            [
                Activity(
                    organisation=top, name=cells[1], starts_on=datetime.strptime(cells[3], "%Y.%m.%d").date(),
                    place=cells[4], form=cells[5], participations=int(cells[6]), volunteers=int(cells[7]),
                    leaflets=int(cells[8]), panels=int(cells[9]), note=cells[10] or "", key=str(n),
                )
                for n, cells in enumerate(rows)
            ],
            batch_size=2000,
        )  # fmt: skip
        transaction.set_rollback(True)
    return {"bare": time.perf_counter() - wall, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    mode, file = sys.argv[1], Path(sys.argv[2])
    home.start("import_activities", fresh=False)
    print(json.dumps(imported(file, town_bodies) if mode == "import" else bare(file)))
