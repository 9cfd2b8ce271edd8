"""How the same body is written in different ways: 泗门镇, 泗门镇科协, 泗门镇科学技术协会, 朗霞街道办事处, 市医学会."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NOISE = re.compile(r"[\W_]+")
_FULL = re.compile(r"(?:科学技术协会|科技协会)$")
_ENDINGS = re.compile(r"(?:科协|人民政府|政府|办事处|(?<=街道)办|党工委|党委)$")
_BRACKET = re.compile(r"[(（](?:筹|本级|机关|盖章|公章|章)[)）]\s*$")
_SHORT = "省市县区州盟旗"
_PEOPLES = (
    "壮|回|满|苗|彝|藏|侗|瑶|白|傣|黎|佤|羌|畲|京|水|蒙古|维吾尔|土家|布依|朝鲜|哈尼|哈萨克|傈僳|拉祜|高山|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|"
    "鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_OF_A_PEOPLE = re.compile(rf"(?:(?:{_PEOPLES})族)+(?:民族)?(?=[乡镇]$)|民族(?=[乡镇]$)")
_COUNTY = re.compile(r"^[\u3400-\u9fff]{1,7}?[县市区旗](?=.{3,})")
_OFFICE = re.compile(r"(?:(?<=街道)(?:办事处|办)|人民政府)(?=科协$|科学技术协会$|$)")
_TOWN = re.compile(r"(?:街道|苏木|镇|乡)$")
LONGEST_TOWN = 14
SHORTEST = 2  # what is left of a name after taking something off it


@dataclass(frozen=True)
class Forms:
    """The ways to write one name, the surest first.

    `exact` is the name itself. `usual` are its other usual forms. `short` leaves out the town that is plain from
    the place the body stands at, so that several bodies may share it.
    """

    exact: str
    usual: frozenset[str]
    short: frozenset[str]


def normal_name(text: str) -> str:
    """Return a name as names are compared: one width, no blanks and punctuation, small letters, no （盖章）."""
    text = _BRACKET.sub("", unicodedata.normalize("NFKC", text or ""))
    return _NOISE.sub("", text).casefold()


def canon(name: str) -> str:
    """Return a normal name with 科学技术协会 shortened to 科协."""
    return _FULL.sub("科协", name)


def stem(name: str) -> str:
    """Return what is left of a normal name without 科协, 人民政府, 办事处 …; the name itself if too little is left."""
    left = _ENDINGS.sub("", canon(name))
    return left if len(left) >= SHORTEST else name


def without_level(name: str) -> str:
    """Return a town's stem without what kind of town it is: 水营街道 → 水营; the stem itself if too little is left."""
    left = _TOWN.sub("", _OF_A_PEOPLE.sub("", name))
    return left if len(left) >= SHORTEST else name


def place_of_town(text: str, stem: str) -> int:
    """Return where a town stands in a text under another level or without its people, -1 where it does not.

    白岩 and 白岩畲族乡 stand in 白岩乡石桥村, 新河 does not stand in 新河口镇.
    """
    found = re.search(rf"{re.escape(without_level(stem))}(?:(?:{_PEOPLES})族)*(?:街道|苏木|镇|乡)", text)
    return found.start() if found else -1


def is_town(name: str) -> bool:
    """Test whether a normal name is a town's, written with what kind of town it is: 泗门镇, 朗霞街道办事处."""
    left = stem(name)
    return bool(_TOWN.search(left)) and SHORTEST < len(left) <= LONGEST_TOWN and not left.endswith("乡镇")


def town_name(name: str) -> str:
    """Return a town's name without county and office (防城区水营街道办事处科协 → 水营街道科协), any other as it is."""
    left = _COUNTY.sub("", name)
    left = left if is_town(left) else name
    return _OFFICE.sub("", left) if is_town(left) else name


def town_forms(name: str) -> tuple[str, str]:
    """Return a town's stem without county and people, and that without its level: 白岩畲族乡科协 → 白岩乡, 白岩."""
    own = _OF_A_PEOPLE.sub("", stem(town_name(name)))
    return own, without_level(own)


def bare(name: str, places: Iterable[str]) -> str:
    """Return a normal name without the place it starts with (某市医学会 → 医学会); `places` come longest first."""
    for place in places:
        if name.startswith(place) and len(name) - len(place) >= SHORTEST:
            return name[len(place) :]
    return name


def places_of(name: str, divisions: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the prefixes that mean "of our place" below an association, longest first.

    `divisions` are the names of its division from the province down: 浙江省, 宁波市, 余姚市 give 余姚市, 余姚,
    宁波市余姚市, 浙江省余姚市, 浙江省宁波市余姚市; the last character alone means it as well (市医学会).
    """
    found: set[str] = set()
    own = stem(normal_name(name))
    chain = [normal_name(part) for part in divisions]
    for place in {own, chain[-1]} if chain else {own}:
        found |= {place, f"我{place[-1]}", f"全{place[-1]}"}
        if place[-1] in _SHORT:
            found.add(place[-1])
            if len(place) > SHORTEST:
                found.add(place[:-1])
    if chain:
        above = chain[:-1]
        found |= {part + chain[-1] for part in above} | {"".join(above) + chain[-1]}
    return tuple(sorted(found, key=lambda place: (-len(place), place)))


def forms_of(
    name: str, *, is_association: bool, places: Sequence[str], town: str = "", is_town: bool = False
) -> Forms:  # fmt: skip
    """Return how a body may be written.

    An association (of a place, a firm, a university) is often called by the place or firm alone; a society is not. A
    town's (`is_town`) is called without its level as well (水营 for 水营街道), and 十万山瑶族乡 is 十万山乡.
    `town` is the stem of the body above it.
    """
    exact = normal_name(name)
    whole = canon(exact)
    usual = {whole, bare(whole, places)}
    if is_association:
        usual |= {stem(form) for form in list(usual)}
    short = set()
    if is_town:
        usual |= {_OF_A_PEOPLE.sub("", form) for form in list(usual)}
        short = {without_level(stem(form)) for form in usual}
    if town and town not in places:
        for form in list(usual):
            left = form.removeprefix(town)
            if left == form:
                usual.add(town + form)
            elif len(left) > SHORTEST:
                short.add(left)
    return Forms(exact, frozenset(usual), frozenset(short))


def pairs_of(name: str) -> set[str]:
    """Return the pairs of neighbouring characters of a normal name, by which similar names are found."""
    return {name[at : at + 2] for at in range(len(name) - 1)} or {name}
