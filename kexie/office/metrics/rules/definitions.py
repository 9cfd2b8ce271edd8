"""What a metric is: what of the ledger it adds up, and how; said in plain words, and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

SUM, PERSONS, SOURCES, STOCK, RATIO = "sum", "persons", "sources", "stock", "ratio"
AGGREGATES = (SUM, PERSONS, SOURCES, STOCK, RATIO)
START, END = "start", "end"
NOTHING = "—"  # a value that no entry has
ONSITE, UNSAID = "onsite", ""  # channels
DIMENSIONS = ("form", "campaign", "kind", "team", "channel", "evidence")

_HOW = {
    SUM: "把{what}相加",
    PERSONS: "数{what}涉及多少个不同的人，一人多次只算一个",
    SOURCES: "数{what}来自多少条不同的记录",
    STOCK: "把截至{when}的{what}增减相加",
}
_TITLES = {
    "form": "形式", "campaign": "主题活动", "kind": "类别", "team": "队伍", "channel": "线上线下",
    "evidence": "取得方式",
}  # fmt: skip


@dataclass(frozen=True)
class Definition:
    """A metric. Filters keep entries whose dimension is one of the values; no values keep all.

    sum adds amounts; persons counts distinct people; sources counts distinct records; stock adds everything up to the
    end of the period, or with position "start" up to the day before it; ratio divides two other metrics (× 100 when
    the unit is %). persons with a position counts people standing on that day. `starts_on` is the day a version of
    the formula takes effect. `sources` keeps the entries of these records alone (label of their model, keys), `bodies`
    those of these organisations, without what lies below them.
    """

    name: str
    unit: str
    chapter: str
    aggregate: str = SUM
    measures: tuple[str, ...] = ()
    position: str = ""
    form: tuple[str, ...] = ()
    campaign: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    team_has: str = ""
    numerator: str = ""
    denominator: str = ""
    title: str = ""
    description: str = ""
    starts_on: date | None = None
    sources: tuple[tuple[str, tuple[int, ...]], ...] | None = None
    bodies: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.aggregate == STOCK and not self.position:
            object.__setattr__(self, "position", END)
        if not self.title:
            object.__setattr__(self, "title", self.name)

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """Return the dimensions that are filtered, with their values.

        What says nothing of its channel was held on site: nobody writes down that people came in person.
        """
        found = {name: values for name in DIMENSIONS if (values := getattr(self, name))}
        if ONSITE in self.channel and UNSAID not in self.channel:
            found["channel"] = (*self.channel, UNSAID)
        return found


def narrowed(definition: Definition, limits: Mapping[str, Sequence[str]]) -> Definition:
    """Return a metric that keeps of what it counts only the entries whose dimensions have one of the values given.

    The same number by the same definition, of a part: 活动参加人次 of one campaign, of one form, on line; with "host"
    of one body alone.
    """
    kept: dict[str, Any] = {"bodies": tuple(map(int, limits["host"]))} if limits.get("host") else {}
    for name in DIMENSIONS:
        if wanted := tuple(limits.get(name, ())):
            own = getattr(definition, name)
            kept[name] = tuple(value for value in wanted if not own or value in own) or (NOTHING,)
    return replace(definition, **kept)


def in_force(versions: Iterable[Definition], on: date) -> Definition | None:
    """Return the version whose formula holds on a day: a period keeps the one of its last day.

    Before the first version takes effect the first holds: a metric made today also reads older records.
    """
    ordered = sorted(versions, key=lambda version: version.starts_on or date.min)
    found = ordered[0] if ordered else None
    for version in ordered:
        if (version.starts_on or date.min) <= on:
            found = version
    return found


def names_in(definition: Definition) -> tuple[str, ...]:
    """Return the names of the metrics a ratio divides, else nothing."""
    return (definition.numerator, definition.denominator) if definition.aggregate == RATIO else ()


def told(
    definition: Definition, titles: Mapping[str, str], words: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """Return a definition in plain Chinese. `titles` names measures by code, `words` values of a dimension by code."""
    if definition.aggregate == RATIO:
        said = f"“{definition.numerator}”除以“{definition.denominator}”"
        said += "，以百分数表示" if definition.unit == "%" else ""
        return f"{said}。{definition.description}"
    what = "、".join(titles.get(code, code) for code in definition.measures)
    when = "期初（期间开始前一天）" if definition.position == START else "期末"
    said = _HOW[definition.aggregate].format(what=f"“{what}”", when=when)
    if definition.aggregate == PERSONS and definition.position:
        said += f"，数到{when}"
    limits = [
        f"{_TITLES[name]}为{'、'.join((words or {}).get(name, {}).get(value, value) for value in values)}"
        for name, values in definition.filters.items()
    ]
    if definition.team_has:
        limits.append(f"队伍名称含“{definition.team_has}”")
    said += f"；只算{'，且'.join(limits)}的" if limits else ""
    said += "。" if definition.position else "。按发生日期归入期间。"
    return said + definition.description


def why_not_definition(definition: Definition, stocks: Mapping[str, bool], units: Mapping[str, str]) -> str:
    """Return the code of what is wrong with a definition, or "".

    stocks: whether each known measure is a stock; units: its unit. "no_measure", "unknown_measure", "mixed_stocks"
    (a stock and a flow do not add up), "mixed_units", "not_a_stock", "a_stock" (a sum of changes says little),
    "ratio_of_two" (a ratio divides two other metrics), "bad_name".
    """
    if not definition.name or "/" in definition.name or len(definition.name) > 60:
        return "bad_name"
    if definition.aggregate == RATIO:
        parts = {definition.numerator, definition.denominator}
        return "" if len(parts) == 2 and "" not in parts and definition.name not in parts else "ratio_of_two"
    if not definition.measures:
        return "no_measure"
    if any(code not in stocks for code in definition.measures):
        return "unknown_measure"
    kinds = {stocks[code] for code in definition.measures}
    if len(kinds) > 1:
        return "mixed_stocks"
    if definition.aggregate in (SUM, STOCK) and len({units[code] for code in definition.measures}) > 1:
        return "mixed_units"
    if definition.position and kinds == {False} and definition.aggregate == STOCK:
        return "not_a_stock"
    return "a_stock" if definition.aggregate == SUM and kinds == {True} else ""
