"""Who is there: signed in at the desk or by their own code; and the codes by which people come to their page."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.refusals import Refusal
from kexie.work.votes.models import Assembly, Mark, Presence, Question, RollEntry, VotingCode

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that are taken for one another
LENGTH = 12  # 59 bits


class NotRunning(Refusal):
    """The assembly has not opened, or is over."""

    code = "not_running"


class HasVoted(Refusal):
    """They have a paper or have voted, so they were there."""

    code = "has_voted"


class UnknownCode(Refusal):
    """No entry of a roll has this code; perhaps it was issued anew."""

    code = "unknown_code"
    status = 404


def attend(*, entry: RollEntry, actor: gate.Actor) -> Presence:
    """Keep that somebody of the roll is there; again changes nothing. By their own code they vote by phone.

    :raises NotAllowed: the actor is neither staff here nor this voter
    :raises NotRunning: the assembly is not running
    """
    gate.require(actor, "attend", entry)
    with transaction.atomic():
        required_running(entry.assembly)
        if there := Presence.objects.filter(entry=entry).first():
            return there
        by_link = getattr(actor, "entry", None) is not None
        how, votes_by = (
            (Presence.How.LINK, Presence.Votes.PHONE) if by_link else (Presence.How.STAFF, Presence.Votes.PAPER)
        )
        return records.save(Presence(entry=entry, how=how, votes_by=votes_by), actor=actor, did="attend")


def undo_attend(*, entry: RollEntry, actor: gate.Actor) -> None:
    """Take back that somebody is there, as when the wrong name was tapped.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotRunning: the assembly is not running
    :raises HasVoted: they have taken a paper or voted
    """
    gate.require(actor, "edit", entry)
    with transaction.atomic():
        required_running(entry.assembly)
        if Mark.objects.filter(entry=entry).exclude(how="").exists():
            raise HasVoted(_("“%s”已经领票或投票，不能撤销报到。") % entry)
        if there := Presence.objects.filter(entry=entry).first():
            records.remove(there, actor=actor, did="undo_attend")


def choose_way(*, entry: RollEntry, votes_by: str, actor: gate.Actor) -> Presence:
    """Say whether somebody who is there votes on paper or by phone: who votes by phone is not handed papers with all.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotRunning: the assembly is not running, or they are not there
    """
    gate.require(actor, "edit", entry)
    with transaction.atomic():
        required_running(entry.assembly)
        there = Presence.objects.filter(entry=entry).first()
        if there is None:
            raise NotRunning(_("“%s”还没有报到。") % entry)
        there.votes_by = votes_by
        return records.save(there, actor=actor, did="choose_way")


def issue_codes(*, assembly: Assembly, entries: Sequence[RollEntry], actor: gate.Actor) -> list[tuple[RollEntry, str]]:
    """Return a fresh code for each of these entries, to be shown this once; a code they had before dies.

    Who comes with a code is whoever it was given to: hand them out against a signature, as ballots are.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotRunning: the assembly is not running
    """
    gate.require(actor, "edit", assembly)
    with transaction.atomic():
        required_running(assembly)
        held = {row.entry_id: row for row in VotingCode.objects.filter(entry__assembly=assembly)}
        made = []
        for entry in entries:
            code = "".join(secrets.choice(LETTERS) for _n in range(LENGTH))
            row = held.get(entry.pk) or VotingCode(entry=entry, issue=0)
            row.key_digest, row.issue = _digest(code), row.issue + 1
            records.save(row, actor=actor, did="issue_codes", is_checked=True)
            made.append((entry, code))
    return made


def entry_of(*, code: str) -> RollEntry:
    """Return the entry a code belongs to, whatever case or blanks it was typed with.

    :raises UnknownCode: there is none
    """
    plain = "".join(code.split()).replace("-", "").lower()
    row = VotingCode.objects.filter(key_digest=_digest(plain)).select_related("entry__assembly__organisation").first()
    if row is None:
        raise UnknownCode(_("没有这个投票码，或者它已经作废。请核对，或到签到台换一张。"))
    return row.entry


def required_running(assembly: Assembly) -> Assembly:
    """Return the assembly as it stands now, locked: it does not end while somebody begins something in it.

    :raises NotRunning: it is not running
    """
    row = Assembly._base_manager.select_for_update(of=("self",)).select_related("organisation").get(pk=assembly.pk)
    if row.state != Assembly.State.RUNNING:
        raise NotRunning(
            _("“%s”还没有开会。") % row if row.state == Assembly.State.PREPARING else _("“%s”已经散会。") % row
        )
    return row


def present_at(question: Question) -> int:
    """Return how many are there now."""
    return Presence.objects.filter(entry__assembly=question.assembly_id).count()


def _digest(code: str) -> str:
    return sha256(f"votes:{code}".encode()).hexdigest()
