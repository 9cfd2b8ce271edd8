"""Spellings that mean a body, and what bodies report of their members."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import events, gate, paths, records
from kexie.core.refusals import Invalid
from kexie.network.organisations import rules
from kexie.network.organisations.events import MembersReported, MembersRetracted
from kexie.network.organisations.models import Alias, Organisation


def learn_alias(*, text: str, organisation: Organisation, actor: gate.Actor) -> Alias | None:
    """Remember that a spelling means a body, from now on and in every import; None when its names say so already.

    The newest correction holds: what the spelling was learned to mean before, in the tree the actor may edit, is
    forgotten.

    :raises NotAllowed: the actor may not edit this body
    :raises Invalid: the text is empty, or it is the name of another body beside this one
    """
    gate.require(actor, "edit", organisation)
    with transaction.atomic():
        return keep_alias(organisation=organisation, text=text, actor=actor, is_learned=True)


def keep_alias(*, organisation: Organisation, text: str, actor: gate.Actor, is_learned: bool) -> Alias | None:
    """Store one spelling, within the transaction of the verb that brings it about.

    :raises NotAllowed: the actor may neither edit nor found this body
    :raises Invalid: the text is empty, or it is the name of another body beside this one
    """
    if not gate.allows(actor, "edit", organisation):
        gate.require(actor, "found", organisation)
    name = rules.normal_name(text)
    if not name:
        raise Invalid(_("写法是空的，没有什么可记。"))
    if name == rules.normal_name(organisation.name):
        return None
    root = paths.ancestors(organisation.path)[0]
    others = Organisation.objects.under(root).standing().visible_to(actor).exclude(pk=organisation.pk)
    namesake = next((row for row in others.filter(name=text.strip())), None)
    if namesake is not None:
        raise Invalid(
            _("“%(text)s”就是另一个组织的名称，不能再当作“%(name)s”。") % {"text": text, "name": organisation}
        )
    taken = Alias.objects.filter(text=name).visible_to(actor).select_related("organisation")
    for old in taken:
        if old.organisation_id == organisation.pk:
            return old
        if gate.allows(actor, "edit", old):
            records.remove(old, actor=actor, did="forget_alias", note=_("改为指“%s”") % organisation)
    alias = Alias(organisation=organisation, text=name, is_learned=is_learned)
    return records.save(alias, actor=actor, did="learn_alias")


def report_members(*, organisation: Organisation, amount: int, on: date, evidence: str, actor: gate.Actor) -> None:
    """Pass on how many members a body says it has as of a day; those who keep members hear it.

    :raises NotAllowed: the actor may not edit this body
    :raises Invalid: the number is below zero
    """
    gate.require(actor, "edit", organisation)
    if amount < 0:
        raise Invalid(_("会员数不能是负数。"))
    events.announce(MembersReported(organisation, amount, on, evidence, actor))


def retract_members(*, organisation: Organisation, on: date, actor: gate.Actor) -> None:
    """Pass on that a body reported no members as of a day after all; those who keep members hear it.

    :raises NotAllowed: the actor may not edit this body
    """
    gate.require(actor, "edit", organisation)
    events.announce(MembersRetracted(organisation, on, actor))
