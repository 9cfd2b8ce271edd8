"""What is said of a body, put into words: what it rests on, why, and what to do next with the paper at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import items
from kexie.insight.assessment import rules
from kexie.insight.assessment.models import Assessment, Cause, Evidence, Round
from kexie.network.organisations.models import Level, Organisation


@dataclass(frozen=True)
class Line:
    """One kind of evidence of one body: the months it was done in, oldest first, or what stands."""

    title: str
    stands: bool
    months: tuple[tuple[str, bool], ...]  # 2013-05, whether something was done
    count: int
    day: date | None
    url: str  # the ledger's records of it
    usual: int | None  # per cent of similar bodies that have it


@dataclass(frozen=True)
class Reason:
    """Why a body needs looking after: in words, and what can be done about it, each with where to do it."""

    title: str
    sentence: str
    steps: tuple[tuple[str, str], ...]  # what to do, its address ("" where there is no page for it)


# What to do about a cause, and the page where it is done: the first that there is. Pages are of apps this one does not
# know, so they are named; `{body}` is the key of the organisation.
Step = tuple[Any, tuple[tuple[str, dict[str, str]], ...]]
ACTIVITY: Step = (gettext_lazy("安排一次活动"), (("activities:activity_create", {"organisation": "{body}"}),))
RECORD: Step = (gettext_lazy("做过没记的，补记一笔"), (("activities:record", {"organisation": "{body}"}),))
VISIT: Step = (gettext_lazy("上门走访一次，记下问题"), (("contacts:note", {"body": "{body}"}),))
POST: Step = (
    gettext_lazy("补上空缺的岗位"),
    (
        ("governance:appointment_create", {"organisation": "{body}"}),
        ("organisations:organisation_detail", {"": "{body}"}),
    ),
)
TERM: Step = (
    gettext_lazy("办理换届，材料可以生成"),
    (("founding:begin", {"kind": "term_change", "body": "{body}"}),),
)
NOTICE: Step = (gettext_lazy("看哪些通知没有回音"), (("notices:notice_list", {}),))
PLAN: Step = (
    gettext_lazy("和上一年同期对照，定下今年的安排"),
    (("planning:plan_list", {}), ("activities:activity_list", {})),
)
DISSOLVE: Step = (
    gettext_lazy("确已不再活动的，商登记机关后注销"),
    (("organisations:organisation_detail", {"": "{body}"}),),
)
STEPS: dict[str, tuple[Step, ...]] = {
    rules.NEVER: (VISIT, ACTIVITY, RECORD, DISSOLVE),
    rules.SILENT: (VISIT, ACTIVITY, RECORD, DISSOLVE),
    rules.OVERDUE: (ACTIVITY, RECORD, VISIT),
    rules.POST_VACANT: (POST,),
    rules.TERM_OVER: (TERM,),
    rules.FALLING: (PLAN, VISIT),
    rules.NO_ANSWER: (NOTICE,),
    rules.ONE_KIND: (ACTIVITY, VISIT),
}


def reasons_of(said: Assessment, *, may_act: bool = True) -> list[Reason]:
    """Return why a body needs looking after, the most pressing first; steps without pages for who only reads."""
    return [
        Reason(
            str(Cause(code).label),
            SENTENCES[code](said),
            tuple(
                (str(title), address_of(pages, said.organisation_id) if may_act else "") for title, pages in STEPS[code]
            ),
        )
        for code in items.split(said.causes)
        if code in Cause.values
    ]


def address_of(pages: tuple[tuple[str, dict[str, str]], ...], body: int) -> str:
    """Return the address of the first of some pages that there is, filled in for a body; "" without any."""
    for name, asked in pages:
        said = {key: value.format(body=body) for key, value in asked.items()}
        own = [said.pop("")] if "" in said else []
        try:
            found = reverse(name, args=own)
        except NoReverseMatch:
            continue
        return f"{found}?{urlencode(said)}" if said else found
    return ""


def evidence_of(said: Assessment) -> list[Line]:
    """Return every kind of evidence that the body or similar ones have, each with the ledger's records behind it."""
    usual = _group_of(said).get("kinds", {})
    months = [_month(said.on, back) for back in reversed(range(rules.YEAR))]
    lines = []
    for kind in rules.KINDS:
        _points, held, day = said.evidence.get(kind.code, [0, 0, ""])
        share = round(100 * usual[kind.code]) if kind.code in usual else None
        if not held and not day and not share:
            continue
        done = tuple(
            (f"{m // 100}-{m % 100:02}", bool(held >> back & 1))
            for m, back in zip(months, range(11, -1, -1), strict=True)
        )
        count = held if kind.stands else held.bit_count()
        url = _ledger_url(said, kind) if held else ""
        lines.append(
            Line(
                str(Evidence(kind.code).label), kind.stands, () if kind.stands else done, count,
                date.fromisoformat(day) if day else None, url, share,
            )
        )  # fmt: skip
    return lines


