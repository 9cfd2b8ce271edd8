"""Whom a notice is for, whom it reached, and what lies unread before somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.network.access import queries as access
from kexie.network.organisations.models import Level, Organisation

from .models import Message, Notice, Receipt, Relay

MOST_BODIES = 2000  # a reach page shows; beyond, the list says that there are more


@dataclass
class Reached:
    """How far a notice came with one body."""

    organisation: Organisation
    officers: int = 0  # before whom it lies
    opened: int = 0  # of them
    first_opened_at: datetime | None = None
    text: str = ""  # state of the text message, "" if none
    relays: list[Relay] = field(default_factory=list)

    @property
    def masked_contact(self) -> str:
        """What may be shown of its contact's name."""
        return Organisation._meta.get_field("contact").mask(self.organisation.contact)

    @property
    def masked_phone(self) -> str:
        """What may be shown of its telephone number."""
        return Organisation._meta.get_field("phone").mask(self.organisation.phone)

    @property
    def is_delivered(self) -> bool:
        """Test whether it lies before an officer, or a text message has left."""
        return bool(self.officers) or self.text == Message.State.SENT

    @property
    def is_waiting(self) -> bool:
        """Test whether somebody should call: nobody opened it, and nothing was passed on."""
        return not self.opened and not self.relays

    @property
    def reach(self) -> int:
        """The people the body says it passed it on to: reported, with those told twice counted twice."""
        return sum(relay.reach for relay in self.relays)


def addressed(notice: Notice) -> QuerySet[Organisation]:
    """Return the bodies below the sender that a notice is for, in tree order; no kind or level named means all."""
    bodies = Organisation.objects.under(notice.organisation.path).active().exclude(pk=notice.organisation_id)
    if notice.kinds:
        bodies = bodies.filter(kind__in=notice.kinds)
    if notice.levels:
        bodies = bodies.filter(level__in=notice.levels)
    return bodies.order_by("path")


def for_whom(notice: Notice) -> str:
    """Say whom a notice is for."""
    kinds, levels = dict(Organisation.Kind.choices), dict(Level.choices)
    said = [str(kinds[k]) for k in notice.kinds if k in kinds] or [_("全部类型")]
    at = [str(levels[level]) for level in notice.levels if level in levels]
    return "、".join(said) + (_("（%s）") % "、".join(at) if at else "")


def officers_of(bodies: QuerySet[Organisation], day: date) -> Iterator[tuple[int, int]]:
    """Yield (body, user) of whoever keeps the records of these bodies on a day."""
    found = access.keepers(bodies.order_by(), day).order_by("organisation__path", "user_id")
    return found.values_list("organisation_id", "user_id").iterator()


def reach(notice: Notice, actor: gate.Actor) -> list[Reached]:
    """Return how far a notice came, body by body as the tree has them; five statements however many there are."""
    bodies = addressed(notice).visible_to(actor)[:MOST_BODIES]
    found = {body.pk: Reached(body) for body in bodies}
    receipts = Receipt.objects.filter(notice=notice).order_by().values("organisation")
    told = receipts.annotate(n=Count("pk"), k=Count("opened_at"), first=Min("opened_at"))
    for pk, n, k, first in told.values_list("organisation", "n", "k", "first"):
        if pk in found:
            found[pk].officers, found[pk].opened, found[pk].first_opened_at = n, k, first
    for relay in Relay.objects.filter(notice=notice).order_by("on", "pk"):
        if relay.organisation_id in found:
            found[relay.organisation_id].relays.append(relay)
    for pk, state in _texts(notice).items():
        if pk in found:
            found[pk].text = state
    return [*found.values()]


def _texts(notice: Notice) -> dict[int, str]:
    start = f"notice:{notice.pk}:"
    sent: dict[int, str] = defaultdict(str)
    kept = Message.objects.filter(dedupe_key__gte=start, dedupe_key__lt=f"{start}~").order_by("pk")
    for key, state in kept.values_list("dedupe_key", "state"):
        pk = int(key.split(":")[2])
        sent[pk] = state if sent[pk] != Message.State.SENT else sent[pk]
    return sent


def unread(user: Any) -> QuerySet[Notice]:
    """Return the notices that lie unread before somebody, urgent ones first."""
    mine = Receipt.objects.filter(user_id=user.pk, opened_at=None).values("notice")
    return Notice.objects.filter(state=Notice.State.SENT, pk__in=mine).order_by("-is_urgent", "-sent_at")


def unread_count(user: Any) -> int:
    """Return how many notices lie unread before somebody: one statement by an index."""
    mine = Receipt.objects.filter(user_id=user.pk, opened_at=None, notice__state=Notice.State.SENT)
    return mine.order_by().values("notice").distinct().count()


def lies_before(notice: Notice, user: Any) -> Receipt | None:
    """Return the receipt of somebody for a sent notice that they have not opened."""
    if notice.state != Notice.State.SENT:
        return None
    return Receipt.objects.filter(notice=notice, user_id=user.pk, opened_at=None).first()
