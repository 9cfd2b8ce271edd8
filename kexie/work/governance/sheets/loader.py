"""How a row of a roster becomes a body: it is found by its names, not by a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Sum
from django.utils.translation import gettext as _

from kexie.core import clock, gate
from kexie.core.flow import WrongState
from kexie.core.loading import (
    CREATED,
    REFUSED,
    SKIPPED,
    UNCHANGED,
    UPDATED,
    Context,
    Planned,
    Row,
    loaded_form,
    stored_form,
)
from kexie.core.refusals import Invalid, Refusal
from kexie.network.organisations import queries, services
from kexie.network.organisations.models import Division, Level, Organisation
from kexie.office.ledger.models import Entry, Evidence
from kexie.work.governance import rules
from kexie.work.governance import services as posts

from .kinds import Roster

Kind, State = Organisation.Kind, Organisation.State
SAID = ("founded_on", "head", "contact", "phone", "credit_code", "note")  # columns a roster sets as they are
FIELDS = (*SAID, "level", "extra", "state", "known_on", "dissolved_on")
COLUMNS = [*FIELDS, "head_index", "contact_index", "phone_index"]
BELOW = {Level.PROVINCE: Level.CITY, Level.CITY: Level.COUNTY, Level.COUNTY: Level.TOWN, Level.TOWN: Level.VILLAGE}
WITH_ENDING = (Kind.ENTERPRISE, Kind.PARK, Kind.UNIVERSITY)  # what a firm's association is called leaves out 科协
MEMBERS = "members"  # what a body reports: kept by those who keep members, known here from the ledger


class _Members(NamedTuple):
    """What a body has said of its members by the end of the roster's year."""

    total: int = 0
    evidence: str = ""  # how, where it was said of that very day


@dataclass
class _Draft:
    planned: Planned
    parent: Organisation | None = None
    key: int | None = None  # of the stored body the row means
    name: str = ""
    kind: str = ""


@dataclass
class _Table:
    """What was looked up once for all rows of a table."""

    names: queries.Names
    divisions: dict[str, Division]
    siblings: dict[str, dict[tuple[int | None, str], int]] = field(default_factory=dict)  # by kind, taken back as well
    seen: dict[tuple, int] = field(default_factory=dict)  # what makes a body the same → row number
    towns: dict[str, list[_Draft]] = field(default_factory=dict)  # new towns of the table by name without level
    twins: dict[int, int] = field(default_factory=dict)  # row that names a body again → the first that named it

    def town(self, name: str) -> _Draft | None:
        """Return the new town of the table that a name means: 华石 is 华石镇, 双桥镇 is not 双桥乡."""
        stem, bare = queries.town_forms(name)
        near = self.towns.get(bare, ())
        said = [(draft, queries.town_forms(draft.name)[0]) for draft in near]
        same = [draft for draft, own in said if stem in (own, bare) or own == bare]
        return next((draft for draft, own in said if own == stem), same[0] if len(same) == 1 else None)


