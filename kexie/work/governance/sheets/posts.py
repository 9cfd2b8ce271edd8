"""Lists of people, a row each: heads and officers of associations, informants of villages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.core.loading import CREATED, REFUSED, SKIPPED, UPDATED, Context, Planned, Row
from kexie.core.refusals import Invalid, Refusal
from kexie.core.sheets.matching import SheetKind
from kexie.core.sheets.values import parse_date, parse_period
from kexie.core.terms import queries as terms
from kexie.core.terms import services as adopting
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Organisation
from kexie.network.people.queries import SEXES
from kexie.work.governance import measures, queries, rules, services
from kexie.work.governance.models import Appointment

from .mentioned import town_told
from .seats import Head, Seat, Seating, is_to_come

_OF_TOWNS = re.compile(r"乡镇|镇街|乡、镇|镇（街道）|基层")
_CHOSEN = (
    ("举手", Appointment.Chosen.HANDS), ("投票", Appointment.Chosen.BALLOT), ("选举", Appointment.Chosen.BALLOT),
    ("任命", Appointment.Chosen.APPOINTED), ("聘", Appointment.Chosen.APPOINTED), ("增补",
        Appointment.Chosen.COOPTED),
)  # fmt: skip


class PostLoader:
    """A row is one person's appointment, or several people's: found again where it is known, filled in, or made."""

    def __init__(self, kind: SheetKind, position: str = "") -> None:
        self.kind, self.position = kind, position

    def apart(self, row: Row) -> Sequence[Row]:
        """Return a row for each person a cell of names names: everybody has an appointment of their own."""
        cell = rules.names_in(str(row.get("name") or ""))
        return [row] if len(cell.named) < 2 else [_alone(row, one, cell) for one in cell.named]

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Return what would become of each row, in order, writing nothing."""
        memo = context.memo
        memo.setdefault("seating", Seating(context))
        memo.setdefault("words", terms.dictionary(measures.POSITION, context.organisation.path))
        memo.setdefault("home", context.filer or context.organisation)
        memo["bodies"] = [self._place(row, context) for row in rows]
        memo["villages"] = self._villages(rows, context)
        drafts = [self._seat(row, body, context) for row, body in zip(rows, memo["bodies"], strict=True)]
        memo["seating"].read(draft for draft in drafts if isinstance(draft, Seat))
        return [
            draft if isinstance(draft, Planned) else self._planned(row, draft, context)
            for row, draft in zip(rows, drafts, strict=True)
        ]  # fmt: skip

    def write(self, planned: Sequence[Planned], context: Context) -> None:
        """Write new appointments with their persons, fill in known ones, and count them."""
        made = [each.record for each in planned if each.did == CREATED]
        changed = [each.record for each in planned if each.did == UPDATED]
        how = {"actor": context.actor, "path": context.organisation.path}
        adopting.adopt(kind=measures.POSITION, names=[row.position for row in made if row.position], **how)
        terms_of = queries.open_terms({row.organisation_id for row in made})
        for row in made:
            term = terms_of.get(row.organisation_id)
            row.term = term if term is not None and not row.is_informant and term.starts_on <= row.from_on else None
        services.take_in_appointments(made=made, changed=changed, note=context.file_name, **how)

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Put back what was filled in, then take away what was made."""
        how = {"actor": context.actor, "path": context.organisation.path}
        back = queries.restored({str(key): before for key, before in changed})
        if back:
            services.put_back_appointments(rows=back, **how)
        rows = queries.appointments_of(made)
        if rows:
            services.take_back_appointments(rows=rows, since=context.came_at, **how)

    def _planned(self, row: Row, seat: Seat, context: Context) -> Planned:
        settled = context.memo["seating"].settle(seat)
        record = None if settled.did == SKIPPED else settled.row
        doubt = settled.doubt or self._half_told(row, seat, context) or _why_no_phone(row)
        return Planned(row, settled.did, record, doubt, settled.before)

    def _half_told(self, row: Row, seat: Seat, context: Context) -> str:
        """Return what to say where somebody is an informant beside another position: a row is one appointment."""
        said = str(row.get("position") or "")
        also = [word.name for word in context.memo["words"].named_in(said)]
        if seat.position == rules.INFORMANT or rules.INFORMANT not in also:
            return ""
        return _("“%(said)s”记作%(position)s，兼任的信息员没有计入信息员数。要计入请再登记一条任职。") % {
            "said": said, "position": seat.position,
        }  # fmt: skip

    def _seat(self, row: Row, body: Organisation, context: Context) -> Seat | Planned:
        try:
            if not rules.names_in(str(row.get("name") or "")).named and (why := _why_nobody(row)):
                return Planned(row, SKIPPED, reason=why)
            seat = self._read(row, body, context)
            if why := _why_not_counted(seat, row):
                return Planned(row, SKIPPED, reason=why)
            if is_to_come(seat):
                raise Invalid(_("任职时间（%s）还没有到，请核对。") % seat.from_on)
            if not gate.allows(context.actor, "edit", seat.body):
                raise Invalid(_("您没有登记“%s”任职的权限。") % seat.body)
        except Refusal as refusal:
            return Planned(row, REFUSED, reason=str(refusal.message))
        return seat

    def _read(self, row: Row, body: Organisation, context: Context) -> Seat:
        _refuse_unknown(row)
        cell = rules.names_in(str(row.get("name") or ""))
        if not cell.named:
            raise Invalid(_("没有姓名，不知道是谁。"))
        one = cell.named[0]
        said = str(row.get("position") or "") or self._as_position(row, context)
        duty, unit = str(row.get("duty") or ""), str(row.get("unit") or "") or one.unit
        position, head = self._position(said, duty, context), ""
        if position != rules.INFORMANT:
            is_theirs = body.kind == Organisation.Kind.ASSOCIATION  # a works' hospital is none of the town's
            head = self._head(row, said, position, duty, unit, context) if is_theirs else ""
            if not position and not head:
                raise Invalid(_("没有写科协职务，也看不出是三长中的哪一类，不知道任什么职。"))
        village = str(row.get("village") or "")
        if position == rules.INFORMANT and village:
            unit = village
            body = context.memo["villages"].get((body.pk, organisations.comparable(village)), body)
        return Seat(
            row.number, body, one.name, position=position, head=head, unit=unit[:120],
            phone=row.get("phone") or one.phone, id_number=row.get("id_number", ""), title=duty[:60],
            sex=SEXES.get(row.get("sex", ""), ""), **_days(row, context),
            is_part_time=rules.is_part_time(said),
            is_elsewhere=rules.is_elsewhere(str(row.get("note") or "")),
            chosen=_chosen(str(row.get("chosen") or "")),
        )  # fmt: skip

    def _place(self, row: Row, context: Context) -> Organisation:
        """Return the body a row is about: its own, else the town its section, village or sheet speaks of."""
        if (body := row.get("organisation")) is not None:
            return body
        home = context.memo["home"]
        if home.pk != context.organisation.pk or context.names is None:
            return home
        text = town_told(row, context) or _town_of_unit(row, context)
        return (context.names.find(text).organisation if text else None) or home

    def _as_position(self, row: Row, context: Context) -> str:
        """Return the position a row says where others say which of the heads somebody is: 类别 主席, 类别 信息员."""
        category = str(row.get("head") or "")
        known = context.memo["words"].find(category)
        return known.name if known is not None and not rules.kind_of_head(category) else ""

    def _position(self, said: str, duty: str, context: Context) -> str:
        words = context.memo["words"]
        if self.position:
            return self.position
        if not said:
            word = words.find(duty)
            return word.name if word is not None else self._position_told(context)
        word = words.find(said) or next(iter(words.named_in(said)), None)
        if word is not None:
            return word.name
        return "" if rules.kind_of_head(said) else said[:40]

    def _position_told(self, context: Context) -> str:
        """Return the one position that the title or the sheet's name says everybody holds: 乡镇科协主席名单."""
        for title in (context.title, context.sheet_name):
            named = [word.name for word in context.memo["words"].named_in(title)]
            if len(named) == 1 and named[0] != rules.INFORMANT and rules.is_list_of(named[0], title):
                return named[0]
        return ""

    def _head(self, row: Row, said: str, position: str, duty: str, unit: str, context: Context) -> str:
        category = str(row.get("head") or "")
        if kind := rules.kind_of_head(category, said) or ("" if position else rules.kind_of_head(row.section)):
            return kind
        if rules.is_deputy(unit + duty) or position == rules.CHAIR:
            return ""
        if kind := rules.head_told(row.section, context.title, context.sheet_name):
            return kind
        told = category or context.title + context.sheet_name + context.file_name
        if "三长" in told or "四长" in told:
            return rules.kind_of_head(duty, unit) or Head.UNNAMED
        # Whoever heads a hospital, school or farm station and stands in the association is one of the three heads.
        note = str(row.get("note") or "")
        return rules.kind_by_duty(unit, duty) or (rules.kind_of_head(note) if "三长" in note else "")

    def _villages(self, rows: Sequence[Row], context: Context) -> dict[tuple[int, str], Organisation]:
        towns = {body.pk for body in context.memo["bodies"]}
        return {
            (body.parent_id, organisations.comparable(body.name)): body
            for body in queries.communities_of(towns) if any(row.get("village") for row in rows)
        }  # fmt: skip


