"""Messy rosters of a county's towns as offices keep them, and what they come to, counted beside. Nobody is real."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import openpyxl
import xlwt

KINDS = ("hospital", "school", "farm")
TITLES = {"hospital": "医院院长", "school": "学校校长", "farm": "农技站站长"}
DUTIES = {"hospital": "院长", "school": "校长", "farm": "站长"}
UNITS = {"hospital": "中心卫生院", "school": "中心小学", "farm": "农业技术推广站"}
POSITIONS = {"hospital": "兼职副主席", "school": "副主席", "farm": "副主席（兼）"}


def cells(text: str) -> list[object]:
    """Return the cells of a header, given between bars."""
    return [cell or None for cell in text.split("|")]


PLACES = cells("东山镇|西河镇|南桥街道|北湖镇|青石镇|白沙镇|黄田街道|红岩乡|大塘镇|小溪镇|上林乡|下洋镇|中和街道")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀英霞平刚桂兰玉红建国文华志远思源海波春梅"
NOBODY = ("无", "/", "暂缺", "空缺", "暂缺（待配）")


@dataclass
class Person:
    """Somebody of nobody real."""

    name: str
    phone: str
    unit: str
    since: dt.date


@dataclass
class Town:
    """A town as it really is; every layout writes this down in its own way."""

    name: str
    chair: Person
    heads: dict[str, list[Person]]
    informants: list[tuple[str, Person]]
    is_site: bool = False
    term: int = 2
    changed_on: dt.date = dt.date(2021, 6, 18)


@dataclass
class County:
    """What is written down, and what it comes to."""

    towns: list[Town]
    rng: random.Random = field(repr=False)

    @property
    def expected(self) -> dict[str, float]:
        """The figures an outside examiner counts by hand."""
        covered = sum(any(town.heads[kind] for kind in KINDS) for town in self.towns)
        sites = sum(town.is_site for town in self.towns)
        return {
            "乡镇科协数": len(self.towns),
            "三长数": sum(len(town.heads[kind]) for town in self.towns for kind in KINDS),
            "三长覆盖率": round(100 * covered / len(self.towns), 2),
            "信息员数": sum(len(town.informants) for town in self.towns),
            "示范点数": sites,
            "示范点补助": 15_000 * sites,
        }  # fmt: skip


def county(seed: int = 7, *, heads: int = 37, informants: int = 145, sites: int = 2, gaps: int = 0) -> County:
    """Return 13 towns with so many heads, informants and sites in all; `gaps` towns have no head at all."""
    rng, made = random.Random(seed), iter(range(10_000))

    def person(unit: str) -> Person:
        name = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2))))
        return Person(name, f"164{next(made):08d}", unit, dt.date(rng.randint(2018, 2023), rng.randint(1, 12), 5))

    towns = [
        Town(
            place, person(f"{place}人民政府"), {kind: [] for kind in KINDS}, [], number < sites,
            changed_on=dt.date(2021, 1 + number % 12, 18),
        )
        for number, place in enumerate(PLACES)
    ]  # fmt: skip
    seats = [(town, kind) for town in towns[gaps:] for kind in KINDS]
    some = seats[:heads] if heads <= len(seats) else seats + [rng.choice(seats) for _n in range(heads - len(seats))]
    for town, kind in some:
        town.heads[kind].append(person(f"{town.name}{UNITS[kind]}"))
    for number in range(informants):
        town = towns[number % len(towns)]
        village = f"{'东西南北中上下新老大小前后'[number // len(towns) % 13]}{rng.choice('塘坪岭湾溪桥')}{number}村"
        town.informants.append((village, person(village)))
    return County(towns, rng)


# ---------------------------------------------------------------- how cells are written


def _town(place: str, rng: random.Random) -> str:
    stem = place.removesuffix("街道")
    return rng.choice(
        (
            place,
            place,
            f"{place}科协",
            f" {place} ",
            f"{place}科学技术协会",
            stem + "街道办事处" if "街道" in place else place,
        )
    )


def _day(day: dt.date, rng: random.Random) -> object:
    return rng.choice((
        f"{day.year}.{day.month}", f"{day.year}年{day.month}月", day.isoformat(), f"{day.year}/{day.month}/{day.day}",
        dt.datetime(day.year, day.month, day.day),
    ))  # fmt: skip


def _phone(phone: str, rng: random.Random) -> object:
    return rng.choice((phone, float(phone), f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", f" {phone} "))


def _name(name: str, rng: random.Random) -> str:
    return rng.choice((name, name, f"{name[0]} {name[1]}")) if len(name) == 2 else name


def _names(people: Sequence[Person], rng: random.Random) -> str:
    if not people:
        return rng.choice(NOBODY)
    return rng.choice(("、", "，", "/", "；", "\n")).join(_name(person.name, rng) for person in people)


def _site(town: Town, number: int, rng: random.Random) -> tuple[object, object]:
    if not town.is_site:
        return rng.choice(("否", None, "/", "无", "×")), rng.choice((None, 0, "/"))
    return rng.choice(("是", "√")), (1.5, "15000元", "1.5")[number % 3]


# ---------------------------------------------------------------- layouts: rows, merged ranges (1-based), of one sheet

Sheet = tuple[str, list[list[object]], list[str]]


def wide(made: County) -> list[Sheet]:
    """Everything in one sheet, a row a town, with subtotals, a total and notes."""
    rng = made.rng
    rows: list[list[object]] = [
        ["附件1"],
        ["某县2023年乡镇（街道）科协组织建设情况名册"],
        ["填报单位：某县科协", None, None, None, None, None, None, "填报时间：2023年12月20日"],
        cells("序号|镇（街道）|科协主席|医院院长|学校校长|农技站站长|三长人数|信息员数|示范点|补助（万元）|备注"),
    ]
    sums, part = [0, 0, 0.0], [0, 0, 0.0]
    for number, town in enumerate(made.towns, 1):
        counted = [sum(len(town.heads[kind]) for kind in KINDS), len(town.informants), 1.5 if town.is_site else 0.0]
        site, grant = _site(town, number, rng)
        rows.append([
            number, _town(town.name, rng), f"{town.chair.name}（副镇长）",
                *(_names(town.heads[kind], rng) for kind in KINDS),
            counted[0], f"{counted[1]}人" if number % 4 == 0 else counted[1], site, grant, None,
        ])  # fmt: skip
        sums = [a + b for a, b in zip(sums, counted, strict=True)]
        part = [a + b for a, b in zip(part, counted, strict=True)]
        if number in (6, 13):
            rows.append(["小计", None, None, None, None, None, part[0], part[1], None, part[2], None])
            part = [0, 0, 0.0]
    rows.append(["合计", f"{len(made.towns)}个", None, None, None, None, sums[0], sums[1], None, sums[2], None])
    rows.append(["注：三长指医院院长、学校校长、农技站站长，均为兼职副主席。"])
    rows.append(["填表人：某某", None, None, None, "审核人：某某"])
    return [("乡镇科协", rows, ["A2:K2"])]


def apart(made: County) -> list[Sheet]:
    """One sheet a thing: towns, heads with merged town cells, informants."""
    rng = made.rng
    towns: list[list[object]] = [
        ["某县乡镇科协名册（2023年）"],
        ["序号", "乡镇（街道）", "主席", "届次", "换届时间", "是否示范点", "示范点补助（万元）"],
    ]
    for number, town in enumerate(made.towns, 1):
        towns.append([
            number, town.name, town.chair.name, f"第{'零一二三'[town.term]}届", _day(town.changed_on, rng),
                *_site(town, number, rng)
        ])  # fmt: skip
    heads: list[list[object]] = [
        ["某县乡镇（街道）科协“三长”名册"],
        ["序号", "镇（街道）", "姓名", "原单位", "职务", "科协职务", "类别", "任职时间", "联系电话"],
    ]
    merges, number = ["A1:I1"], 0
    for town in made.towns:
        first = len(heads) + 1
        for kind in KINDS:
            for person in town.heads[kind]:
                number += 1
                heads.append([
                    number, town.name if len(heads) + 1 == first else None, _name(person.name, rng), person.unit,
                    DUTIES[kind],
                    POSITIONS[kind], TITLES[kind], _day(person.since, rng), _phone(person.phone, rng),
                ])  # fmt: skip
        if len(heads) > first:
            merges.append(f"B{first}:B{len(heads)}")
    heads.append(["共计", f"{number}人"])
    return [("乡镇科协", towns, ["A1:G1"]), ("三长", heads, merges), ("信息员", *_informants(made))]


def _informants(made: County) -> tuple[list[list[object]], list[str]]:
    rng = made.rng
    rows: list[list[object]] = [
        ["某县村（社区）科普信息员花名册"],
        ["统计截止：2023年12月"],
        ["序号", "乡镇（街道）", "村（社区）", "姓名", "联系电话", "任职时间", "备注"],
    ]
    number = 0
    for town in made.towns:
        for village, person in town.informants:
            number += 1
            rows.append([
                number, _town(town.name, rng), village, _name(person.name, rng), _phone(person.phone, rng),
                _day(person.since, rng), None,
            ])  # fmt: skip
    return rows, ["A1:G1"]


def two_rows(made: County) -> list[Sheet]:
    """A head of two rows: each of the heads with name, unit and day."""
    rng = made.rng
    rows: list[list[object]] = [
        ["2023年某县镇（街道）科协及三长任职一览表"],
        ["序号", "镇（街道）", "科协主席", "医院院长", None, None, "学校校长", None, None, "农技站站长",
            None, None, "信息员人数", "示范点", "补助资金（元）"],
        [None, None, None, *("姓名", "原单位", "任职时间") * 3, None, None, None],
    ]  # fmt: skip
    for number, town in enumerate(made.towns, 1):
        own: list[object] = []
        for kind in KINDS:
            people = town.heads[kind]
            own += [
                _names(people, rng),
                people[0].unit if people else None,
                _day(people[0].since, rng) if people else None,
            ]
        rows.append([
            number, town.name, town.chair.name, *own, len(town.informants), "是" if town.is_site else "否",
            15_000 if town.is_site else None,
        ])  # fmt: skip
    rows.append(
        [
            "合计",
            None,
            None,
            *[None] * 9,
            sum(len(t.informants) for t in made.towns),
            None,
            15_000 * sum(t.is_site for t in made.towns),
        ]
    )
    merges = ["A1:O1", "A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:I2", "J2:L2", "M2:M3", "N2:N3", "O2:O3"]
    return [("三长任职", rows, merges)]


def a_row_each(made: County) -> list[Sheet]:
    """A row for each of the heads, the town and all that is the town's merged over them."""
    rng = made.rng
    rows: list[list[object]] = [
        ["某县镇街科协“三长”进班子情况表（2023年）"],
        ["镇（街道）", "科协主席", "三长姓名", "类别", "原单位", "联系电话", "信息员数", "示范点", "补助（万元）"],
    ]
    merges: list[str] = []
    for number, town in enumerate(made.towns, 1):
        people = [(kind, person) for kind in KINDS for person in town.heads[kind]] or [("", None)]
        first = len(rows) + 1
        for kind, person in people:
            if person is None:
                own: list[object] = ["暂缺", None, None, None]
            else:
                own = [_name(person.name, rng), TITLES[kind], person.unit, _phone(person.phone, rng)]
            head = len(rows) + 1 == first
            site = _site(town, number, rng) if head else (None, None)
            rows.append([
                town.name if head else None, town.chair.name if head else None, *own,
                len(town.informants) if head else None, *site,
            ])  # fmt: skip
        if len(people) > 1:
            merges += [f"{letter}{first}:{letter}{len(rows)}" for letter in "ABGHI"]
    return [("Sheet1", rows, merges)]


