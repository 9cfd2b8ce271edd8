"""What cells of rosters say: who is named in them, which of the three heads somebody is, whether two units are one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

HOSPITAL, SCHOOL, FARM_STATION, ENTERPRISE, UNNAMED = "hospital", "school", "farm_station", "enterprise", "unnamed"

_VACANT = re.compile(r"^(?:暂缺|空缺|暂无|暂空|未配|没有|待定|待配|待补|缺编|缺|无|空|否|×|x|X|0)")
_NOT_YET = re.compile(r"拟任|拟聘|拟提|候选|待任|待上任|提名|人选|公示中")
_LEFT = re.compile(
    # 调 alone is told by what follows: 调县医院 and 调离 are gone; 调入, 调研员, 借调, 工作调整 are not.
    r"(?<![借抽选征协强空])调(?![入来进任整研查度解剂节试配味控])|[调转]任(?=[^，,。；;、）)])|已[调转]任|转(?:往|至|到|岗)|轮岗|交流[到至]"
    r"|离任|离职|离岗|离开|卸任|免职|免去|被免|辞职|辞去|辞聘|去世|病故|离世|逝世|亡故|身故|已故|被撤|已撤|撤并|开除|撤职"
    r"|(?:不再|没有再|未)(?:担任|兼任|连任|再任|续任|任|续聘|聘|担当)|解聘|解除聘|停聘|落选|到龄|不在[任职岗]"
    r"|已退(?=$|出|[，,。；;])|(?<!延迟)(?<!延期)退休(?=$|[，,。；;、）)])|^(?:原|前)任|^(?:原|前).{0,4}(?:长|主任|主席|书记)(?=$|[，,。；;])|任?至\d{4}"
)
_ELSEWHERE = re.compile(r"同一?个?人|一人兼|重复|兼(?:任|管|顾)?[两二三多]|同时负责|两地|两处")
_ARRIVED = re.compile(
    r"[由从自][^，,。；;]{0,12}?(?:调|转|交流|轮岗)(?!离|走|出|往)任?|调(?:入|来|进)|[调转]任(?:本|我|$)|新任"
    r"|(?:^|[，,。；;月日年])[^由，,。；;无未没待缺]{0,6}接任"
)
_PLANNED = re.compile(r"(?:将|即将|拟|预计|计划)(?:于|在)?[^，,。；;）)]*|退休后?返聘[^，,。；;）)]*|退休后")
# 某县乡镇科协 and 某县镇街科协 name no town.
_TOWN = re.compile(r"[\u3400-\u9fff]{1,12}?(?:街道|苏木|镇|乡)(?!镇|乡(?![村土])|街(?![心上头口]))")
_NO_TOWN = re.compile(r"(?:城|个|所有|各|全|本|我|该|新|等)(?:乡|镇|街道|乡镇)$|乡镇$|^(?:镇|乡)")
_PLACE = re.compile(r"^.{1,8}?[市县区旗州盟](?=.{2,}$)")
_VILLAGE = re.compile(r"(?:居民委员会|村民委员会|居委会|村委会|社区居委会|村委|居委)$")
_SEPARATOR = re.compile(r"[、，,;；/／\n\r\t|]+|\s{2,}")
_INSIDE = re.compile(r"[（(\[【]([^（()）\[\]【】]*)[)）\]】]")
_BEFORE_BRACKET = re.compile(r"\s+(?=[（(\[【])")
_DIGITS = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_COUNT = re.compile(r"^(\d{1,3})(?:\.0)?\s*[人名位个]?$")
_TICKS = frozenset("√✓✔☑●★有是")
_UNIT = re.compile(r"院|校|小学|中学|站|中心|园|公司|厂|所|企业|合作社|局|办|村|社区|协会")
_KINDS = (  # a title tells more than the trade of a unit: 农业公司总经理 heads an enterprise, 林业学校校长 a school
    (ENTERPRISE, re.compile(r"董事长|总经理|厂长|公司")),
    (SCHOOL, re.compile(r"校长|园长")),
    (FARM_STATION, re.compile(r"^(?:农站|站)长$|农技|农业|农推|农服|农经|农科|农综|畜牧|兽医|林业|水产|农机")),
    (
        HOSPITAL,
        re.compile(r"医院|卫生院|卫生服务|医共体|卫生室|卫计|医生|(?<!老院)(?<!利院)(?<![学法察究计]院)(?<!学)院长"),
    ),
    (SCHOOL, re.compile(r"学校|校长|小学|中学|幼儿园|园长|职高|职校|高中|初中|教育")),
    (ENTERPRISE, re.compile(r"企业|集团|工厂")),
)
_HEADS_IT = re.compile(
    r"(?<![副原])(?:院长|校长|园长|站长)|(?:农业\S*中心|农技\S*|畜牧\S*站|农服中心)(?<![副原])主任|(?<![副原])(?:董事长|总经理|厂长)|卫生服务(?:中心|站)(?<![副原])主任"
)
_TOLD = (  # which of the heads a title names: 医院院长名单
    (HOSPITAL, re.compile(r"(?<![老利学法察究计]院)(?<![副学法])院长|卫生服务中心主任")),
    (SCHOOL, re.compile(r"(?<!副)[校园]长")),
    (FARM_STATION, re.compile(r"农技\S*站长|^\W*站长|[—－-]\W*站长|农业\S{0,4}中心主任|农技\S{0,3}负责人")),
)
_NOT_ONE = re.compile(r"主席|委员|秘书长|信息员")
_DEPUTY = re.compile(r"副(?:院|校|园|站)长|(?:中心|站)副主任|原(?:院|校|园|站)长")
_LIST = r"(?:名单|名册|花名册|一览表?|信息表?|情况表?|通讯录|联系表|登记表|统计表|[（(]|$)"
_COMMON = re.compile(r"[省市县区镇乡]|街道|街|中心|第[一二三四五六七八九十]|人民|实验|科学技术|农业技术推广|综合|服务")


@dataclass(frozen=True)
class Named:
    """Somebody named in a cell, with what stood in brackets behind: a unit, a telephone, a duty."""

    name: str
    unit: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Cell:
    """What a cell of names says: who, how many more without a name, and whether it says that nobody is there."""

    named: tuple[Named, ...] = ()
    unnamed: int = 0
    is_vacant: bool = False

    @property
    def is_said(self) -> bool:
        """Test whether the cell says anything, if only that the place is empty."""
        return bool(self.named or self.unnamed or self.is_vacant)


def names_in(text: str) -> Cell:
    """Return who a cell names: several behind one another, 无 and 暂缺 for nobody, √ or a number for heads unnamed."""
    text = _BEFORE_BRACKET.sub("", text.strip())
    if not text or text in ("-", "—", "——", "/", "／", "\\"):
        return Cell()
    if text in _TICKS or text.upper() in ("Y", "YES"):
        return Cell(unnamed=1)
    if count := _COUNT.match(text):
        return Cell(unnamed=int(count[1]), is_vacant=count[1] == "0")
    if _VACANT.match(text):
        return Cell(is_vacant=True)
    held: list[str] = []

    def keep(found: re.Match[str]) -> str:
        held.append(found[1].strip())
        return f"\0{len(held) - 1}\0"

    plain = _INSIDE.sub(keep, text)
    named = [each for part in _parts(plain) if (each := _one(part, held))]
    return Cell(named=tuple(dict.fromkeys(named)), is_vacant=not named)


def _parts(text: str) -> list[str]:
    found = [part.strip() for part in _SEPARATOR.split(text)]
    out: list[str] = []
    for part in found:
        words = part.split(" ")
        # 张三 李四 are two people, 王 伟 is one, and so is a name with its telephone.
        if len(words) > 1 and all(re.fullmatch(r"[\u3400-\u9fff·\x00\d]{2,}", word) for word in words):
            out += words
        else:
            out.append(part.replace(" ", ""))
    merged: list[str] = []
    for part in out:
        if merged and _DIGITS.fullmatch(part):
            merged[-1] += part
        elif part:
            merged.append(part)
    return merged


def _one(part: str, held: Sequence[str]) -> Named | None:
    inside = [held[int(number)] for number in re.findall(r"\x00(\d+)\x00", part)]
    bare = re.sub(r"\x00\d+\x00", "", part)
    phone = next((found[0] for text in (bare, *inside) if (found := _DIGITS.search(text))), "")
    name = _DIGITS.sub("", bare).strip(" ：:。.·")
    if not name or _VACANT.match(name):
        return None
    if any(_NOT_YET.search(text) or has_left(text) for text in inside):
        return None
    unit = next((text for text in inside if _UNIT.search(text)), "")
    return Named(name, unit, phone)


def has_left(text: str) -> bool:
    """Test whether a remark says that somebody is no longer there: 已调离, 2023年5月免职; not 由教育局调任.

    Of coming and going the later said is true; what is still to come (将于明年退休) has not happened.
    """
    text = _PLANNED.sub("", "".join(text.split()))
    came = max((found.end() for found in _ARRIVED.finditer(text)), default=0)
    return any(found.start() >= came for found in _LEFT.finditer(text))


def is_to_come(text: str) -> bool:
    """Test whether a remark says that somebody is only proposed: 拟任, 候选人."""
    return bool(_NOT_YET.search(text))


def is_elsewhere(text: str) -> bool:
    """Test whether a remark says that somebody is named for another place as well: 一人兼两村, 系同一人, 重复登记."""
    return bool(_ELSEWHERE.search(text))


def is_vacancy(text: str) -> bool:
    """Test whether a remark beside no name says that nobody is there: 缺额, 暂缺, 待补."""
    return bool(re.search(r"缺额|空缺|暂缺|缺编|缺位|缺配|待补|待配|未配|待定|待任命|暂无", text))


def day_written(text: str) -> str:
    """Return the part of a remark that is a month or day, "" where it names none."""
    found = re.search(r"\d{4}\s*[年./-]\s*\d{1,2}(?:\s*[月./-]\s*\d{1,2}\s*日?|月)?", text)
    return found[0] if found else ""


def year_end_written(text: str) -> date | None:
    """Return the last day of the year a remark names alone: 2019年撤并."""
    found = re.search(r"(?<!\d)(20\d{2})年", text)
    return date(int(found[1]), 12, 31) if found else None


def town_in(text: str) -> str:
    """Return the town a title, a section or a site's name speaks of: 余姚市陆埠镇科协名单 → 陆埠镇; "" for 各乡镇."""
    for found in _TOWN.finditer("".join(text.split())):
        if text[found.end() : found.end() + 1] in tuple("（(、/和及"):
            continue  # 镇（街道）, 乡、镇: a heading, no name
        name = re.sub(r"^[一二三四五六七八九十]+、", "", found[0])
        name = _PLACE.sub("", name)
        if len(name) > 2 and not _NO_TOWN.search(name) and not _NO_TOWN.search(found[0]):
            return name
    return ""