def _town_of_unit(row: Row, context: Context) -> str:
    """Return the town a column 单位 names: the town itself; anything in it where the list is of towns' people."""
    unit = str(row.get("unit") or "")
    town = rules.town_in(unit)
    is_itself = town and unit.strip().removesuffix("科学技术协会").removesuffix("科协") == town
    return town if is_itself or _OF_TOWNS.search(context.title + context.sheet_name + context.file_name) else ""


def _refuse_unknown(row: Row) -> None:
    if "organisation" in row.unknown:
        raise Invalid(
            _("没有找到“%s”，不知道在哪里任职。请先登记它（或导入乡镇科协名册），或在预览里改选。")
            % row.unknown["organisation"]
        )


def _why_nobody(row: Row) -> str:
    """Return why a row that names nobody is passed over, "" where a name is missing by mistake."""
    text = str(row.get("name") or "")
    if rules.is_to_come(text):
        return _("“%s”还没有任职，不计入。") % text
    if rules.has_left(text):
        return _("“%s”已不在任，不计入。") % text
    is_vacant = rules.names_in(text).is_said or any(
        map(rules.is_vacancy, map(str, (row.get("note"), row.get("standing"))))
    )
    return _("这一行写的是空缺，没有人，不记。") if is_vacant else ""


def _alone(row: Row, one: rules.Named, cell: rules.Cell) -> Row:
    """Return what a row that names several people says of one of them.

    Telephones that are as many as the names stand in their order; a remark that names one is about that one.
    """
    numbers = [row.get("phone"), *row.also.get("phone", ())] if "phone" in row.values else []
    is_told = len(numbers) == len(cell.named)
    own = one.phone or (numbers[cell.named.index(one)] if is_told else "")
    others = [each.name for each in cell.named if each.name != one.name]
    values = {code: value for code, value in row.values.items() if code not in ("phone", "id_number")}
    for code in ("note", "standing"):
        text = str(values.get(code) or "")
        if one.name not in text and any(name in text for name in others):
            del values[code]
    values |= {"name": one.name} | ({"phone": own} if own else {}) | ({"unit": one.unit} if one.unit else {})
    also = {} if own or not numbers else {"phone": tuple(numbers)}
    return replace(row, values=values, also=also)


