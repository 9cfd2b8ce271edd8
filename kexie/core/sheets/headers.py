"""Telling a header from a title, a note and a row of values, and putting two- and three-row headers together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kexie.core.text import clean, fold, half_width

from .numbers import is_unit
from .readers import Merge, Row, Value

Merges = Mapping[int, Sequence[Merge]]  # by the row they begin in

MAX_DEPTH = 3
LOOK_AHEAD = 12
_WIDEST = 30  # columns one label can be merged over
MAX_LABEL = 40
_SERIAL_WORDS = "序号 序 编号 顺序 顺序号 行号 序列 no 号 次序 项次"
SERIAL_LABELS = frozenset(_SERIAL_WORDS.split())

# Words a header cell is or ends with. Generic office words only: apps bring their own through matching.register.
_ENDING_WORDS = """
名称 姓名 单位 时间 日期 年份 年度 月份 地点 地址 电话 手机 号码 联系方式 邮箱 数 数量 人数 人次 次数 场次 份数
金额 经费 资金 费用 类别 类型 种类 级别 等级 层级 性别 年龄 职务 职称 学历 专业 特长 备注 说明 情况 内容 形式 方式
题目 主题 标题 对象 编号 期号 状态 进展 结果 成效 项目 课题 队伍 所属 上级 人 者 员 长 教师 学校 批示 面积 单价 合计
小计 比例 率 排名 名次 奖项 网址 来源 去向 原因 依据 周期 频次 课时 学时 届次 任期 生日 出生年月 籍贯 民族 身份证
身份 备案号 主席 秘书 所在地 乡镇 街道 镇街 乡镇街道 社区 村 院所 机构 组织 协会 学会 部门 科室 团体 会员 志愿者
服务 资料 展板 放映 论文 参加 效果 评价 要求 措施 目标 标准 规格 型号 数额 余额 收入 支出 库存 库别 作品 作者
"""
_MORE_WORDS = "微信 qq 名 课 班 附件 图片 照片 链接 其他 其它 总计 类 级 项"
_ENDINGS = tuple(_ENDING_WORDS.split())
_EXACT = SERIAL_LABELS | frozenset(_ENDINGS) | frozenset(_MORE_WORDS.split())
_STARTS = ("是否", "所在", "所属", "上级", "主办", "承办", "协办", "参加", "参与", "累计", "本年", "其中")
_NOT_LABEL = re.compile(r"^[\d.,/\\:：年月日%+~—–-]+$|[。；;！!？?]|^(?:注|备注|说明)[:：]", re.ASCII)
_UNIT_IN_LABEL = re.compile(
    r"^(.+?)(?:[（(\[【](?:单位[:：])?([^（()）\[\]【】]{1,6})[）)\]】]|[/／:：,，](?:单位[:：])?(\S{1,4}))$"
)
_UNIT_ALONE = re.compile(r"[（(\[【](?:单位[:：])?([^（()）\[\]【】]{1,6})[）)\]】]")
_OF_WHICH = re.compile(r"^其中[:：](?=.)")
_STATEMENT = re.compile(r"[:：].")
_OF_A_YEAR = re.compile(r"(?:19|20)\d{2}年度?[^\d\s月至—–-]")  # 2023年补助
_COLUMN_MARKS = re.compile(r"[甲乙丙丁戊己庚辛]|[(（]?\d{1,2}[)）]?")


@dataclass(frozen=True, slots=True)
class Header:
    """One column: its lowest label without the unit, the labels above joined by "/", unit, letter, index from 0."""

    leaf: str
    group: str = ""
    unit: str = ""
    letter: str = ""
    index: int = 0

    @property
    def title(self) -> str:
        """Return the whole label, as it is shown: 活动成效/参加人次."""
        return f"{self.group}/{self.leaf}" if self.group else self.leaf


def column_letter(index: int) -> str:
    """Return the letter a spreadsheet shows over column `index` (from 0): A, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_header(rows: Sequence[Row], at: int, merges: Merges, words: frozenset[str], *, sure: float = 0.4) -> bool:
    """Return whether a header begins at `rows[at]`.

    Labels are short texts without numbers; the share `sure` of them must be words headers are made of (generic ones and
    `words`, folded), and the header must cover more than half of the columns that hold values below.
    """
    row = rows[at]
    cells = [(index, cell) for index, cell in enumerate(row.cells) if cell is not None]
    labels = [cell for _index, cell in cells if type(cell) is str]
    if any(label[:1].isdigit() and not _OF_A_YEAR.match(label) for label in labels) or (
        len(labels) < len(cells) and not _only_years(cells)
    ):
        return False
    scores = [label_score(label, words) for label in labels]
    if not scores or min(scores) < 0 or sum(scores) < sure * len(scores):
        return False
    deep = depth(rows, at, merges, words)
    below = [row for row in rows[at + deep : at + deep + LOOK_AHEAD] if sum(cell is not None for cell in row.cells) > 1]
    if len(labels) == 1:
        lone = rows[at + 1 : at + 1 + LOOK_AHEAD]
        return scores[0] == 1 and bool(lone) and all(len(each.cells) <= len(row.cells) for each in lone)
    return _covers(rows[at : at + deep], merges, below)


@lru_cache(maxsize=20_000)
def label_score(label: str, words: frozenset[str]) -> float:
    """Return how much `label` looks like a header: 1 a known word, 0.7 a known ending, 0 unknown, -1 impossible."""
    text = half_width(clean(label)).replace(" ", "").replace("\n", "")
    if not text or len(text) > MAX_LABEL or _NOT_LABEL.search(text):
        return -1.0
    name, _unit = split_label(text)
    if _STATEMENT.search(text) and (name == text or name == "单位"):
        return -1.0
    word = fold(name)
    if word in _EXACT or word in words:
        return 1.0
    return 0.7 if len(word) <= 12 and (word.endswith(_ENDINGS) or word.startswith(_STARTS)) else 0.0


