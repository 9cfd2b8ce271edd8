"""Which towns have which of the three heads: six statements, however many towns there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.gate import Actor
from kexie.core.paths import STEP
from kexie.network.organisations.models import Level, Organisation
from kexie.work.governance import rules
from kexie.work.governance.models import Appointment, Tally

Kind, State, Head = Organisation.Kind, Organisation.State, Appointment.Head
THREE = (Head.HOSPITAL, Head.SCHOOL, Head.FARM_STATION)
GAPS = {
    "any": _("三长不齐"), "whole": _("三长齐全"), "none": _("一个三长也没有"),
    Head.HOSPITAL: _("缺医院院长"), Head.SCHOOL: _("缺学校校长"), Head.FARM_STATION: _("缺农技站长"),
    "chair": _("缺主席"), "informants": _("有村（社区）没有信息员"),
}  # fmt: skip
COVERAGE_HEADS = (
    _("乡镇（街道）科协"), _("上级科协"), _("主席"), _("医院院长"), _("学校校长"), _("农技站长"), _("三长人数"),
    _("缺"), _("信息员数"), _("村（社区）数"),
)  # fmt: skip


@dataclass
class Town:
    """One town's association on a day: who is there by kind, how many without a name, and what is missing."""

    key: int
    name: str
    parent: str
    path: str
    named: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unnamed: int = 0
    informants: int = 0
    villages: int = 0

    @property
    def heads(self) -> int:
        """How many of the three heads it has, by name or by headcount."""
        return sum(len(self.named[kind]) for kind in (*THREE, Head.UNNAMED)) + self.unnamed

    @property
    def missing(self) -> list[str]:
        """Which heads it lacks; nobody knows which where a headcount or a list names no kind for three or more."""
        lacking = [kind for kind in THREE if not self.named[kind]]
        loose = self.unnamed + len(self.named[Head.UNNAMED])
        return [] if loose >= len(lacking) else [str(kind) for kind in lacking]

    @property
    def missing_said(self) -> str:
        """Which heads it lacks, in words."""
        return "、".join(str(Head(kind).label) for kind in self.missing)

    @property
    def columns(self) -> list[str]:
        """Who is there, kind by kind."""
        return ["、".join(self.named[kind]) for kind in THREE]

    @property
    def chairs(self) -> str:
        """Who chairs it."""
        return "、".join(self.named[rules.CHAIR])

    @property
    def plain(self) -> list[object]:
        """Return what an exported line holds, under COVERAGE_HEADS."""
        return [
            self.name, self.parent, self.chairs, *self.columns, self.heads, self.missing_said, self.informants,
            self.villages,
        ]  # fmt: skip

    def has_gap(self, gap: str) -> bool:
        """Test whether it has a gap of GAPS, or none."""
        if gap in ("whole", "any"):
            return bool(self.missing) == (gap == "any")
        if gap == "none":
            return not self.heads
        if gap == "chair":
            return not self.named[rules.CHAIR]
        if gap == "informants":
            return self.informants < self.villages
        return gap in self.missing


@dataclass
class Coverage:
    """All towns in reach on a day."""

    towns: list[Town]

    @property
    def covered(self) -> int:
        """How many have at least one of the three heads."""
        return sum(town.heads > 0 for town in self.towns)

    @property
    def whole(self) -> int:
        """How many have all three."""
        return sum(not town.missing for town in self.towns)

    @property
    def share(self) -> str:
        """The share of towns that have at least one, per cent."""
        return f"{100 * self.covered / len(self.towns):.1f}" if self.towns else "—"

    @property
    def heads(self) -> int:
        """How many heads there are."""
        return sum(town.heads for town in self.towns)

    @property
    def informants(self) -> int:
        """How many informants there are in towns."""
        return sum(town.informants for town in self.towns)

    @property
    def villages(self) -> int:
        """How many villages and communities are known."""
        return sum(town.villages for town in self.towns)

    def narrowed(self, *, gap: str = "", text: str = "") -> list[Town]:
        """Return the towns with a gap, and with a text in their names."""
        text = text.strip()
        kept = self.towns if gap not in GAPS else [town for town in self.towns if town.has_gap(gap)]
        return [town for town in kept if text in town.name or text in town.parent] if text else kept


def coverage(*, actor: Actor, day: date) -> Coverage:
    """Return how the towns the actor may see are covered on a day."""
    towns = {town.path: town for town in _towns(actor)}
    by_key = {town.key: town for town in towns.values()}
    standing = Appointment.objects.visible_to(actor).filter(
        Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day, is_pending=False
    )
    leading = standing.filter(~Q(head="") | Q(position=rules.CHAIR)).exclude(position=rules.INFORMANT).order_by("pk")
    for body, head, position, name in leading.values_list("organisation", "head", "position", "person__name"):
        if (town := by_key.get(body)) is not None:
            if head:
                town.named[head].append(name)
            if position == rules.CHAIR:
                town.named[rules.CHAIR].append(name)
    informants = standing.filter(position=rules.INFORMANT).order_by().values_list("organisation__path")
    for path, count in informants.annotate(n=Count("pk")):
        if (town := _town_of(path, towns)) is not None:
            town.informants += count
    villages = Organisation.objects.visible_to(actor).filter(kind=Kind.COMMUNITY, state=State.ACTIVE).order_by()
    for parent, count in villages.values_list("parent").annotate(n=Count("pk")):
        if (town := by_key.get(parent)) is not None:
            town.villages += count
    _add_tallies(by_key, actor, day)
    return Coverage([*by_key.values()])


def _towns(actor: Actor) -> Iterable[Town]:
    rows = Organisation.objects.visible_to(actor).filter(
        kind=Kind.ASSOCIATION, level=Level.TOWN, state=State.ACTIVE
    )  # fmt: skip
    return (Town(*line) for line in rows.order_by("path").values_list("pk", "name", "parent__name", "path"))


def _town_of(path: str, towns: dict[str, Town]) -> Town | None:
    while path:
        if path in towns:
            return towns[path]
        path = path[:-STEP]
    return None


def _add_tallies(towns: dict[int, Town], actor: Actor, day: date) -> None:
    rows = Tally.objects.visible_to(actor).filter(on__lte=day).order_by("on")
    said = {(body, what): n for body, what, n in rows.values_list("organisation", "what", "amount")}
    for (body, what), amount in said.items():
        town = towns.get(body)
        if town is None:
            continue
        if what == Tally.What.INFORMANTS:
            town.informants = max(town.informants, amount)
        else:
            town.unnamed = max(0, amount - town.heads)
