"""Where a figure is asked for: an organisation's subtree within the actor's reach, in the tree of a day or of today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.core.paths import after
from kexie.core.refusals import NotFound
from kexie.network.access.policies import scope
from kexie.network.organisations.models import Organisation
from kexie.network.organisations.queries import Tree
from kexie.office.ledger import queries as ledger
from kexie.office.ledger.models import ClosedPeriod

from .expressions import Reach


@dataclass(frozen=True)
class Place:
    """What a figure speaks of: a name, the paths of today, and which entries count."""

    name: str
    tops: tuple[str, ...]
    reach: Reach

    @cached_property
    def closings(self) -> list[ClosedPeriod]:
        """Return the closed periods that may speak for this place, the latest first."""
        return ledger.closings(self.tops)


def reach_of(actor: gate.Actor, organisation: Organisation | None, view: str) -> Place:
    """Return the place of an organisation, or of all the actor may see.

    A page asks for one place many times; like their grants it is looked up once for as long as the user object lives.

    :raises NotFound: it is out of the actor's reach, or there is none
    """
    if actor is gate.SYSTEM:
        return _found(actor, organisation, view)
    key = ("place", organisation.pk if organisation is not None else None, view)
    return gate.once(actor, key, lambda: _found(actor, organisation, view))


def _found(actor: gate.Actor, organisation: Organisation | None, view: str) -> Place:
    if view not in ("was", "is"):
        raise NotFound(_("没有这种看法：只有“当时”（was）和“现在”（is）两种。"))
    if organisation is not None:
        found = Organisation.objects.visible_to(actor).filter(pk=organisation.pk).only("name", "path").first()
        if found is None:
            raise NotFound
        bodies = [found]
    else:
        tops = scope(actor)
        bodies = [*_at(tops)]
        if not bodies and "" not in tops:
            raise NotFound(_("您还没有查看任何单位的权限。请联系本单位的管理员授权。"))
        if "" in tops and len(bodies) != 1:
            return Place(_("全部"), tuple(body.path for body in bodies), Reach(view, ()))
    paths = _paths_ever(bodies) if view == "was" else [body.path for body in bodies]
    name = bodies[0].name if len(bodies) == 1 else _("管理范围内 %d 个单位") % len(bodies)
    return Place(name, tuple(b.path for b in bodies), Reach(view, tuple((path, after(path)) for path in paths)))


def _at(tops: Sequence[str]) -> Sequence[Organisation]:
    rows = Organisation.objects.only("name", "path").order_by("path")
    return rows.filter(parent=None) if "" in tops else rows.filter(path__in=tops)


def _paths_ever(bodies: Sequence[Organisation]) -> list[str]:
    """Return every path these bodies ever had: what a body did before it moved is still its own."""
    tree = Tree()
    days = {on or date.min for moves in tree.history.values() for on, _parent in moves}
    if not days:
        return [body.path for body in bodies]
    paths = sorted({tree.path_on(body, day) for body in bodies for day in (date.min, *days)})
    return [path for place, path in enumerate(paths) if not any(path.startswith(above) for above in paths[:place])]