def _why_no_phone(row: Row) -> str:
    if not row.also.get("phone"):
        return ""
    if "phone" in row.values:
        return _("一格里有 %s 个号码，只取了一个（手机号优先）") % (1 + len(row.also["phone"]))
    return _("这一行的人和号码（%s 个）不一样多，不知道是谁的，号码没有登记。") % len(row.also["phone"])


def _why_not_counted(seat: Seat, row: Row) -> str:
    remarks = [str(row.get(code) or "") for code in ("note", "standing", "position")]
    for text in filter(None, remarks):
        if rules.is_to_come(text):
            return _("“%(who)s”写的是“%(text)s”，还没有任职，不计入。") % {"who": seat.name, "text": text}
        if seat.until_on is None and (rules.has_left(text) or text == row.get("standing") == "否"):
            return _("“%(who)s”写的是“%(text)s”，没有写哪一天，不计为在任；已登记过的请办理离任。") % {
                "who": seat.name, "text": text,
            }  # fmt: skip
    return ""


def _days(row: Row, context: Context) -> dict[str, date | None]:
    """Return from and until which day a row says somebody stands; the planned end of a term is not one.

    :raises Invalid: it ends before it begins
    """
    first, last = row.get("from_on"), row.get("until_on")
    if (span := parse_period(row.get("span"), year=context.year).value) is not None:
        first = first or span.start
        if span.end != span.start and "至今" not in str(row.get("span")) and span.end <= context.as_of:
            last = last or span.end
    for text in (str(row.get(code) or "") for code in ("note", "standing")):
        if last is None and rules.has_left(text):
            last = parse_date(rules.day_written(text)).value
    if first and last and last < first:
        raise Invalid(_("任职至（%(last)s）早于任职时间（%(first)s），请核对。") % {"first": first, "last": last})
    return {"from_on": first, "until_on": last}


def _chosen(text: str) -> str:
    return next((way for word, way in _CHOSEN if word in text), Appointment.Chosen.ROSTER)