def village_stem(name: str) -> str:
    """Return what is left of a village's name without what kind of body it is: 小路下村村委会 → 小路下."""
    left = _VILLAGE.sub("", "".join(name.split()))
    return re.sub(r"(?<=..)(?:社区|村)$", "", left)


def kind_of_head(*texts: str) -> str:
    """Return which head the first telling text says somebody is (类别, 职务, 单位), or ""."""
    for text in texts:
        for kind, pattern in _KINDS:
            if text and pattern.search(text):
                return kind
    return ""


def head_told(*titles: str) -> str:
    """Return which head the first telling title says all below it are: 医院院长名单; "" for 院长、校长名单."""
    for title in titles:
        kinds = [kind for kind, pattern in _TOLD if pattern.search(title)]
        if len(kinds) == 1 and not _NOT_ONE.search(title):
            return kinds[0]
    return ""


def is_list_of(position: str, title: str) -> bool:
    """Test whether a title says that all below it hold one position: 乡镇科协主席名单; not 科协委员会名单."""
    return bool(re.search(position + _LIST, "".join(title.split())))


def is_deputy(text: str) -> bool:
    """Test whether a duty says that somebody does not head their unit: 副院长, 原校长; 副院长（主持工作）heads it."""
    return bool(_DEPUTY.search(text)) and not _HEADS_IT.search(text) and "主持" not in text


