"""Voting: handing papers out, casting by phone, closing.

Marks and ballots are written here without a trail line each: a line would say who voted when, which is the one thing
that could lead to a ballot. What was frozen, opened, handed out, closed and counted is in the trail.
"""

from __future__ import annotations

import json
import secrets
from bisect import insort
from collections.abc import Mapping, Sequence
from operator import itemgetter

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.audit import trail
from kexie.core.personal import decrypt, encrypt
from kexie.core.refusals import Invalid, Refusal
from kexie.core.text import clean, why_not_text
from kexie.work.votes import queries, rules
from kexie.work.votes.models import Box, Mark, Presence, Question, RollEntry

from .coming import present_at, required_running

LONGEST_NAME = 20


class NotOpen(Refusal):
    """Nobody can vote on it now."""

    code = "not_open"


class AlreadyVoted(Refusal):
    """They have had their one vote."""

    code = "already_voted"


def open_vote(*, question: Question, actor: gate.Actor) -> Question:
    """Begin the voting on a question, with one mark to give for everybody on the roll.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotRunning: the assembly is not running
    :raises NotOpen: it was voted on before, or too few are there
    """
    gate.require(actor, "edit", question)
    with transaction.atomic():
        question = _locked(question)
        assembly = required_running(question.assembly)
        if question.state != Question.State.WAITING:
            raise NotOpen(_("“%s”已经表决过。") % question)
        entries = [*assembly.roll.order_by("number")]
        present, least = present_at(question), rules.needed(assembly.quorum, len(entries), is_over=False)
        if present < least:
            raise NotOpen(
                _("到会人数不够：应到 %(roll)d 人，实到 %(present)d 人，至少要到 %(least)d 人才能表决。")
                % {"roll": len(entries), "present": present, "least": least}
            )
        question.state = Question.State.OPEN
        records.save(question, actor=actor, did="open_vote", is_checked=True)
        Mark.objects.bulk_create(Mark(question=question, entry=entry) for entry in entries)
        return question


def hand_out(*, question: Question, actor: gate.Actor, entries: Sequence[RollEntry] | None = None) -> int:
    """Keep that papers were handed out, to some or to everybody there who votes on paper; return how many were.

    Nobody gets two, and who has voted by phone gets none.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotOpen: it is not being voted on, or by hands
    :raises AlreadyVoted: the one person asked for has had their vote
    """
    gate.require(actor, "edit", question)
    with transaction.atomic():
        question = _locked(question)
        _require_open(question)
        if not question.is_secret:
            raise NotOpen(_("“%s”是举手表决，不发选票。") % question)
        there = Presence.objects.filter(entry__assembly=question.assembly_id)
        there = there.filter(votes_by=Presence.Votes.PAPER) if entries is None else there.filter(entry__in=entries)
        marks = Mark.objects.filter(question=question, entry__in=there.values("entry"), how="")
        keys = [*marks.order_by("pk").values_list("pk", flat=True)]
        if not keys and entries is not None:
            raise AlreadyVoted(_("没有发出选票：这个人还没有报到，或者已经领票、已经用手机投票。"))
        Mark.objects.filter(pk__in=keys, how="").update(how=Mark.How.PAPER)
        if keys:
            path = question.assembly.organisation.path
            trail.write_many(Mark, keys, actor=actor, did="hand_out", note=str(question), path=path)
    return len(keys)


def take_back_paper(*, question: Question, entry: RollEntry, actor: gate.Actor) -> None:
    """Keep that somebody gave their paper back unused, so that they may vote by phone or get another.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotOpen: it is not being voted on, or they have no paper
    """
    gate.require(actor, "edit", question)
    with transaction.atomic():
        question = _locked(question)
        _require_open(question)
        marks = Mark.objects.filter(question=question, entry=entry, how=Mark.How.PAPER)
        keys = [*marks.values_list("pk", flat=True)]
        if not marks.update(how=Mark.How.NONE):
            raise NotOpen(_("“%s”没有领纸质票。") % entry)
        path = question.assembly.organisation.path
        trail.write_many(Mark, keys, actor=actor, did="take_back_paper", note=str(question), path=path)


