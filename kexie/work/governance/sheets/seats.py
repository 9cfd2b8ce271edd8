"""Who a row of a roster says holds which position: found again where known, drafted where not, asked about if moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.loading import CREATED, SKIPPED, UNCHANGED, UPDATED, Context, stored_form
from kexie.core.personal import blind
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.work.governance import rules
from kexie.work.governance.models import Appointment

Head = Appointment.Head
FILLED = ("position", "head", "unit", "until_on")  # what a roster adds to an appointment that lacked it
OF_PERSON = ("phone", "id_number", "sex")


@dataclass(frozen=True)
class Seat:
    """One person at one body as a row says it; `number` is the row's."""

    number: int
    body: Organisation
    name: str
    position: str = ""
    head: str = ""
    unit: str = ""
    phone: str = ""
    id_number: str = ""
    sex: str = ""
    title: str = ""
    from_on: date | None = None
    until_on: date | None = None
    is_part_time: bool = False
    is_elsewhere: bool = False  # the row says that they are named for another place too: 一人兼两村
    chosen: str = Appointment.Chosen.ROSTER


@dataclass
class Settled:
    """What is to become of one seat. `before` holds the stored form of what an update changes."""

    did: str
    row: Appointment
    before: dict[str, Any]
    doubt: str = ""


