"""Import through the command people use: 4,509 members of the county example, and 100,000 rows of activities.

Rows a second and peak memory of the biggest process. The second run of the same file must change nothing.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from . import home

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "county-2013"
ROWS = 100_000
FORMS = ("咨询", "讲座", "培训", "放映", "展览", "科技下乡", "青少年活动", "志愿服务")
TOWNS = (
    "梨洲街道", "凤山街道", "兰江街道", "阳明街道", "低塘街道", "朗霞街道", "临山镇", "黄家埠镇", "小曹娥镇", "泗门镇",
    "马渚镇", "牟山镇", "丈亭镇", "三七市镇", "河姆渡镇", "大隐镇", "陆埠镇", "梁弄镇", "大岚镇", "四明山镇", "鹿亭乡",
)  # fmt: skip


def run() -> Iterator[tuple[str, str, str]]:
    """Measure and yield rows of (what, measured, against)."""
    folder = home.ROOT / "imports"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kexie(folder, "init", "--name", "某市科协")
    kexie(folder, "import", str(EXAMPLES / "01-组织名册.xlsx"), "--year", "2013", "--yes")
    members = EXAMPLES / "04-会员名册.xlsx"
    many = activities(folder / "activities.xlsx")
    for what, file, count, target in (
        ("4,509 members", members, 4509, "target 5 s"),
        (f"{ROWS:,} activities", many, ROWS, "target 60 s and 500 MB"),
    ):
        for again in ("", ", the same again"):
            wall, cpu, peak = timed(folder, "import", str(file), "--year", "2013", "--yes")
            said = f"{wall:.1f} s, {cpu:.1f} s CPU, {count / wall:,.0f} rows/s, {peak:.0f} MB"
            yield f"{what}{again}", said, target


def activities(path: Path) -> Path:
    """Write the workbook of activities, in the layout of the county example."""
    import xlsxwriter

    chance, first = random.Random(2013), date(2013, 1, 1)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("活动台账")
    sheet.write_row(0, 0, ["2013年科普活动情况汇总表"])
    heads = [
        "序号",
        "活动名称",
        "主办单位",
        "活动时间",
        "地点",
        "活动形式",
        "参加人次",
        "志愿者人数",
        "发放资料（份）",
        "备注",
    ]
    sheet.write_row(1, 0, heads)
    for number in range(1, ROWS + 1):
        form, town, day = chance.choice(FORMS), chance.choice(TOWNS), first + timedelta(chance.randrange(365))
        counts = [chance.randrange(20, 900), chance.randrange(1, 30), chance.randrange(0, 800)]
        when = day.isoformat() if number % 3 else f"{day.year}年{day.month}月{day.day}日"
        sheet.write_row(
            number + 1, 0, [number, f"{form}活动（{number}）", f"{town}科协", when, town, form, *counts, ""]
        )
    book.close()
    return path


def kexie(folder: Path, *words: str) -> None:
    """Run the command on the scratch home, quietly."""
    done = subprocess.run(command(*words), env=environment(folder), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


def timed(folder: Path, *words: str) -> tuple[float, float, float]:
    """Run the command; return wall and CPU seconds, and megabytes at its peak, its own children included."""
    before, started = os.times(), time.perf_counter()
    process = subprocess.Popen(
        command(*words), env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    peak = [0.0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    said = process.communicate()[1]
    watcher.join()
    if process.returncode:
        raise SystemExit(said)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - started, cpu, peak[0]


def watch(process: subprocess.Popen, peak: list[float]) -> None:
    """Keep the highest sum of resident memory of a process and its children, looking twenty times a second."""
    while process.poll() is None:
        peak[0] = max(peak[0], sum(resident(pid) for pid in family(process.pid)))
        time.sleep(0.05)


def family(pid: int) -> list[int]:
    """Return a process and everything below it."""
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in below for one in family(int(child)))]


def resident(pid: int) -> float:
    """Return megabytes a process holds in memory."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0


def command(*words: str) -> list[str]:
    """Return the command line of `kexie`."""
    return [sys.executable, "-m", "kexie.web.cli", *words]


def environment(folder: Path) -> dict[str, str]:
    """Return the environment in which the scratch home is the home."""
    return {**os.environ, "KEXIE_HOME": str(folder), "DATABASE_URL": ""}