def cast(
    *, question: Question, entry: RollEntry, marks: Mapping[str, str], actor: gate.Actor, write_in: Sequence[str] = ()
) -> None:
    """Take the ballot of somebody of the roll: mark that they voted and put it into the box, both or neither.

    The mark is set only where there is none, by one statement: of two requests at once one gets through. The ballot
    takes a serial at random and lies in the box by it; neither time nor order is kept anywhere. Lines left out abstain.

    :raises NotAllowed: the actor is not this voter
    :raises NotOpen: it is not being voted on, not by phone, or they have not signed in
    :raises Invalid: the ballot would be invalid; nothing was cast
    :raises AlreadyVoted: they voted before, or hold a paper
    """
    gate.require(actor, "cast", entry)
    ballot = {"marks": dict(marks), "write_in": [_written(name) for name in write_in if name.strip()]}
    with transaction.atomic():
        question = _locked(question)
        if question.assembly_id != entry.assembly_id:
            raise NotOpen(_("这一项不是您这次会议的。"))
        _require_open(question)
        if not question.by_phone:
            raise NotOpen(_("“%s”不用手机投票，请在现场领票或举手。") % question)
        if not Presence.objects.filter(entry=entry).exists():
            raise NotOpen(_("您还没有报到，请先报到再投票。"))
        paper = queries.paper_of(question)
        if why := rules.why_invalid(paper, ballot):
            raise Invalid(_said(why, paper))
        if not Mark.objects.filter(question=question, entry=entry, how="").update(how=Mark.How.PHONE):
            raise AlreadyVoted(_("您在“%s”已经投过票或领过纸质票，每人只能投一次。") % question)
        _drop(question, ballot)


def close_vote(*, question: Question, actor: gate.Actor) -> Question:
    """End the voting: nobody can vote any more, how many are there is kept, serials nobody used are thrown away.

    :raises NotAllowed: the actor may not edit at this body
    :raises NotOpen: it is not being voted on
    """
    gate.require(actor, "edit", question)
    with transaction.atomic():
        question = _locked(question)
        _require_open(question)
        box = Box.objects.select_for_update().get(question=question)
        box.sealed = encrypt(json.dumps({"ballots": json.loads(decrypt(box.sealed))["ballots"], "unused": []}))
        box.save(update_fields=["sealed"])
        question.state, question.present = Question.State.CLOSED, present_at(question)
        return records.save(question, actor=actor, did="close_vote", is_checked=True)


def _drop(question: Question, ballot: dict[str, object]) -> None:
    """Put a ballot into the box, which is written anew as a whole."""
    box = Box.objects.select_for_update().get(question=question)
    held = json.loads(decrypt(box.sealed))
    unused = held["unused"]
    serial = unused.pop(secrets.randbelow(len(unused)))
    insort(held["ballots"], {"serial": serial, **ballot}, key=itemgetter("serial"))
    box.sealed = encrypt(json.dumps(held))
    box.save(update_fields=["sealed"])


def _locked(question: Question) -> Question:
    rows = Question._base_manager.select_for_update(of=("self",)).select_related("assembly__organisation")
    return rows.get(pk=question.pk)


def _require_open(question: Question) -> None:
    if question.state != Question.State.OPEN:
        raise NotOpen(_("“%(question)s”现在不在投票（%(state)s）。") % {
            "question": question, "state": question.get_state_display(),
        })  # fmt: skip


def _written(name: str) -> str:
    name = "".join(clean(name).split()) if not why_not_text(name) else ""
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid(_("另选他人请写姓名，不超过 %d 个字。") % LONGEST_NAME)
    return name


def _said(why: str, paper: Mapping[str, object]) -> str:
    return {
        "unknown": _("这张票和选票上的内容对不上，请重新打开这一页再投。"),
        "write_in": _("这次选举不能另选他人。"),
        "twice": _("另选的人已经在候选人里，或写了两次。请在候选人那一行表示赞成，不用再写。"),
        "too_many": _("最多选 %s 人，您选多了。多选的票无效，请改少一些。") % paper.get("most"),
        "too_few": _("至少选 %s 人，您选少了。要弃权请全部留空。") % paper.get("least"),
    }[why]
