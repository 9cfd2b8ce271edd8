"""Questions about divisions."""

from __future__ import annotations

from kexie.network.organisations import rules
from kexie.network.organisations.models import Division, Level

_NOT_A_PLACE = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")  # steps of the code list without a name


def chain_of(division: Division | None) -> list[Division]:
    """Return a division and those above it, the province first; steps that are only headings are left out."""
    if division is None:
        return []
    code, level, codes = division.code, division.level, []
    while code := rules.parent_of(code, level):
        level = rules.level_of(code)
        codes.append(code)
    above = Division.objects.filter(code__in=codes).exclude(name__in=_NOT_A_PLACE).order_by("code")
    return [*above, division]


def towns_of(division: Division | None) -> list[Division]:
    """Return the valid divisions one level below: what an association has associations of its own in."""
    if division is None or division.level not in (Level.PROVINCE, Level.CITY, Level.COUNTY):
        return []
    below = Division.objects.valid().below(division.code)
    found = []
    for row in below.order_by("code"):
        # 市辖区 of a municipality is a heading: its districts count as right below.
        found += towns_of(row) if row.name in _NOT_A_PLACE else [row]
    return found
