"""How rows of a recognised sheet become records: the contract between `imports` and the apps that keep the records.

An app declares one Loader per kind of sheet (in its `sheets` room) and registers it when it starts. `imports` reads,
maps, parses and previews; the loader says what would become of each row (`plan`), does it (`write`), and takes it
back (`undo`). Most loaders are a KeyedLoader: name the model and how a row is built.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from django.db import models
from django.utils.translation import gettext as _

from . import clock, records
from .gate import Actor
from .personal import unsealed
from .refusals import Refusal
from .sheets import matching
from .sheets.matching import SheetKind

CREATED, UPDATED, UNCHANGED, SKIPPED, REFUSED = "created", "updated", "unchanged", "skipped", "refused"


class PassedOver(Refusal):
    """A row says of itself that there is nothing to keep: it is skipped, with the reason, and not refused."""

    code = "passed_over"


@dataclass(frozen=True)
class Row:
    """One body row of a table, parsed.

    `values` holds what was read, by column code; an empty cell has no key. An organisation column holds the
    organisation, or is absent with what was written in `unknown`. `also` holds the further numbers of a cell that
    has several, `unread` what stood in cells that gave no value: 未成立 under 成立时间, —. `extra` keeps columns that
    mean nothing to the kind, by their header: nothing is lost.
    """

    number: int  # as the sheet numbers it
    values: dict[str, Any]
    estimated: frozenset[str] = frozenset()
    extra: dict[str, Any] = field(default_factory=dict)  # text, sealed where it reaches people
    unknown: dict[str, str] = field(default_factory=dict)
    also: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    section: str = ""  # the line of text it stands below: 一、医院院长

    def get(self, code: str, default: Any = None) -> Any:
        """Return a value, or `default` for an empty cell."""
        return self.values.get(code, default)


@dataclass(frozen=True)
class Context:
    """What every row of a table shares."""

    actor: Actor
    organisation: Any  # the association whose folder this is
    filer: Any  # the organisation in "填报单位：…" if it is known, else `organisation`
    year: int
    title: str
    sheet_name: str
    file_name: str = ""
    batch_id: int | None = None
    came_at: datetime | None = None  # when the batch was dropped
    filer_name: str = ""  # as it is written, known or not
    above: tuple[str, ...] = ()  # what stands further up the sheet, the nearest first
    names: Any = None  # what a written name means by now: what tables before this one found is among them
    shared: dict[str, Any] = field(default_factory=dict)  # what loaders remember from one table of a batch to the next
    memo: dict[str, Any] = field(default_factory=dict)  # what a loader looked up once for the whole table

    @property
    def year_end(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)

    @property
    def as_of(self) -> date:
        """The day a roster without dates speaks of: the last of its year, in a year under way the day it came in."""
        came_on = clock.day(self.came_at) if self.came_at else self.year_end
        return came_on if came_on.year == self.year else self.year_end


@dataclass
class Planned:
    """What is to become of one row. `before` holds the stored form of every field an update changes."""

    row: Row
    did: str
    record: records.Record | None = None
    reason: str = ""
    before: dict[str, Any] = field(default_factory=dict)


class Loader(Protocol):
    """What `imports` asks of a kind of sheet."""

    kind: SheetKind

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Return what would become of each row, in order, writing nothing."""
        ...

    def write(self, planned: Sequence[Planned], context: Context) -> None:
        """Do it, within the caller's transaction; `planned[i].record` has its key afterwards."""
        ...

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Take back records made (keys) and fields changed (key, `before`)."""
        ...


def apart(loader: Loader, row: Row) -> Sequence[Row]:
    """Return the rows that a line of a sheet really is: its loader may have an `apart` that says so, else it is one."""
    split = getattr(loader, "apart", None)
    return split(row) if split is not None else [row]


class Keyed(records.Record):
    """A record that knows itself again: `key` is a digest of what makes it the same thing on paper."""

    key = models.CharField(max_length=32, editable=False, db_index=True)

    doubt = ""  # what a person should look at although the row can be kept; set by a loader's `build`

    class Meta:
        abstract = True

    def natural_key(self) -> Iterable[object]:
        """Return what makes two rows the same thing, most telling first."""
        raise NotImplementedError

    def clean(self) -> None:
        """Keep the key in step with what it is made from; a form with gaps has none yet."""
        super().clean()
        asked = [f for f in self._meta.concrete_fields if not f.null and not f.blank and f.name != "key"]
        if all(getattr(self, f.attname) is not None for f in asked):
            self.key = digest(self.natural_key())


def digest(parts: Iterable[object]) -> str:
    """Return 128 bits of SHA-256 over the parts as text, blanks and case folded."""
    text = "\x1f".join("".join(str(part if part is not None else "").split()).casefold() for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Carrier:
    """How a row that comes along with a record is kept, and how an import taken back is rid of it.

    `register(drafts=, actor=, path=, note=)` returns the stored row of each draft. `let_go(keys=, since=, actor=,
    path=)` removes those of them that were registered since and that nothing names any more.
    """

    register: Callable[..., Sequence[models.Model]]
    let_go: Callable[..., None]


class KeyedLoader:
    """A loader for one Keyed model: same key → update what differs, new key → create, twice in a file → skip.

    Subclasses give `kind`, `model`, `fields` (what an import may set; `person.title` reaches one row further) and
    `build`; those whose records count give `post` and `withdraw`. `carried` names relations whose row is drafted with
    the record, each with the services that keep it.
    """

    kind: ClassVar[SheetKind]
    model: ClassVar[type[Keyed]]
    fields: ClassVar[Sequence[str]]
    carried: ClassVar[Mapping[str, Carrier]] = {}

    def build(self, row: Row, context: Context) -> Keyed:
        """Return the unsaved record a row says.

        :raises Refusal: the row cannot be kept; the reason goes back with the row
        """
        raise NotImplementedError

    def existing(self, keys: Sequence[str], context: Context) -> models.QuerySet:
        """Return stored records with these keys within reach of the context's actor."""
        related = {name.split(".")[0] for name in self.fields if "." in name}
        # Found by key first: asked together with the tree, SQLite walks the tree and visits every row of it.
        known = list(self.model._base_manager.filter(key__in=keys).values_list("pk", flat=True))
        rows = self.model.objects.visible_to(context.actor).filter(pk__in=known)
        return rows.select_related(*related) if related else rows

    def settle(self, made: Sequence[Keyed], context: Context) -> None:
        """Store or find what new records refer to, before they are written."""
        for relation, carrier in self.carried.items():
            drafts = [getattr(record, relation) for record in made]
            how = {"actor": context.actor, "path": context.organisation.path, "note": context.file_name}
            for record, found in zip(made, carrier.register(drafts=drafts, **how), strict=True):
                setattr(record, relation, found)

    def let_go(self, gone: Sequence[Keyed], context: Context) -> None:
        """Remove what records taken back had brought along and nothing else names."""
        how = {"since": context.came_at, "actor": context.actor, "path": context.organisation.path}
        for relation, carrier in self.carried.items():
            carrier.let_go(keys=[getattr(row, f"{relation}_id") for row in gone], **how)

    def post(self, made: Sequence[Keyed], changed: Sequence[Keyed], context: Context) -> None:
        """Post what was written to the ledger; `changed` had posted before."""

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Take what these records posted out of the ledger."""

    def plan(self, rows: Sequence[Row], context: Context) -> list[Planned]:
        """Return what would become of each row, in order, writing nothing."""
        drafts = [self._draft(row, context) for row in rows]
        keys = [draft.record.key for draft in drafts if draft.record]
        stored: dict[str, Keyed] = {}
        for start in range(0, len(keys), 500):
            for old in self.existing(keys[start : start + 500], context):
                stored.setdefault(old.key, old)
        first: dict[str, int] = {}
        for draft in drafts:
            if draft.record:
                self._compare(draft, stored, first)
        return drafts

    def write(self, planned: Sequence[Planned], context: Context) -> None:
        """Create and update in bulk, then post."""
        made = [draft.record for draft in planned if draft.did == CREATED]
        changed = [draft.record for draft in planned if draft.did == UPDATED]
        how = {"actor": context.actor, "path": context.organisation.path, "note": context.file_name, "did": "import"}
        self.settle(made, context)
        records.add_many(made, **how)
        self._change(changed, how)
        self.post(made, changed, context)

    def undo(self, made: Sequence[int], changed: Sequence[tuple[int, dict[str, Any]]], context: Context) -> None:
        """Withdraw and remove what was made, put back what was changed."""
        how = {"actor": context.actor, "path": context.organisation.path, "did": "undo_import"}
        self.withdraw(made, context)
        for start in range(0, len(made), 500):
            gone = list(self.model._base_manager.filter(pk__in=made[start : start + 500]))
            records.remove_many(gone, **how)
            self.let_go(gone, context)
        stored = self.model._base_manager.in_bulk([key for key, before in changed])
        for key, before in changed:
            for name, value in before.items() if key in stored else ():
                row, model_field = _reach(stored[key], name)
                setattr(row, model_field.attname, loaded_form(model_field, value))
        self._change([*stored.values()], how)
        self.post([], [*stored.values()], context)

    def _draft(self, row: Row, context: Context) -> Planned:
        try:
            record = self.build(row, context)
        except PassedOver as said:
            return Planned(row, SKIPPED, reason=str(said.message))
        except Refusal as refusal:
            return Planned(row, REFUSED, reason=str(refusal.message))
        record.key = digest(record.natural_key())
        return Planned(row, CREATED, record, reason=record.doubt)

    def _compare(self, draft: Planned, stored: dict[str, Keyed], first: dict[str, int]) -> None:
        key = draft.record.key
        if key in first:
            draft.did, draft.record = SKIPPED, None
            draft.reason = _("与本表第 %(row)d 行是同一条，只记一次。") % {"row": first[key]}
            return
        first[key] = draft.row.number
        old = stored.get(key)
        if old is None:
            return
        for name in self.fields:
            row, model_field = _reach(old, name)
            new = _reach(draft.record, name)[0]
            was, now = model_field.value_from_object(row), model_field.value_from_object(new)
            if isinstance(was, dict) and isinstance(now, dict):
                now = was | now  # an empty cell takes nothing away
            if was != now and now not in (None, "", [], {}) and unsealed(was) != unsealed(now):
                draft.before[name] = stored_form(model_field, was)
                setattr(row, model_field.attname, now)
        draft.record, draft.did = old, UPDATED if draft.before else UNCHANGED

    def _change(self, rows: Sequence[Keyed], how: dict[str, Any]) -> None:
        own = [name for name in self.fields if "." not in name]
        records.change_many(rows, _with_indexes(self.model, own), **how)
        for relation in {name.split(".")[0] for name in self.fields if "." in name}:
            names = [name.split(".")[1] for name in self.fields if name.startswith(f"{relation}.")]
            target = self.model._meta.get_field(relation).related_model
            records.change_many([getattr(row, relation) for row in rows], _with_indexes(target, names), **how)


def _reach(record: models.Model, name: str) -> tuple[models.Model, models.Field]:
    relation, _point, last = name.rpartition(".")
    row = getattr(record, relation) if relation else record
    return row, row._meta.get_field(last)


def _with_indexes(model: type[models.Model], names: Sequence[str]) -> list[str]:
    # A personal field drags its blind index along.
    fields = [model._meta.get_field(name) for name in names]
    return [f.name for f in fields] + [f"{f.name}_index" for f in fields if getattr(f, "is_personal", False)]


def stored_form(model_field: models.Field, value: Any) -> Any:
    """Return a value as it may be kept in JSON: personal data stay encrypted."""
    value = model_field.get_prep_value(value)
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def loaded_form(model_field: models.Field, value: Any) -> Any:
    """Return what `stored_form` was given."""
    if getattr(model_field, "is_personal", False):
        return model_field.from_db_value(value, None, None)
    return model_field.to_python(value)


_loaders: dict[str, Loader] = {}


def register(loader: Loader) -> None:
    """Make a kind of sheet known; the same code twice is a mistake."""
    if loader.kind.code in _loaders:
        raise ValueError(f"sheet kind {loader.kind.code} is registered twice")
    matching.register(loader.kind)
    _loaders[loader.kind.code] = loader


def get(code: str) -> Loader:
    """Return the loader of a kind.

    :raises KeyError: nobody keeps such sheets
    """
    return _loaders[code]


def every() -> list[Loader]:
    """Return all loaders, those whose records others refer to first."""
    return sorted(_loaders.values(), key=lambda loader: (loader.kind.order, loader.kind.code))


class Keeper(Protocol):
    """Whoever keeps tables that no app knows: custom registers. `work.registers` is the one."""

    def loaders(self, *, actor: Actor, organisation: Any) -> list[Loader]:
        """Return a loader for each register defined at this association, codes `register:<id>`."""
        ...

    def loader_for(self, spec: dict[str, Any], *, organisation: Any) -> Loader:
        """Return the loader of a register that is to be: defined when its first rows are written.

        `spec`: name, columns [{code, title, type, unit}], rules [{title, amount, on, form, unit, when}], keys [code].
        """
        ...


_keepers: list[Keeper] = []


def set_keeper(keeper: Keeper) -> None:
    """Make the keeper of custom registers known."""
    _keepers[:] = [keeper]


def keeper() -> Keeper:
    """Return the keeper of custom registers."""
    return _keepers[0]


def available(*, actor: Actor, organisation: Any) -> list[Loader]:
    """Return every loader an association can use: the apps' own, then its registers'."""
    own = keeper().loaders(actor=actor, organisation=organisation) if _keepers else []
    return [*every(), *own]
