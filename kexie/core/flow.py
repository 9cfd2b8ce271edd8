"""States a row passes through, declared as data and walked through one door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import gate, records
from .refusals import Refusal


class WrongState(Refusal):
    """The row is not in a state this move starts from, or something about it stands in the way."""

    code = "wrong_state"


@dataclass(frozen=True)
class Move:
    """One arrow of the diagram: `name` takes a row from any of `sources` to `target`."""

    name: str
    title: str | Promise  # the verb on the button
    sources: tuple[str, ...]
    target: str
    may: str  # the gate action it needs
    guard: Callable[..., str] | None = None  # returns why not, or ""
    note_required: bool = False
    when: Callable[..., bool] | None = None  # whether the page offers it for a row now; None: always
    asks: bool = False  # it asks for more on a page of its own, at the move's address


@dataclass(frozen=True)
class Flow:
    """All moves of one model's state field."""

    moves: tuple[Move, ...]
    field: str = "state"

    def open_to(self, row: records.Record, actor: gate.Actor) -> list[Move]:
        """Return the moves `actor` may make now: what the page shows as buttons."""
        state = getattr(row, self.field)
        return [
            m for m in self.moves
            if state in m.sources and (m.when is None or m.when(row)) and gate.allows(actor, m.may, row)
        ]  # fmt: skip

    def walk(self, row: records.R, name: str, *, actor: gate.Actor, note: str = "", **changes: object) -> records.R:
        """Make move `name` under a row lock, with any other field `changes`, and trail it.

        :raises NotAllowed: the actor lacks the move's action
        :raises WrongState: the row is not in one of the move's sources, a note is missing, or its guard objects
        """
        move = next(m for m in self.moves if m.name == name)
        with transaction.atomic():
            row = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
            gate.require(actor, move.may, row)
            if getattr(row, self.field) not in move.sources:
                state = dict(row._meta.get_field(self.field).flatchoices).get(getattr(row, self.field))
                raise WrongState(
                    _("“%(row)s”现在是“%(state)s”，不能%(move)s。请刷新页面看最新状态。")
                    % {"row": row, "state": state, "move": move.title},
                    move=name,
                )
            if move.note_required and not note.strip():
                raise WrongState(_("请写明%(move)s的原因。") % {"move": move.title}, code="note_required", move=name)
            if move.guard and (why := move.guard(row)):
                raise WrongState(why, move=name)
            for field, value in {**changes, self.field: move.target}.items():
                setattr(row, field, value)
            return records.save(row, actor=actor, did=name, note=note)
