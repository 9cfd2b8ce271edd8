"""Rosters of town associations: the body, and beside it who stands there, its term, headcounts, demonstration sites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kexie.core.loading import CREATED, SKIPPED, UNCHANGED, UPDATED, Context, Planned, Row
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Level, Organisation
from kexie.office.ledger.models import Evidence
from kexie.work.governance import events, queries, rules, services
from kexie.work.governance.models import Appointment, Tally, Term

from . import sites
from .bodies import end_of, is_unfounded, kind_of, remember_unfounded
from .columns import HEADS
from .loader import RosterLoader
from .seats import Head, Seat, Seating, Settled, key_of

_CHAIRS = (("head", rules.CHAIR), ("vice_chairs", rules.VICE_CHAIR), ("secretary", rules.SECRETARY))
_LEADING = (rules.VICE_CHAIR, rules.CHAIR, rules.SECRETARY, "常委", "委员")  # 副主席 before 主席, which it ends with
_NO = re.compile(r"[否未没无不×✗xX]|筹|拟|正在|尚")
_DASH = re.compile(r"[-—–_/／\\]+")
_TOWNS = re.compile(r"乡|镇|街")
_WHO = {"name", "level", "parent"}
_TALLIED = (("heads", Tally.What.HEADS), ("informants", Tally.What.INFORMANTS))


@dataclass
class _Found:
    """What rows of one table say beside the bodies themselves, by what is to be written."""

    made: list[Appointment] = field(default_factory=list)
    changed: list[Appointment] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    sites: list[events.SiteReported] = field(default_factory=list)


@dataclass
class _Known:
    """What stands of the bodies of a table by the end of its year."""

    seating: Seating
    first: dict[int, Organisation] = field(default_factory=dict)  # the body each first row is about
    tallies: dict[tuple[int, str], Tally] = field(default_factory=dict)
    terms: dict[int, list[Term]] = field(default_factory=dict)
    sites: sites.Sites = field(default_factory=sites.Sites)
    read: set[int] = field(default_factory=set)
    fresh: dict[int, Organisation] = field(default_factory=dict)

    def key(self, body: Organisation) -> int:
        """Return what a body is known by throughout the table, whether or not it has been written meanwhile."""
        return key_of(body, self.fresh)


class TownLoader(RosterLoader):
    """A roster of town associations whose rows also say who stands there; one town may have several rows."""

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Return what would become of each row, in order, writing nothing."""
        why = [self._why_no_body(row, context) for row in rows]
        good = [_without_telephone(row) for row, reason in zip(rows, why, strict=True) if not reason]
        planned = super().plan(good, context)
        known = context.memo.setdefault("towns", _Known(Seating(context)))
        stands = [self._stand(draft, known, context.memo["roster"].twins) for draft in planned]
        self._read([body for body in stands if body is not None], known, context)
        seats = [[*_seats(draft.row, body)] if body else [] for draft, body in zip(planned, stands, strict=True)]
        known.seating.read(seat for some in seats for seat in some)
        for draft, body in zip(planned, stands, strict=True):
            if body is not None:
                known.sites.hear(draft.row, known.key(body))
        found = context.memo["found"] = _Found()
        for draft, body, some in zip(planned, stands, seats, strict=True):
            if body is not None:
                self._add(draft, body, some, known, found, context)
        standing = iter(planned)
        return [
            Planned(row, SKIPPED, reason=reason) if reason else next(standing)
            for row, reason in zip(rows, why, strict=True)
        ]  # fmt: skip

    def write(self, planned: Sequence[Planned], context: Context) -> None:
        """Write the bodies, then what is said of them."""
        super().write(planned, context)
        found: _Found = context.memo["found"]
        how = {"actor": context.actor, "path": context.organisation.path, "note": context.file_name}
        for row in (*found.tallies, *found.terms, *found.made):
            row.organisation = row.organisation  # it has its key by now
        services.take_in_terms(rows=found.terms, **how)
        terms = queries.open_terms({row.organisation_id for row in found.made})
        for row in found.made:
            term = terms.get(row.organisation_id)
            row.term = term if term is not None and term.starts_on <= row.from_on else None
        services.take_in_appointments(made=found.made, changed=found.changed, **how)
        services.take_in_tallies(rows=found.tallies, **how)
        for event in found.sites:
            services.report_site(event=event)

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Take back who was appointed, what was counted and told, then the bodies themselves."""
        bodies = queries.bodies_of({*made, *(key for key, _before in changed)})
        self._take_back(context)
        for key, before in reversed(changed):
            _put_back(bodies[key], before.get("said", {}), context)
        for key in made:
            sites.retract(bodies[key], context)
        rest = {key: {**before} for key, before in reversed(changed) if key not in set(made)}
        for before in rest.values():
            before.pop("said", None)
        super().undo(made, [(key, before) for key, before in rest.items() if before], context)

    def _kind(self, row: Row) -> str:
        return kind_of(row)

    def _end(self, row: Row, name: str, context: Context) -> date | None:
        return end_of(row, name, context)

    def _why_no_body(self, row: Row, context: Context) -> str:
        """Return why a row speaks of no body of this list, "" where it does."""
        name, level = organisations.comparable(str(row.get("name") or "")), str(row.get("level") or "")
        if _NO.match(str(row.get("is_founded") or "")) or is_unfounded(row) or _is_all_dashes(row):
            remember_unfounded(row, context)
            return _("写明还没有成立科协，不计入。")
        if context.organisation.level == Level.COUNTY and rules.is_of_county(name) and not _TOWNS.search(level):
            return _("“%s”是本级（县级）科协，不是乡镇科协，不记在这里。") % row.get("name")
        return ""

    # What a row says beside the body.

    def _stand(self, draft: Planned, known: _Known, twins: dict[int, int]) -> Organisation | None:
        if draft.record is not None:
            known.first[draft.row.number] = draft.record
            return draft.record
        return known.first.get(twins.get(draft.row.number, 0))

    def _read(self, bodies: Sequence[Organisation], known: _Known, context: Context) -> None:
        keys = {body.pk for body in bodies if body.pk} - known.read
        known.read |= keys
        for row in queries.tallies_at(keys, context.as_of):
            known.tallies[row.organisation_id, row.what] = row
        for row in queries.rows_at(Term, keys):
            known.terms.setdefault(row.organisation_id, []).append(row)
        known.sites.read(keys)

    def _add(
        self, draft: Planned, body: Organisation, seats: Sequence[Seat], known: _Known, found: _Found, context: Context
    ) -> None:  # fmt: skip
        doubts, before, is_new = [draft.reason] if draft.did != SKIPPED else [], {}, False
        for settled in map(known.seating.settle, seats):
            is_new |= _take(settled, found, before, doubts)
        is_new |= self._add_tallies(draft.row, body, known, found, before, doubts, context)
        is_new |= _add_term(draft.row, body, known, found, doubts, context)
        heard = known.sites.settle(body, known.key(body), before, context)
        found.sites += heard
        is_new |= bool(heard)
        doubts += known.sites.doubts.get(draft.row.number, ())
        if draft.did == SKIPPED:
            draft.did, draft.record, draft.before = UNCHANGED, body, {}
        if (is_new or before) and draft.did in (UNCHANGED, UPDATED):
            draft.did = UPDATED
            draft.before = {**draft.before, "said": before}
        draft.reason = "；".join(dict.fromkeys(filter(None, doubts)))

    def _add_tallies(
        self, row: Row, body: Organisation, known: _Known, found: _Found, before: dict, doubts: list, context: Context
    ) -> bool:  # fmt: skip
        is_new = False
        cells = [rules.names_in(str(row.get(head) or "")) for head, _title, _other in HEADS if head != Head.ENTERPRISE]
        three, several = cells[:-1], cells[-1]
        if several.unnamed and several.unnamed == sum(len(cell.named) + cell.unnamed for cell in three):
            cells = three  # the column of all of them says no more than the sum of the others
        listed = sum(len(cell.named) for cell in cells)
        ticked = sum(cell.unnamed for cell in cells)
        for code, what in _TALLIED:
            amount = row.get(code)
            if what == Tally.What.HEADS and (ticked or amount is not None):
                if amount is not None and int(amount) != listed + ticked and listed + ticked:
                    doubts.append(
                        _("三长人数写的是 %(said)d，名字列了 %(listed)d 个，请核对。")
                        % {"said": amount, "listed": listed + ticked}
                    )
                if amount is None or all(cell.is_said for cell in three):
                    amount = listed + ticked if ticked else None  # each place is named or said to be empty
            if what == Tally.What.INFORMANTS and amount is None:
                amount = _informants(row).unnamed or None
            if amount is None or amount < 0:
                continue
            evidence = Evidence.ESTIMATED if code in row.estimated else Evidence.REPORTED
            is_new |= _tally(body, what, int(amount), evidence, known, found, before, context)
        return is_new

    def _take_back(self, context: Context) -> None:
        how = {"actor": context.actor, "path": context.organisation.path}
        if rows := queries.of_batch(Appointment, context.batch_id):
            services.take_back_appointments(rows=rows, since=context.came_at, **how)
        if rows := queries.of_batch(Tally, context.batch_id):
            services.take_back_tallies(rows=rows, **how)
        if rows := queries.of_batch(Term, context.batch_id):
            services.take_back_terms(rows=rows, **how)


def _seats(row: Row, body: Organisation) -> Iterator[Seat]:
    """Yield who a row names: chair, vice-chairs and secretary, and the heads by kind."""
    for code, position in _CHAIRS:
        for one in rules.names_in(str(row.get(code) or "")).named:
            # A vice-chair whose duty stands in brackets is one of the heads, where it says so.
            head = rules.kind_by_duty(one.unit) if position == rules.VICE_CHAIR else ""
            yield Seat(row.number, body, one.name, position=position, head=head, unit=one.unit, phone=one.phone)
    for one in _informants(row).named:
        yield Seat(row.number, body, one.name, position=rules.INFORMANT, unit=one.unit, phone=one.phone)
    for head, _title, _other in HEADS:
        for one in rules.names_in(str(row.get(head) or "")).named:
            kind = (rules.kind_of_head(one.unit) or head) if head == Head.UNNAMED else head
            yield Seat(
                row.number, body, one.name, head=kind, unit=row.get(f"{head}.unit") or one.unit,
                phone=row.get(f"{head}.phone") or one.phone, **_days(row, head),
            )  # fmt: skip
    yield from _person(row, body)


def _informants(row: Row) -> rules.Cell:
    return rules.names_in(str(row.get("informant_names") or ""))


def _person(row: Row, body: Organisation) -> Iterator[Seat]:
    """Yield who a row of their own names, where a town has a row for each of the heads."""
    category, duty = str(row.get("person.head") or ""), str(row.get("person.duty") or "")
    note = str(row.get("note") or "")
    if rules.is_to_come(note) or (rules.has_left(note) and row.get("person.until_on") is None):
        return  # of a row of one person the remark is theirs
    for one in rules.names_in(str(row.get("person") or "")).named:
        unit = row.get("person.unit") or one.unit
        head = rules.kind_of_head(category, duty, unit)
        position = next((word for word in _LEADING if word in category or word in duty), "")
        if head or position or category:
            yield Seat(
                row.number, body, one.name, position=position, head=head or ("" if position else Head.UNNAMED),
                unit=unit, title=duty[:60], phone=row.get("person.phone") or one.phone,
                **_days(row, "person"),
            )  # fmt: skip


def _days(row: Row, code: str) -> dict[str, date | None]:
    """Return from and until which day somebody stands; an end before the beginning is none."""
    first, last = row.get(f"{code}.from_on"), row.get(f"{code}.until_on")
    return {"from_on": first, "until_on": None if first and last and last < first else last}


def _is_all_dashes(row: Row) -> bool:
    """Test whether a row writes a dash for its chair or founding day and says nothing else but who it is."""
    dashes = {code for code, text in row.unread.items() if _DASH.fullmatch(text)}
    return len(dashes) > 1 and bool(dashes & {"head", "founded_on"}) and not row.values.keys() - _WHO


def _without_telephone(row: Row) -> Row:
    # In a row of one person the telephone is theirs, not the office's.
    if "person" not in row.values or "phone" not in row.values:
        return row
    rest = {code: value for code, value in row.values.items() if code != "phone"}
    return replace(row, values=rest | {"person.phone": row.values["phone"]})


def _take(settled: Settled, found: _Found, before: dict[str, Any], doubts: list[str]) -> bool:
    if settled.did != SKIPPED:
        doubts.append(settled.doubt)
    if settled.did == CREATED:
        found.made.append(settled.row)
        return True
    if settled.did == UPDATED:
        found.changed.append(settled.row)
        before.setdefault("posts", {})[str(settled.row.pk)] = settled.before
    return False


def _tally(
    body: Organisation, what: str, amount: int, evidence: str, known: _Known, found: _Found, before: dict[str, Any],
    context: Context,
) -> bool:  # fmt: skip
    key = (known.key(body), what)
    row = known.tallies.get(key)
    if row is None:
        row = known.tallies[key] = Tally(
            organisation=body, what=what, amount=amount, on=context.as_of, evidence=evidence, batch=context.batch_id
        )  # fmt: skip
        found.tallies.append(row)
        return True
    if row.amount == amount:
        return False
    if row.pk is not None:
        before.setdefault("tallies", {}).setdefault(what, [row.amount, row.evidence])
    row.amount, row.evidence = amount, evidence
    if row not in found.tallies:
        found.tallies.append(row)
    return True


def _add_term(
    row: Row, body: Organisation, known: _Known, found: _Found, doubts: list[str], context: Context
) -> bool:  # fmt: skip
    starts_on, until = row.get("term_from"), row.get("term_until")
    if not starts_on:
        return False
    terms = known.terms.setdefault(known.key(body), [])
    if any(term.starts_on == starts_on for term in terms):
        return False
    number = rules.number_of_term(str(row.get("term") or ""))
    if terms:
        if not any(number and term.number == number for term in terms):
            doubts.append(
                _("换届时间 %(said)s 和已登记的（%(known)s 起）不同，没有改动。已换届的，请到组织页办理新一届。")
                % {"said": starts_on, "known": terms[0].starts_on}
            )
        return False
    years = (
        min(10, max(1, round((until - starts_on).days / 365.25))) if until and until > starts_on else rules.TERM_YEARS
    )
    term = Term(organisation=body, number=number, starts_on=starts_on, years=years, batch=context.batch_id)
    terms.append(term)
    found.terms.append(term)
    return True


# Taking back.


def _put_back(body: Organisation, told: dict[str, Any], context: Context) -> None:
    how = {"actor": context.actor, "path": context.organisation.path}
    posts = queries.restored(told.get("posts", {}))
    if posts:
        services.put_back_appointments(rows=posts, **how)
    for what, (amount, evidence) in told.get("tallies", {}).items():
        row = {one.what: one for one in queries.tallies_at([body.pk], context.as_of)}.get(what)
        if row is not None:
            row.amount, row.evidence = amount, evidence
            services.take_in_tallies(rows=[row], did="undo_import", **how)
    if "sites" in told:
        sites.put_back(body, told["sites"], context)
