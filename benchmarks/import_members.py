"""Import of the county's roster of 4,509 members: preview, import, second import, undo.

Reference in the same run: reading the same file with calamine and writing people and memberships with a bare
bulk_create. Target on 2 cores: preview and import together < 5 s.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

from . import home
from .import_activities import fresh, imported, measured

ROSTER = Path(__file__).parents[1] / "examples" / "county-2013" / "04-会员名册.xlsx"
ROWS = 4509


def run() -> list[tuple[str, str, str]]:
    """Measure and return rows of (what, result, against)."""
    return measured(__name__, fresh("import_members"), ROSTER, ROWS, "5 s")


def societies() -> None:
    """Found the association and the societies the roster names."""
    from kexie.core.paths import segment
    from kexie.network.organisations.models import Organisation, Placement

    top = home.root()
    for name in sorted({row[2] for row in _cells(ROSTER) if row[2]}):
        row = Organisation.objects.create(name=name, kind="society", level="county", parent=top, path=f"?{name}")
        row.path = top.path + segment(row.pk)
        row.save()
        Placement.objects.create(organisation=row, parent=top, starts_on=date(1980, 1, 1))


def bare(path: Path) -> dict[str, float]:
    """Read the roster and write its rows with nothing in between."""
    from django.db import transaction

    from kexie.network.people.models import Person
    from kexie.work.membership.models import Membership

    top = home.root()
    wall = time.perf_counter()
    with transaction.atomic():
        people = Person.objects.bulk_create(
            [Person(organisation=top, name=row[1], unit=row[3], phone=str(row[5])) for row in _cells(path)],
            batch_size=2000,
        )
        Membership.objects.bulk_create(
            [
                Membership(organisation=top, person=person, joined_on=date(2013, 1, 1), key=str(n))
                for n, person in enumerate(people)
            ],
            batch_size=2000,
        )
        transaction.set_rollback(True)
    return {"bare": time.perf_counter() - wall, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _cells(path: Path) -> list[list]:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [row for row in rows if str(row[0]).replace(".0", "").isdecimal()]


if __name__ == "__main__":
    mode, file = sys.argv[1], Path(sys.argv[2])
    home.start("import_members", fresh=False)
    print(json.dumps(imported(file, societies) if mode == "import" else bare(file)))