def kind_by_duty(*texts: str) -> str:
    """Return which head a unit and duty make somebody, "" unless they head it: 卫生院院长, not 卫生院医生 or 副院长."""
    return kind_of_head("".join(texts)) if _HEADS_IT.search("".join(texts)) else ""


def is_part_time(text: str) -> bool:
    """Test whether a position is held beside one's work: 兼职副主席, 挂职."""
    return "兼" in text or "挂" in text


def same_unit(one: str, other: str) -> bool:
    """Test whether two ways to write a unit are likely one: 镇卫生院 and 泗门镇中心卫生院. An empty one may be any."""
    one, other = ("".join(text.split()) for text in (one, other))
    if not one or not other or one in other or other in one:
        return True
    if kind_of_head(one) != kind_of_head(other):
        return False
    short = [_COMMON.sub("", text) for text in (one, other)]
    if any(short) and (short[0] in short[1] or short[1] in short[0]):
        return True
    return SequenceMatcher(None, *short, autojunk=False).ratio() >= 0.8


def number_of_term(text: str) -> int | None:
    """Return the number in 第三届, 3, 第12届二次; None where there is none up to 99."""
    if found := re.search(r"\d{1,2}", text):
        return int(found[0]) or None
    digits = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}
    found = re.search(r"([一二三四五六七八九])?(十)?([一二三四五六七八九])?", text.removeprefix("第"))
    tens, ten, ones = found.groups() if found else (None, None, None)
    if ten:
        return digits.get(tens, 1) * 10 + digits.get(ones, 0)
    return digits.get(tens or "")