class RosterLoader:
    """Makes bodies of one kind from their roster: confirms suggested towns, updates known ones, founds the others."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.kind = roster.sheet

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Return what would become of each row, in order, writing nothing."""
        table = self._table(context)
        drafts = [self._draft(row, context, table) for row in rows]
        keys = [draft.key for draft in drafts if draft.key]
        stored = {row.pk: row for part in _parts(keys) for row in Organisation.objects.filter(pk__in=part)}
        members = self._standing_members(keys, context)
        for draft in drafts:
            if draft.key:
                self._compare(draft, stored[draft.key], members.get(draft.key, _Members()), context)
        made = [draft for draft in drafts if not draft.key and draft.planned.did == CREATED]
        for draft in sorted(made, key=lambda draft: draft.kind != Kind.ASSOCIATION):  # towns before what is in them
            self._build(draft, context, table)
        return [draft.planned for draft in drafts]

    def write(self, planned: Sequence[Planned], context: Context) -> None:
        """Found, take up again and update, then pass on what the bodies report of their members."""
        how = {"actor": context.actor, "path": context.organisation.path, "note": context.file_name, "did": "import"}
        made = [draft.record for draft in planned if draft.did == CREATED]
        fresh = [row for row in made if row.pk is None]
        services.found_many(bodies=[row for row in fresh if row.parent.pk is not None], **how)
        below = [row for row in fresh if row.pk is None]
        for row in below:
            row.parent = row.parent  # it has its key by now
        services.found_many(bodies=below, **how)
        again = [row for row in made if row.state == State.WITHDRAWN]
        for row in again:
            row.state = State.ACTIVE
        if again:
            services.revive_many(bodies=again, fields=COLUMNS, **how)
        changed = [draft.record for draft in planned if draft.did == UPDATED]
        if changed:
            services.amend_many(bodies=changed, fields=COLUMNS, **how)
        ended = [draft.record for draft in planned if "dissolved_on" in draft.before]
        if ended:
            posts.count_posts(bodies=ended, actor=context.actor, note=context.file_name)
        for draft in planned:
            if draft.did == CREATED or MEMBERS in draft.before:
                self._report(draft, context)

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Put back what was changed and take back what was made.

        :raises WrongState: other records stand on a body by now; they must go first
        """
        how = {"actor": context.actor, "path": context.organisation.path, "did": "undo_import"}
        stored = {
            row.pk: row
            for part in _parts([key for key, _b in changed])
            for row in Organisation.objects.filter(pk__in=part)
        }
        gone = [row for part in _parts(made) for row in Organisation.objects.filter(pk__in=part)]
        said = self._standing_members([row.pk for row in gone], context)
        for row in gone:
            if row.pk in said and said[row.pk].evidence:
                self._let_stand(row, None, context)
        for key, before in changed:
            if (row := stored.get(key)) is None:
                continue
            for name, value in before.items():
                if name == MEMBERS:
                    self._let_stand(row, value, context)
                else:
                    model_field = Organisation._meta.get_field(name)
                    setattr(row, model_field.attname, loaded_form(model_field, value))
        self._refuse_used(gone)
        services.withdraw_many(bodies=gone, **how)
        if stored:
            services.amend_many(bodies=[*stored.values()], fields=COLUMNS, **how)
        again = [stored[key] for key, before in changed if key in stored and "dissolved_on" in before]
        if again:
            posts.count_posts(bodies=again, actor=context.actor, note=context.file_name)

    # Planning.

    def _table(self, context: Context) -> _Table:
        # Rows come in chunks: what was looked up, and which bodies were named already, holds for the whole table.
        if "roster" not in context.memo:
            context.memo["roster"] = _Table(
                queries.Names(context.organisation, on=date(context.year, 1, 1)),
                {queries.stem_of(row.name): row for row in queries.towns_of(context.organisation.division)},
            )
        return context.memo["roster"]

    def _draft(self, row: Row, context: Context, table: _Table) -> _Draft:
        try:
            kind = self._kind(row)
            name = self._name(row, kind)
            if not name:
                raise Invalid(_("没有写名称，不知道是哪个组织。"))
            parent = self._parent(row, context)
            key = self._known(name, kind, parent, table, context)
        except Refusal as refusal:
            return _Draft(Planned(row, REFUSED, reason=str(refusal.message)))
        draft = _Draft(Planned(row, CREATED), parent, key, name, kind)
        first = table.town(name) if kind == Kind.ASSOCIATION and not key else None
        if first is not None and first.parent == parent:
            if queries.is_town_name(name) and not queries.is_town_name(first.name):
                first.name = name  # the fuller of the two
            return self._twin(row, first.planned.row.number, table)
        above = row.unknown.get("parent", "")
        same = (key,) if key else (parent.pk, above, queries.comparable(name + self._missing(name, kind)))
        if same in table.seen:
            return self._twin(row, table.seen[same], table)
        table.seen[same] = row.number
        if kind == Kind.ASSOCIATION and not key:
            table.towns.setdefault(queries.town_forms(name)[1], []).append(draft)
        return draft

    def _twin(self, row: Row, first: int, table: _Table) -> _Draft:
        table.twins[row.number] = first
        reason = _("与本表第 %(row)d 行是同一个组织，只记一次。") % {"row": first}
        return _Draft(Planned(row, SKIPPED, reason=reason))

    def _kind(self, row: Row) -> str:
        """Return of which kind the body of a row is; a list of one kind has only that."""
        return self.roster.body

    def _end(self, row: Row, name: str, context: Context) -> date | None:
        """Return the day from which on a row says its body is no more; None where it says nothing."""
        return None

    def _name(self, row: Row, kind: str) -> str:
        name = str(row.get("name") or "").strip()
        return queries.town_name(name) if kind == Kind.ASSOCIATION else name

    def _parent(self, row: Row, context: Context) -> Organisation:
        column = "place" if self.roster.in_town else "parent"
        if column in row.unknown and self.roster.in_town:
            raise Invalid(
                _("没有找到“%(name)s”，不知道挂在哪里。请先登记它，或在预览里改选。") % {"name": row.unknown[column]}
            )
        given = row.get(column)
        if given is not None and given.kind == Organisation.Kind.ASSOCIATION:
            return given
        filer = context.filer
        in_house = self.roster.in_town and filer is not None and filer.kind == Organisation.Kind.ASSOCIATION
        return filer if in_house else context.organisation

    def _known(
        self, name: str, kind: str, parent: Organisation, table: _Table, context: Context
    ) -> int | None:  # fmt: skip
        if kind not in table.siblings:
            table.siblings[kind] = queries.siblings(context.organisation, kind)
        beside = table.siblings[kind].get((parent.pk, queries.comparable(name + self._missing(name, kind))))
        if beside is not None:
            return beside
        match = table.names.find(name, {kind})
        if match.organisation is not None:
            return match.organisation.pk
        if match.how in ("ambiguous", "dissolved"):
            which = "、".join(body.name for body in match.candidates)
            said = {
                "ambiguous": _("“%(name)s”可能是其中一个：%(which)s。请写全称。"),
                "dissolved": _("“%(name)s”（%(which)s）已注销。如名册无误，请先在组织页恢复它。"),
            }
            raise Invalid(said[match.how] % {"name": name, "which": which})
        return None

    def _missing(self, name: str, kind: str) -> str:
        ending = self.roster.ending if kind in (self.roster.body, *WITH_ENDING) else ""
        return "" if not ending or name.endswith((ending, "科学技术协会", "科技协会")) else ending

    def _build(self, draft: _Draft, context: Context, table: _Table) -> None:
        row, name, kind = draft.planned.row, draft.name, draft.kind
        parent = draft.parent
        if not gate.allows(context.actor, "found", parent):
            draft.planned.did = REFUSED
            draft.planned.reason = _("“%s”还没有登记，您没有登记新组织的权限。") % name
            return
        if kind not in (Kind.ASSOCIATION, self.roster.body):
            parent = self._town_of(row, name, table) or parent
        is_association = kind == Kind.ASSOCIATION
        division = table.divisions.get(queries.stem_of(name)) if is_association else parent.division
        body = Organisation(
            name=name + self._missing(name, kind), kind=kind, parent=parent, division=division,
            state=State.ACTIVE, extra=dict(row.extra),
            **{column: row.get(column) for column in SAID if row.get(column)},
        )  # fmt: skip
        if kind in (Kind.ASSOCIATION, Kind.SOCIETY):
            body.level = BELOW.get(parent.level, Level.TOWN) if is_association else parent.level
        ended = self._end(row, name, context)
        body.known_on = None if body.founded_on else min(context.as_of, ended or context.as_of)
        if ended and (not body.founded_on or body.founded_on <= ended):
            body.state, body.dissolved_on = State.DISSOLVED, ended
            draft.planned.reason = _("写明已撤并或撤销，从 %s 起不再计入。") % ended
        draft.planned.record = body
        _refuse_future(draft.planned, body)

    def _town_of(self, row: Row, name: str, table: _Table) -> Organisation | None:
        """Return the town a body of another kind is in, where its row names one: 上级组织, or in its own name."""
        for text in (row.unknown.get("parent", ""), rules.town_in(name), rules.town_in(row.section)):
            known = table.names.find(text, {Kind.ASSOCIATION}).organisation
            drafted = table.town(text) if text and known is None else None
            if known is not None or (drafted is not None and drafted.planned.record is not None):
                return known or drafted.planned.record
        return None

    def _compare(self, draft: _Draft, body: Organisation, members: _Members, context: Context) -> None:
        planned, is_new = draft.planned, body.state == State.WITHDRAWN
        row = planned.row
        ended = self._end(row, body.name, context)
        if body.state == State.DISSOLVED and (ended or body.dissolved_on >= date(context.year, 1, 1)):
            planned.did, planned.record = UNCHANGED, body
            return
        if body.state == State.DISSOLVED:
            planned.did = REFUSED
            planned.reason = _("“%s”已注销。如名册无误，请先在组织页恢复它。") % body
            return
        now = {column: row.get(column) for column in SAID if row.get(column)}
        if row.extra:
            now["extra"] = {**body.extra, **row.extra}
        if body.state == State.SUGGESTED:
            now["state"] = State.ACTIVE
        if not (body.founded_on or now.get("founded_on") or body.known_on):
            now["known_on"] = context.as_of
        if ended and (why := _why_not_ended(body, now.get("founded_on") or body.founded_on, ended, context)):
            planned.reason = why
        elif ended:
            known_on = now.get("known_on") or body.known_on
            now |= {"state": State.DISSOLVED, "dissolved_on": ended, "known_on": known_on and min(known_on, ended)}
            planned.reason = _("写明已撤并或撤销，从 %s 起不再计入。") % ended
        for name, value in now.items():
            model_field = Organisation._meta.get_field(name)
            was = model_field.value_from_object(body)
            if getattr(model_field, "is_personal", False):
                value = model_field.normal(value)
            if was != value:
                planned.before[name] = stored_form(model_field, was)
                setattr(body, model_field.attname, value)
        said = row.get(MEMBERS)
        if said is not None and int(said) != members.total:
            planned.before[MEMBERS] = members if members.evidence else None
        planned.record = body
        planned.did = CREATED if is_new else UPDATED if planned.before else UNCHANGED
        _refuse_future(planned, body)

    # Members, as bodies report them.

    @property
    def _measure(self) -> str:
        group = self.roster.body == Organisation.Kind.SOCIETY
        return "membership.group_members" if group else "membership.reported_members"

    def _standing_members(self, keys: Sequence[int], context: Context) -> dict[int, _Members]:
        if not any(column.code == MEMBERS for column in self.kind.columns):
            return {}
        return {key: said for part in _parts(keys) for key, said in self._members_of(part, context)}

    def _members_of(self, keys: Sequence[int], context: Context) -> Iterable[tuple[int, _Members]]:
        entries = Entry.objects.filter(measure=self._measure, organisation__in=keys, on__lte=context.year_end)
        of_the_day = entries.filter(on=context.as_of, posting__reverses__isnull=True, posting__reversed_by__isnull=True)
        how = dict(of_the_day.values_list("organisation", "evidence"))
        for key, total in entries.values_list("organisation").annotate(total=Sum("amount")):
            yield key, _Members(total, how.get(key, ""))

    def _report(self, planned: Planned, context: Context) -> None:
        said = planned.row.get(MEMBERS)
        if said is not None:
            estimated = MEMBERS in planned.row.estimated
            evidence = Evidence.ESTIMATED if estimated else Evidence.REPORTED
            self._let_stand(planned.record, (int(said), evidence), context)

    def _let_stand(self, body: Organisation, said: tuple[int, str] | None, context: Context) -> None:
        """Let stand as of the roster's day what a body said of its members (number, evidence); None: nothing."""
        how = {"organisation": body, "on": context.as_of, "actor": context.actor}
        if said is None:
            services.retract_members(**how)
        else:
            services.report_members(amount=said[0], evidence=said[1], **how)

    def _refuse_used(self, bodies: Sequence[Organisation]) -> None:
        own = Organisation._meta.label_lower
        for part in _parts([row.pk for row in bodies]):
            rows = Entry.objects.filter(organisation__in=part).exclude(source_kind=own)
            left = rows.values("organisation__name", "source_kind", "source_id", "measure").annotate(
                total=Sum("amount")
            )
            used = left.exclude(total=0).order_by("source_id").first()
            if used is not None:
                raise WrongState(
                    _("“%s”已有别的记录（活动、会员等）计入台账，不能撤销这次导入。请先撤销那些记录。")
                    % used["organisation__name"]
                )


def _why_not_ended(body: Organisation, founded_on: date | None, ended: date, context: Context) -> str:
    """Return why a body that a row says is no more is left as it stands, "" where it is to end."""
    how = {"name": body, "day": ended}
    if founded_on and founded_on > ended:
        return _("写明“%(name)s”已在 %(day)s 撤销，早于它的成立时间，没有改动，请核对。") % how
    if body.pk and Organisation.objects.filter(parent=body).active().exists():
        return _("写明“%(name)s”已撤并或撤销，但下面还有正常的组织，没有改动。请到组织页办理。") % how
    if not gate.allows(context.actor, "dissolve", body):
        return _("写明“%(name)s”已撤并或撤销，您没有注销它的权限，没有改动。") % how
    return ""


def _refuse_future(planned: Planned, body: Organisation) -> None:
    if body.founded_on and body.founded_on > clock.today():
        planned.did, planned.record, planned.before = REFUSED, None, {}
        planned.reason = _("成立时间（%s）还没有到，请核对。") % body.founded_on


def _parts(keys: Iterable[int]) -> Iterable[list[int]]:
    listed = [*keys]
    return (listed[start : start + 500] for start in range(0, len(listed), 500))