class Seating:
    """Everybody who is known at the bodies of one table, stored or named further up in it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.known: dict[tuple[int, str], list[Appointment]] = defaultdict(list)  # by body and name
        self.movers: dict[str, list[Appointment]] = defaultdict(list)  # by telephone or identity number
        self.heads: dict[tuple[str, str], Appointment] = {}  # by name and number, of those who stand
        self.said: dict[int, int] = {}  # id of an appointment → the row that named it
        self._read: set[int] = set()
        self._fresh: dict[int, Organisation] = {}  # bodies that had no key yet when a row first spoke of them
        # In a preview nothing is written: whom the tables before this one named is known by their drafts.
        self.drafts: list[Appointment] = context.shared.setdefault("drafted", [])
        for row in self.drafts:
            if row.pk is None and row.organisation.pk is not None:
                self.known[row.organisation.pk, _folded(row.person.name)].append(row)

    def read(self, seats: Iterable[Seat]) -> None:
        """Look up what is stored of the bodies and of those told by a number, once for many rows."""
        listed = [*seats]
        fresh = {seat.body.pk for seat in listed if seat.body.pk} - self._read
        self._read |= fresh
        base = Appointment.objects.select_related("person", "organisation", "term")
        for some in _parts(sorted(fresh)):
            for row in base.filter(organisation__in=some).order_by("pk"):
                self.known[row.organisation_id, _folded(row.person.name)].append(row)
        for field in ("phone", "id_number"):
            marks = {blind(text) for seat in listed if (text := _normal(field, getattr(seat, field)))} - set(
                self.movers
            )
            for some in _parts(sorted(marks)):
                standing = base.filter(self._standing(), is_pending=False, **{f"person__{field}_index__in": some})
                for row in standing.visible_to(self.context.actor):
                    self.movers[getattr(row.person, f"{field}_index")].append(row)

    def settle(self, seat: Seat) -> Settled:
        """Return what becomes of a seat: created, updated, unchanged, or said before in this table."""
        key = (key_of(seat.body, self._fresh), _folded(seat.name))
        there = [row for row in self.known[key] if self._is_about(row, seat)]
        same = next((row for row in there if _is_same(row, seat)), None)
        if same is not None:
            return self._again(same, seat)
        old = next((row for row in self._elsewhere(seat) if _is_same_kind(row, seat)), None)
        row = self._drafted(seat, old)
        self.known[key].append(row)
        self.drafts.append(row)
        self.said[id(row)] = seat.number
        return Settled(CREATED, row, {}, _moved(seat, old) if old else self._twice(row, seat))

    def _twice(self, row: Appointment, seat: Seat) -> str:
        """Return what to say where a list makes one person (by number) a head of two towns at once."""
        number = _normal("id_number", seat.id_number) or _normal("phone", seat.phone)
        if not number or not row.head or row.until_on is not None:
            return ""
        first = self.heads.setdefault((_folded(seat.name), number), row)
        if first.organisation is row.organisation:
            return ""
        return _("“%(who)s”在%(body)s也是三长。两处都算有三长，三长数两处各计一人，请核对。") % {
            "who": seat.name, "body": first.organisation,
        }  # fmt: skip

    def _again(self, row: Appointment, seat: Seat) -> Settled:
        before = _fill(row, seat, self.context.as_of)
        if id(row) in self.said:
            first = self.said[id(row)]
            if not before:
                return Settled(SKIPPED, row, {}, _("与本表第 %d 行是同一个人的同一任职，只记一次。") % first)
            if row.pk is None:
                return Settled(SKIPPED, row, {}, "")  # one more fact of somebody drafted further up
        self.said.setdefault(id(row), seat.number)
        doubt = ""
        if seat.phone and row.person.phone and _normal("phone", seat.phone) != _normal("phone", row.person.phone):
            doubt = _("“%s”的电话和已登记的不同，保留了已登记的，请核对。") % seat.name
        return Settled(UPDATED if before else UNCHANGED, row, before, doubt)

    def _elsewhere(self, seat: Seat) -> list[Appointment]:
        marks = [blind(text) for field in ("phone", "id_number") if (text := _normal(field, getattr(seat, field)))]
        return [
            row for mark in marks for row in self.movers.get(mark, ())
            if _folded(row.person.name) == _folded(seat.name) and row.from_on <= self._day(seat)
        ]  # fmt: skip

    def _drafted(self, seat: Seat, old: Appointment | None) -> Appointment:
        person = Person(
            organisation=seat.body, name=seat.name, phone=seat.phone, id_number=seat.id_number, sex=seat.sex,
            unit=seat.unit, title=seat.title,
        )  # fmt: skip
        return Appointment(
            organisation=seat.body, person=person, position=seat.position, head=seat.head, unit=seat.unit,
            is_part_time=seat.is_part_time, from_on=self._day(seat), is_dated=seat.from_on is not None,
            until_on=seat.until_on, chosen=seat.chosen,
            moved_from=old, is_pending=old is not None, batch=self.context.batch_id,
        )  # fmt: skip

    def _day(self, seat: Seat) -> date:
        return seat.from_on or min(self.context.as_of, seat.until_on or date.max)

    def _standing(self) -> Q:
        return Q(until_on=None) | Q(until_on__gte=date(self.context.year, 1, 1))

    def _is_about(self, row: Appointment, seat: Seat) -> bool:
        # One that had ended before the year the roster speaks of is another time.
        return row.until_on is None or row.until_on.year >= self.context.year or seat.until_on == row.until_on


def _is_same(row: Appointment, seat: Seat) -> bool:
    """Test whether a stored appointment of the same name at the same body is the one a row speaks of."""
    if row.is_informant != (seat.position == rules.INFORMANT):
        return False
    if _contradict(row, seat, "id_number"):
        return False
    if not row.is_informant and not _is_same_role(row, seat):
        return False
    if not (seat.is_elsewhere or _agree(row, seat) or rules.same_unit(row.unit, seat.unit)):
        return False
    # Two telephones make two informants of one name; a head of one kind at one place has a telephone at work as well.
    return bool(row.head and row.head == seat.head) or not _contradict(row, seat, "phone")


def _is_same_role(row: Appointment, seat: Seat) -> bool:
    if row.head and seat.head and Head.UNNAMED not in (row.head, seat.head):
        return row.head == seat.head
    if row.position and seat.position:
        return row.position == seat.position
    return True


def _is_same_kind(row: Appointment, seat: Seat) -> bool:
    """Test whether who is found elsewhere held there what the row says of here: nobody heads two schools."""
    if row.is_informant or seat.position == rules.INFORMANT:
        return row.is_informant and seat.position == rules.INFORMANT
    return bool(row.head and seat.head) or bool(
        row.position and row.position == seat.position and row.organisation_id != seat.body.pk and _is_leading(seat)
    )


def _is_leading(seat: Seat) -> bool:
    return seat.position in ("主席", "秘书长") and seat.body.level != "county"


def _contradict(row: Appointment, seat: Seat, field: str) -> bool:
    known, said = _normal(field, getattr(row.person, field)), _normal(field, getattr(seat, field))
    return bool(known and said and known != said)


def _agree(row: Appointment, seat: Seat) -> bool:
    """Test whether a telephone or identity number says that a row speaks of the same person."""
    return any(
        (said := _normal(field, getattr(seat, field))) and said == _normal(field, getattr(row.person, field))
        for field in ("phone", "id_number")
    )


def _fill(row: Appointment, seat: Seat, as_of: date) -> dict[str, Any]:
    """Set what the appointment or its person lacked and the row says; return what stood there."""
    before: dict[str, Any] = {}

    def put(record: Any, name: str, value: Any, prefix: str = "") -> None:
        field = record._meta.get_field(name)
        before[prefix + name] = stored_form(field, field.value_from_object(record))
        setattr(record, name, value)

    for name in FILLED:
        known, said = getattr(row, name), getattr(seat, name)
        if said and (not known or (name == "head" and known == Head.UNNAMED != said)):
            put(row, name, said)
    if not row.is_dated:
        day = seat.from_on or min(row.from_on, as_of)
        if day != row.from_on and (row.until_on is None or day <= row.until_on):
            put(row, "from_on", day)
            put(row, "is_dated", seat.from_on is not None)
    for name in OF_PERSON:
        if (said := getattr(seat, name)) and not getattr(row.person, name):
            put(row.person, name, said, "person.")
    return before


def _moved(seat: Seat, old: Appointment) -> str:
    return _(
        "“%(who)s”已登记在%(body)s（%(what)s%(unit)s），这里写在%(here)s，可能是调动。已列入待核实的调动，核实前不计入。"
    ) % {
        "who": seat.name, "body": old.organisation, "what": old.title, "unit": f"，{old.unit}" if old.unit else "",
        "here": seat.unit or seat.body,
    }  # fmt: skip


def key_of(body: Organisation, fresh: dict[int, Organisation]) -> int:
    """Return what a body is known by throughout a table, though one that is to be founded gets its key meanwhile."""
    if body.pk is None or id(body) in fresh:
        fresh[id(body)] = body
        return -id(body)
    return body.pk


def is_to_come(seat: Seat) -> bool:
    """Test whether a seat begins on a day that has not come."""
    return seat.from_on is not None and seat.from_on > clock.today()


def _normal(field: str, text: str) -> str:
    return Person._meta.get_field(field).normal(text or "")


def _folded(name: str) -> str:
    return "".join(name.split())


def _parts(listed: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (listed[start : start + 500] for start in range(0, len(listed), 500))
