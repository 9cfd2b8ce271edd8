"""Opening: from here on roll, rules and papers stand for good."""

from __future__ import annotations

import json
import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.core.personal import encrypt
from kexie.core.refusals import Refusal
from kexie.work.votes import queries, rules
from kexie.work.votes.models import Assembly, Box, Question


class Frozen(Refusal):
    """The assembly has opened: roll, rules and papers can no longer change."""

    code = "frozen"


class CannotOpen(Refusal):
    """Something is missing, or it has opened already."""

    code = "cannot_open"


def open_assembly(*, assembly: Assembly, actor: gate.Actor, at: datetime) -> Assembly:
    """Freeze roll, rules and papers, keep the digest of all three in the trail, and begin.

    :raises NotAllowed: the actor may not edit at this body
    :raises CannotOpen: it has opened already, nobody is on the roll, or there is nothing to vote on
    """
    gate.require(actor, "edit", assembly)
    with transaction.atomic():
        assembly = Assembly._base_manager.select_for_update(of=("self",)).get(pk=assembly.pk)
        if assembly.is_frozen:
            raise CannotOpen(_("“%s”已经开会，不用再开一次。") % assembly)
        roll, questions = queries.roll_of(assembly), [*assembly.questions.order_by("number")]
        if not roll["size"]:
            raise CannotOpen(_("应到名单是空的。请先在“名单”里添加应到会的人。"))
        if not questions:
            raise CannotOpen(_("还没有表决事项。请先添加要表决的议案或选举。"))
        frozen = rules.frozen_digest(assembly.rules, roll, [draw_serials(one, roll["size"]) for one in questions])
        for question in questions:
            question.frozen = frozen
            records.save(question, actor=actor, did="freeze", is_checked=True)
        assembly.state, assembly.frozen, assembly.opened_at = Assembly.State.RUNNING, frozen, at
        return records.save(assembly, actor=actor, did="open_assembly", note=_("核对码 %s") % frozen)


def draw_serials(question: Question, size: int) -> dict[str, object]:
    """Draw the serials of a question's phone ballots, put them into its box, and return the paper with their digests.

    There is one for everybody on the roll: a ballot takes one at random, so a serial says nothing of whose it is.
    Whoever does not hold an unused serial can add no ballot, and a copied ballot carries one twice.
    """
    unused = [secrets.token_hex(16) for _n in range(size)] if question.by_phone else []
    question.serials = sorted(rules.digest(serial) for serial in unused)
    Box.objects.update_or_create(
        question=question, defaults={"sealed": encrypt(json.dumps({"ballots": [], "unused": unused}))}
    )
    return {"paper": queries.paper_of(question), "serials": question.serials}
