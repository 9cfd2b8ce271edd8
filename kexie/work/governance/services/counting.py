"""Keeping the ledger in step with the network: bodies, who stands where, headcounts beside names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from kexie.core import gate
from kexie.core.paths import ancestors
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.work.governance.models import Appointment, Tally, Term
from kexie.work.governance.rules import INFORMANT, Span

from . import sources

CHUNK = 500
Head = Appointment.Head
THREE = (Head.HOSPITAL, Head.SCHOOL, Head.FARM_STATION, Head.UNNAMED)  # 四长 has one more


def count_bodies(*, bodies: Iterable[Organisation], actor: gate.Actor, note: str = "") -> int:
    """Make the ledger say of these bodies what their records say now, and return how many entries were written.

    Figures follow the record: a corrected day or kind reverses what stood and posts anew.

    :raises NotAllowed: the actor may not import or edit anywhere
    """
    gate.require(actor, "edit", Organisation)
    return ledger.post_many(sources=_of_bodies([*bodies]), actor=actor, note=note)


def count_posts(*, bodies: Sequence[Organisation], actor: gate.Actor, note: str = "") -> int:
    """Make the ledger say who stands at these bodies, whether their term runs, and what they report.

    For bodies that end or come back: nobody holds a position at a body that is no more.

    :raises NotAllowed: the actor may not import or edit anywhere
    """
    gate.require(actor, "edit", Organisation)
    keys, written = [body.pk for body in bodies], 0
    for some in _parts(keys):
        for model, source in ((Appointment, sources.of_appointment), (Term, sources.of_term)):
            rows = model.objects.filter(organisation__in=some).select_related("organisation")
            written += ledger.post_many(sources=map(source, rows), actor=actor, note=note)
    return written + _count_tallies(keys, actor, note)


def count_appointments(*, rows: Sequence[Appointment], actor: gate.Actor, note: str = "") -> int:
    """Make the ledger say what these appointments say, and what follows: covered towns, headcounts beside names.

    :raises NotAllowed: the actor may not import or edit anywhere
    """
    gate.require(actor, "edit", Appointment)
    written = ledger.post_many(sources=map(sources.of_appointment, rows), actor=actor, note=note)
    return written + count_around(bodies=[row.organisation for row in rows], actor=actor, note=note)


def count_around(*, bodies: Sequence[Organisation], actor: gate.Actor, note: str = "") -> int:
    """Make the ledger say again what depends on who stands at these bodies: covered towns, headcounts beside names.

    The bodies are read anew: an import met them before another sheet of it said when they were founded.

    :raises NotAllowed: the actor may not import or edit anywhere
    """
    gate.require(actor, "edit", Appointment)
    keys = [*{body.pk: body for body in bodies}]
    once = {row.pk: row for some in _parts(keys) for row in Organisation.objects.filter(pk__in=some)}
    towns = [body for body in once.values() if sources.is_town(body)]
    written = ledger.post_many(sources=_of_bodies(towns), actor=actor, note=note)
    above = {path for body in once.values() for path in ancestors(body.path)}
    keys = [key for some in _parts(above) for key in Tally.objects.filter(organisation__path__in=some).values_list(
        "organisation", flat=True
    )]  # fmt: skip
    return written + _count_tallies([*dict.fromkeys(keys)], actor, note)


def _of_bodies(bodies: Sequence[Organisation]) -> Iterator[ledger.Source]:
    headed = _headed([body.pk for body in bodies if sources.is_town(body)])
    return (sources.of_body(body, headed.get(body.pk, ())) for body in bodies)


def _headed(keys: Sequence[int]) -> dict[int, list[Span]]:
    """Return the days on which each of these bodies has one of the three heads, by name or by headcount."""
    found: dict[int, list[Span]] = defaultdict(list)
    for some in _parts(keys):
        heads = Appointment.objects.filter(organisation__in=some, is_pending=False, head__in=THREE)
        for body, first, last in heads.order_by().values_list("organisation", "from_on", "until_on"):
            found[body].append(Span(first, last))
        reports: dict[int, list[tuple[date, int]]] = defaultdict(list)
        tallies = Tally.objects.filter(organisation__in=some, what=Tally.What.HEADS).order_by("on")
        for body, on, amount in tallies.values_list("organisation", "on", "amount"):
            reports[body].append((on, amount))
        for body, said in reports.items():
            ends = [on - timedelta(days=1) for on, _amount in said[1:]]
            found[body] += [
                Span(on, end) for (on, amount), end in zip(said, [*ends, None], strict=True) if amount
            ]  # fmt: skip
    return found


def _count_tallies(keys: Sequence[int], actor: gate.Actor, note: str) -> int:
    written = 0
    for some in _parts(keys):
        reports: dict[tuple[str, str], list[Tally]] = defaultdict(list)
        for row in Tally.objects.filter(organisation__in=some).select_related("organisation").order_by("on"):
            reports[row.organisation.path, row.what].append(row)
        named = _named({path for path, _what in reports}) if reports else {}
        said = (
            source for (path, what), rows in reports.items()
            for source in sources.of_tallies(rows, named.get((path, what), ()))
        )  # fmt: skip
        written += ledger.post_many(sources=said, actor=actor, note=note)
    return written


def _named(tops: set[str]) -> dict[tuple[str, str], list[Span]]:
    """Return who is known by name at each of these places or below, heads and informants apart."""
    found: dict[tuple[str, str], list[Span]] = defaultdict(list)
    rows = Appointment.objects.filter(organisation__in_branches=sorted(tops), is_pending=False).order_by()
    told = rows.values_list("organisation__path", "position", "head", "from_on", "until_on")
    for path, position, head, first, last in told:
        what = Tally.What.INFORMANTS if position == INFORMANT else Tally.What.HEADS if head in THREE else ""
        for top in ancestors(path) if what else ():
            if top in tops:
                found[top, what].append(Span(first, last))
    return found


def _parts(keys: Iterable) -> Iterator[list]:
    listed = [*keys]
    return (listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK))
