"""The cheapest next action of a target: what is missing, said in what the body usually does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from kexie.core import wording
from kexie.insight.planning.models import Target
from kexie.insight.planning.rules import progress
from kexie.office.metrics import queries as metrics
from kexie.office.metrics.queries import Definition, Figure, Period

if TYPE_CHECKING:
    from .standing import Standing

PER_CENT = "%"


def next_step(
    standing: Standing, definition: Definition, figures: Mapping[str, Figure], where: dict[str, Any], now: Period
) -> str:
    """Say what is missing, and about how many of the body's usual activities that are; "" where nothing is to be done.

    figures: those of the plan's metrics and of what ratios among them divide. where: organisation and actor, now: the
    year so far, both as metrics ask for them.
    """
    target, figure = standing.target, standing.figure
    if target.direction == Target.Direction.DOWN or figure is None or figure.value is None or standing.passed >= 12:
        return ""
    lack = progress.missing(float(figure.value), float(target.goal), target.direction)
    if not lack:
        return ""
    if standing.end is None:
        return _of_share(definition, figures, target)
    facts = {"lack": wording.exact(_whole(lack)), "unit": figure.unit, "left": progress.months_left(standing.passed)}
    if standing.state == progress.LOST:
        facts["most"] = wording.exact(round(max(standing.end.best, standing.end.high - float(figure.value))))
        say = _("还差 %(lack)s%(unit)s，照历年这时候最多再办 %(most)s%(unit)s。请写明原因，交办改进措施。")
        return say % facts
    if usual := _usual(definition, where, now):
        form, size = usual
        facts |= {"n": progress.times(lack, size), "form": form, "size": wording.exact(round(size))}
        return (
            _("还差 %(lack)s%(unit)s，约 %(n)d 场%(form)s（近两年平均一场 %(size)s%(unit)s），还有 %(left)d 个月。")
            % facts
        )
    facts["each"] = wording.exact(progress.times(lack, facts["left"]))
    return _("还差 %(lack)s%(unit)s，平均每月 %(each)s%(unit)s，还有 %(left)d 个月。") % facts


def _of_share(definition: Definition, figures: Mapping[str, Figure], target: Target) -> str:
    """Say how many more of what a share counts would do, all else as it is."""
    part, whole = figures.get(definition.numerator), figures.get(definition.denominator)
    if part is None or whole is None or part.value is None or not whole.value:
        return ""
    needed = Decimal(target.goal) * whole.value / (100 if definition.unit == PER_CENT else 1)
    lack = _whole(float(needed - part.value))
    lack = ceil(lack) if isinstance(part.value, int) else lack
    facts = {"part": part.title, "lack": wording.exact(lack), "unit": part.unit}
    facts |= {"now": wording.exact(wording.fitted(part.value)), "whole": wording.exact(wording.fitted(whole.value))}
    return _("“%(part)s”再多 %(lack)s%(unit)s就到（现在 %(whole)s 里有 %(now)s）。") % facts


def _usual(definition: Definition, where: dict[str, Any], now: Period) -> tuple[str, float] | None:
    """Return the form of activity that most of a figure's records had in two years, and what one of them brings."""
    if definition.aggregate != "sum" or not any(code.startswith("activities.") for code in definition.measures):
        return None
    span = Period(date(now.end.year - 1, 1, 1), now.end)
    counted = replace(definition, aggregate="sources", name=f"{definition.name}·条数")
    amounts, counts = (metrics.breakdown(one, by="form", period=span, **where).rows for one in (definition, counted))
    held = {row.keys[0]: (row.labels[0], int(row.value)) for row in counts if row.keys[0]}
    sizes = {row.keys[0]: float(row.value) for row in amounts}
    most = max(held, key=lambda key: (held[key][1], sizes.get(key, 0.0)), default=None)
    if most is None or sizes.get(most, 0.0) / held[most][1] <= 1.5:  # one activity counts one: nothing to convert
        return None
    return held[most][0], sizes[most] / held[most][1]


def _whole(n: float) -> int | Decimal:
    return int(n) if n == int(n) else Decimal(str(round(n, 2)))
