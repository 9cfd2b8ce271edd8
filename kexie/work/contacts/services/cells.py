"""The grid: cells made from divisions, what lies in which, splitting and merging from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate, records
from kexie.core.refusals import Invalid, Refusal
from kexie.network.organisations.models import Division, Organisation
from kexie.network.people.models import Person
from kexie.work.contacts import queries, rules
from kexie.work.contacts.models import Allotment, Cell

DAY = timedelta(days=1)
Place = Organisation | Division


class CannotSplit(Invalid):
    """The parts do not make up the cell."""

    code = "cannot_split"


@dataclass(frozen=True)
class Made:
    """What making the grid ready did."""

    cells: int
    places: int


_WHY_NOT_SPLIT = {
    "not_running": gettext_lazy("拆分的日期要晚于网格开始的日期，而且那一天网格还在。"),
    "one_part": gettext_lazy("至少要拆成两个网格。"),
    "empty_part": gettext_lazy("每个新网格至少要划进一个村（社区）或组织。"),
    "foreign": gettext_lazy("有的村或组织这一天不在这个网格里，请刷新页面再办。"),
    "twice": gettext_lazy("同一个村或组织只能划进一个新网格。"),
    "left_over": gettext_lazy("还有村或组织没有划进新网格，请都划进去。"),
}


def keep_cell(*, cell: Cell, actor: gate.Actor, did: str = "change") -> Cell:
    """Write a cell made or changed by hand.

    :raises NotAllowed: the actor may not edit at the responsible body
    :raises Invalid: a field or constraint refuses
    """
    gate.require(actor, "edit", cell)
    return records.save(cell, actor=actor, did=did)


def ready_cells(*, organisation: Organisation, actor: gate.Actor, on: date) -> Made:
    """Give every village and body below an association a cell, from a day on; what lies in one already stays there.

    A town with villages in the list of divisions gets a cell for each, one without gets a cell of its own. A body lies
    in the cell of its division, else in that of its town. Doing it again does what is missing, and no more.

    :raises NotAllowed: the actor may not edit at this association
    """
    gate.require(actor, "edit", organisation)
    how = {"actor": actor, "did": "ready_cells", "path": organisation.path}
    with transaction.atomic():
        plan = queries.ready(organisation, on)
        cells = [
            Cell(organisation=where, name=name, division=division, since=on) for where, name, division in plan.missing
        ]
        records.add_many(cells, **how)
        grid = queries.ready(organisation, on)
        rows = [_row(cell, place, on) for cell, place in grid.unplaced]
        records.add_many(rows, **how)
    return Made(len(cells), len(rows))


def allot(
    *, cell: Cell | None, places: Sequence[Place], organisation: Organisation, actor: gate.Actor, on: date
) -> int:
    """Let places lie in a cell (none: in no cell) from a day on, and return how many changed.

    :raises NotAllowed: the actor may not edit at the cell's body, or at that of a place
    :raises Invalid: the cell does not run that day
    """
    gate.require(actor, "edit", organisation)
    if cell is not None:
        gate.require(actor, "edit", cell)
        if not cell.runs_on(on):
            say = _("网格“%(cell)s”在 %(on)s 这一天不存在，请改选日期或网格。") % {"cell": cell, "on": on}
            raise Invalid(say, fields={"on": [say]})
    with transaction.atomic():
        return _allot(dict.fromkeys(places, cell), organisation, actor, on, "allot")


def split_cell(
    *, cell: Cell, parts: Mapping[str, tuple[Person | None, Sequence[Place]]], actor: gate.Actor, on: date
) -> list[Cell]:
    """Make several cells of one from a day on; the old one ends the day before. Figures before that day stay.

    parts: new name → (who answers for it, what lies in it).

    :raises NotAllowed: the actor may not edit at the cell's body
    :raises CannotSplit: the parts are not exactly what lies in it
    """
    gate.require(actor, "edit", cell)
    with transaction.atomic():
        cell = Cell.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=cell.pk)
        holds = {*queries.places_in(cell, on)}
        split = {name: frozenset(places) for name, (_keeper, places) in parts.items()}
        if sum(len(places) for _keeper, places in parts.values()) != sum(map(len, split.values())):
            raise _cannot("twice")
        if why := rules.why_not_split(since=cell.since, until=cell.until, on=on, holds=holds, parts=split):
            raise _cannot(why)
        _end(cell, on, actor, "split_cell")
        fresh = []
        for name, (keeper, places) in parts.items():
            new = Cell(organisation=cell.organisation, name=name, keeper=keeper, since=on)
            fresh.append(records.save(new, actor=actor, did="split_cell", note=cell.name))
            _allot(dict.fromkeys(places, new), cell.organisation, actor, on, "split_cell")
    return fresh


def merge_cells(*, cells: Sequence[Cell], name: str, keeper: Person | None, actor: gate.Actor, on: date) -> Cell:
    """Make one cell of several of one body from a day on; the old ones end the day before.

    :raises NotAllowed: the actor may not edit at the cells' body
    :raises Invalid: fewer than two, of different bodies, or one that does not run before that day
    """
    for cell in cells:
        gate.require(actor, "edit", cell)
    why = ""
    if len({cell.pk for cell in cells}) < 2:
        why = _("请至少选两个网格来合并。")
    elif len({cell.organisation_id for cell in cells}) > 1:
        why = _("只能合并同一个单位负责的网格。")
    elif any(on <= cell.since or not cell.runs_on(on) for cell in cells):
        why = str(_WHY_NOT_SPLIT["not_running"])
    if why:
        raise Invalid(why, fields={"on": [why]})
    with transaction.atomic():
        where = cells[0].organisation
        places = [place for cell in cells for place in queries.places_in(cell, on)]
        for cell in cells:
            _end(cell, on, actor, "merge_cells")
        new = records.save(Cell(organisation=where, name=name, keeper=keeper, since=on), actor=actor, did="merge_cells")
        _allot(dict.fromkeys(places, new), where, actor, on, "merge_cells")
    return new


def _cannot(why: str) -> Refusal:
    say = str(_WHY_NOT_SPLIT[why])
    return CannotSplit(say, fields={"on" if why == "not_running" else None: [say]})


def _end(cell: Cell, on: date, actor: gate.Actor, did: str) -> None:
    cell.until = on - DAY
    records.save(cell, actor=actor, did=did)


def _allot(
    cells: Mapping[Place, Cell | None], organisation: Organisation, actor: gate.Actor, on: date, did: str
) -> int:
    done = 0
    now = queries.cells_of([*cells], on)
    for place, cell in cells.items():
        if now.get(place) == (cell.pk if cell else None):
            continue
        which = {"body": place} if isinstance(place, Organisation) else {"village": place}
        row = Allotment.objects.filter(**which, since=on).first() or Allotment(**which, since=on)
        row.cell, row.organisation = cell, cell.organisation if cell else organisation
        records.save(row, actor=actor, did=did)
        done += 1
    return done


def _row(cell: Cell, place: Place, on: date) -> Allotment:
    which = {"body": place} if isinstance(place, Organisation) else {"village": place}
    return Allotment(cell=cell, organisation=cell.organisation, since=on, **which)