def everybody(made: County) -> list[Sheet]:
    """Towns by name alone, and one list of everybody who holds a position, informants among them."""
    rng = made.rng
    towns: list[list[object]] = [["某县街道、乡镇科协一览"], ["单位名称", "成立时间", "示范点", "补助（万元）"]]
    towns += [[f"{t.name}科协", "2010年6月", *_site(t, n, rng)] for n, t in enumerate(made.towns, 1)]
    rows: list[list[object]] = [
        ["某县基层科协组织任职人员名册"],
        ["任职单位", "姓名", "科协职务", "原单位及职务", "村（社区）", "手机", "任职时间"],
    ]
    for town in made.towns:
        rows.append(
            [
                town.name,
                town.chair.name,
                "主席",
                town.chair.unit,
                None,
                _phone(town.chair.phone, rng),
                _day(town.chair.since, rng),
            ]
        )
        for kind in KINDS:
            rows += [
                ["同上", p.name, POSITIONS[kind], f"{p.unit}{DUTIES[kind]}", None, _phone(p.phone, rng),
                    _day(p.since, rng)]
                for p in town.heads[kind]
            ]  # fmt: skip
        rows += [
            [town.name, p.name, "科普信息员", None, village, _phone(p.phone, rng), _day(p.since, rng)]
            for village, p in town.informants
        ]
    return [("组织", towns, ["A1:D1"]), ("人员", rows, ["A1:G1"])]