def split_label(label: str) -> tuple[str, str]:
    """Return a label without its unit, and the unit: 资料（份） → (资料, 份); a bracket that is no unit stays.

    其中：医院院长 is 医院院长, said of a part of the column before it.
    """
    label = _OF_WHICH.sub("", "".join(clean(label).split()))
    match = _UNIT_IN_LABEL.match(label)
    unit = half_width(match[2] or match[3]).strip() if match else ""
    return (match[1], unit) if match and is_unit(unit) else (label, "")


def depth(rows: Sequence[Row], at: int, merges: Merges, words: frozenset[str]) -> int:
    """Return how many rows the header at `rows[at]` has: as deep as its merged cells go, or as labels go on below."""
    top = rows[at].number
    reach = max((merge.bottom for merge in merges.get(top, ()) if merge.bottom - top < MAX_DEPTH), default=top)
    found = sum(1 for row in rows[at : at + MAX_DEPTH] if row.number <= reach)
    while found < MAX_DEPTH and at + found < len(rows) and _goes_on(rows[at + found - 1], rows[at + found], words):
        found += 1
    return found


def is_column_marks(row: Row) -> bool:
    """Return whether a row below the header only numbers the columns (甲 乙 1 2 3), as statistical forms do."""
    cells = [half_width(str(cell)).strip() for cell in row.cells if cell is not None]
    numbers = [
        int(re.sub(r"\D", "", cell)) for cell in cells if re.search(r"\d", cell) and _COLUMN_MARKS.fullmatch(cell)
    ]
    return (
        len(cells) > 2
        and all(_COLUMN_MARKS.fullmatch(cell) for cell in cells)
        and numbers == list(range(1, len(numbers) + 1))
        and len(numbers) + sum(cell in "甲乙丙丁戊己庚辛" for cell in cells) == len(cells)
    )


def labels(rows: Sequence[Row], merges: Merges) -> dict[int, Header]:
    """Return the header of each labelled column; group labels reach over all the columns they are merged over."""
    wide = (
        merge.right + 1 for row in rows for merge in merges.get(row.number, ()) if merge.right - merge.left < _WIDEST
    )
    width = max([*(len(row.cells) for row in rows), *wide])
    grid = [[_label(row, index) for index in range(width)] for row in rows]
    by_number = {row.number: line for row, line in zip(rows, grid, strict=True)}
    for merge in (merge for row in rows for merge in merges.get(row.number, ()) if merge.left < width):
        text = by_number[merge.top][merge.left]
        for line in (by_number[number] for number in range(merge.top, merge.bottom + 1) if number in by_number):
            for index in range(merge.left, min(merge.right + 1, width)):
                line[index] = line[index] or text
    for line, below in itertools.pairwise(grid):
        for index in range(1, width):
            if not line[index] and below[index]:
                line[index] = line[index - 1]
    found = {}
    for index in range(width):
        path = list(dict.fromkeys(line[index] for line in grid if line[index]))
        if len(path) > 1 and (below := _UNIT_ALONE.fullmatch(path[-1])) and is_unit(half_width(below[1])):
            path = [*path[:-2], path[-2] + path[-1]]
        if path:
            leaf, unit = split_label(path[-1])
            group, group_unit = split_label("/".join(path[:-1])) if path[:-1] else ("", "")
            found[index] = Header(leaf, group, unit or group_unit, column_letter(index), index)
    return found


def same_labels(row: Row, header: Row) -> bool:
    """Return whether `row` repeats the header row `header`, as on the next printed page."""
    return [_label(row, index) for index in range(len(row.cells))] == [
        _label(header, index) for index in range(len(header.cells))
    ]


def _label(row: Row, index: int) -> str:
    cell = row.cells[index] if index < len(row.cells) else None
    return "" if cell is None else "".join(clean(str(cell)).split())


def _only_years(cells: Iterable[tuple[int, Value]]) -> bool:
    return all(type(cell) is str or (type(cell) is int and 1990 <= cell <= 2100) for _index, cell in cells)


def _covers(header: Sequence[Row], merges: Merges, below: Sequence[Row]) -> bool:
    columns = {index for row in header for index, cell in enumerate(row.cells) if cell is not None}
    for merge in (merge for row in header for merge in merges.get(row.number, ())):
        columns.update(range(merge.left, merge.right + 1))
    filled = [index for row in below for index, cell in enumerate(row.cells) if cell is not None]
    used = {index for index in set(filled) if filled.count(index) * 3 >= len(below)}
    return not used or len(columns & used) * 2 > len(used)


def _goes_on(upper: Row, lower: Row, words: frozenset[str]) -> bool:
    """Return whether `lower` carries the labels under `upper`'s groups where merges are lost (CSV, .ods)."""
    if lower.number != upper.number + 1:
        return False
    below = {index: cell for index, cell in enumerate(lower.cells) if cell is not None}
    if any(type(cell) is not str or label_score(cell, words) < 0 for cell in below.values()):
        return False
    above = {index for index, cell in enumerate(upper.cells) if cell is not None}
    gaps = [index for index in below if index not in above and any(left < index for left in above)]
    under = [index for index in below if index in above and index + 1 not in gaps]
    known = sum(label_score(cell, words) for cell in below.values())
    return bool(gaps) and not under and known >= 0.4 * len(below)