def picture_of(said: Assessment) -> dict[str, Any]:
    """Return where a body stands among similar ones, as a drawing 100 wide: its range, the group's middle.

    The drawing ends a little beyond what is usual there; it shows no points, for they are no marks.
    """
    group = _group_of(said)
    widest = max(1.25 * said.high, 2 * said.middle, 1)
    low, high, middle = (100 * value / widest for value in (said.low, said.high, said.middle))
    return {
        "low": round(low), "high": round(high), "width": max(2, round(high - low)), "middle": round(middle),
        "group": _named(group), "bodies": group.get("bodies", 0),
        "first": "{}-{:02}".format(*divmod(_month(said.on, rules.YEAR - 1), 100)),
    }  # fmt: skip


def method_numbers(numbers: rules.Parameters, made: Round | None) -> dict[str, Any]:
    """Return the numbers the method page explains: the version's, and what the last round found of each group."""
    months = [1, 6, 12]
    facts = {n: rules.Facts(0, months={"gatherings": (1 << n) - 1}) for n in months}
    worth = [(n, rules.points(facts[n], numbers)["gatherings"]) for n in months]
    groups = []
    for group in made.groups if made else []:
        season = group["season"]
        most = max(range(12), key=lambda month: season[month])
        groups.append(
            {
                "name": _named(group),
                "bodies": group["bodies"],
                "middle": group["middle"] / 10,
                "most": most + 1 if season[most] > min(season) else None,
            }
        )
    return {
        "numbers": numbers, "worth": [(n, f"{value:.1f}") for n, value in worth], "groups": groups,
        "kinds": [(str(Evidence(kind.code).label), kind) for kind in rules.KINDS],
        "full": numbers.weight * len(rules.KINDS), "most_by_volume": f"{numbers.most_by_volume:.1f}",
        "causes": [(str(Cause(code).label)) for code in STEPS],
    }  # fmt: skip


def _group_of(said: Assessment) -> dict[str, Any]:
    groups = said.round.groups
    return groups[said.group] if said.group < len(groups) else {}


def _named(group: dict[str, Any]) -> str:
    """Return whom a group holds, in words."""
    kind, level = group.get("group", ("", ""))
    words = str(Level(level).label) if level in Level.values else ""
    words += str(Organisation.Kind(kind).label) if kind in Organisation.Kind.values else ""
    return words or _("全部组织")


def doubted_url(said: Assessment) -> str:
    """Return the address of the records that a doubt about habits speaks of."""
    return _ledger_url(said, rules.BY_CODE["public"])


def _ledger_url(said: Assessment, kind: rules.Kind) -> str:
    first = _month(said.on, rules.YEAR - 1)
    asked = [("organisation", str(said.organisation_id)), *(("measure", measure) for measure in kind.measures)]
    if not kind.stands:
        asked.append(("on_from", date(first // 100, first % 100, 1).isoformat()))
    return f"{reverse('ledger:entry_list')}?{urlencode([*asked, ('on_to', said.on.isoformat())])}"


def _month(on: date, back: int) -> int:
    number = on.year * 12 + on.month - 1 - back
    return number // 12 * 100 + number % 12 + 1


def _since(code: str) -> Callable[[Assessment], str]:
    def said(row: Assessment) -> str:
        _points, _held, day = row.evidence.get(code, [0, 0, ""])
        words = {"posts": _("台账里%s起没有在任的人。"), "term": _("台账里%s起没有在届的届次。")}
        return words[code] % _day(date.fromisoformat(day)) if day else ""

    return said


def _silent(row: Assessment) -> str:
    return _("最近一次活动是%(day)s，到%(on)s已 %(n)d 天。") % {
        "day": _day(row.last_on), "on": _day(row.on), "n": (row.on - row.last_on).days,
    }  # fmt: skip


def _overdue(row: Assessment) -> str:
    said = _(
        "最近一次活动是%(day)s。照它的节奏，到%(until)s（满一年）仍没有活动的可能约 %(chance)d%%，还有 %(left)d 天。"
    )
    left = (row.dormant_on - row.on).days
    return said % {"day": _day(row.last_on), "until": _day(row.dormant_on), "chance": row.chance, "left": left}


def _day(day: date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


SENTENCES: dict[str, Callable[[Assessment], str]] = {
    rules.NEVER: lambda row: _("入册已满一年，台账里没有一次活动。可能是没有开展，也可能是没有记。"),
    rules.SILENT: _silent,
    rules.OVERDUE: _overdue,
    rules.POST_VACANT: _since("posts"),
    rules.TERM_OVER: _since("term"),
    rules.FALLING: lambda row: _("这一年有证据的工作种类和月份，明显少于上一年，超出正常起伏。"),
    rules.NO_ANSWER: lambda row: _("同一上级下有一半以上的单位这一年报过通知转达，它一次也没有。"),
    rules.ONE_KIND: lambda row: _("这一年只有一种工作留下记录，一停就全停。"),
}