def sites_apart(made: County) -> list[Sheet]:
    """The same as a sheet a thing, and the sites once more in a list of their own, under names of their own."""
    rows: list[list[object]] = [["某县科普示范点名单"], cells("序号|示范点名称|乡镇（街道）|补助（万元）|命名时间")]
    rows += [
        [number, f"{town.name}红光科普示范点", town.name, 1.5, "2023年6月"]
        for number, town in enumerate((t for t in made.towns if t.is_site), 1)
    ]
    return [*apart(made), ("示范点", rows, [])]


# ---------------------------------------------------------------- files


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook of today."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows, merges in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        for merge in merges:
            page.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook of the nineties."""
    book = xlwt.Workbook(encoding="utf-8")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, rows, merges in sheets:
        page = book.add_sheet(name)
        inside = set()
        for merge in merges:
            first, last = merge.split(":")
            (left, top), (right, bottom) = ((ord(at[0]) - 65, int(at[1:]) - 1) for at in (first, last))
            inside |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            value = rows[top][left] if left < len(rows[top]) else None
            page.write_merge(top, bottom, left, right, value)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None and (number, column) not in inside:
                    page.write(number, column, value, *([style] if isinstance(value, dt.datetime) else []))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text(sheets: Sequence[Sheet]) -> bytes:
    """Return the first sheet as comma-separated text in the encoding of older office programs."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    for row in sheets[0][1]:
        writer.writerow([
            f"{value:%Y-%m-%d}" if isinstance(value, dt.datetime) else "" if value is None else value for value in row
        ])  # fmt: skip
    return stream.getvalue().encode("gb18030")


LAYOUTS: dict[str, tuple[str, Callable[[County], list[Sheet]], Callable[[Sequence[Sheet]], bytes]]] = {
    "wide": ("乡镇科协组织建设名册.xlsx", wide, xlsx),
    "wide_old": ("基层组织.xls", wide, xls),
    "wide_text": ("2023年乡镇科协名册.csv", wide, text),
    "apart": ("某县科协基层组织.xlsx", apart, xlsx),
    "apart_old": ("某县科协基层组织.xls", apart, xls),
    "sites_apart": ("某县科协基层组织.xlsx", sites_apart, xlsx),
    "two_rows": ("三长.xls", two_rows, xls),
    "two_rows_new": ("三长.xlsx", two_rows, xlsx),
    "a_row_each": ("情况表.xlsx", a_row_each, xlsx),
    "everybody": ("名册.xlsx", everybody, xlsx),
}  # fmt: skip


def roster(layout: str, made: County) -> tuple[str, bytes]:
    """Return a file name and its bytes."""
    name, build, save = LAYOUTS[layout]
    return name, save(build(made))
