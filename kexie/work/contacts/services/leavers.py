"""Asking about contacts whose post ended: do they go on, or who does."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kexie.core import clock, gate, records
from kexie.work.contacts.models import Tie
from kexie.work.contacts.queries import running
from kexie.work.governance.models import Appointment


def ask_about_leavers(*, actor: gate.Actor, at: datetime) -> int:
    """Mark the ties of contacts whose last post at their body ended, once a post, and return how many those are.

    A tie goes on until somebody ends it, hands it on, or saves it: only they know whether a former chairman still
    keeps contact.

    :raises NotAllowed: the actor may edit nowhere
    """
    gate.require(actor, "edit", Tie)
    today = clock.day(at)
    known = Appointment.objects.filter(is_pending=False)
    here = known.filter(person=OuterRef("person"), organisation=OuterRef("organisation"))
    holds = Exists(here.filter(Q(until_on=None) | Q(until_on__gte=today)))
    ties = Tie.objects.filter(running(today), Exists(here.filter(until_on__lt=today)), ~holds, is_doubted=False)
    asked = 0
    with transaction.atomic():
        for tie in ties.select_related("person", "organisation", "body", "worker"):
            ended = known.filter(person=tie.person_id, organisation=tie.organisation_id, until_on__lt=today)
            last = ended.order_by("-until_on", "-pk").values_list("pk", flat=True).first()
            if last != tie.doubted_after:
                tie.is_doubted, tie.doubted_after = True, last
                records.save(tie, actor=actor, did="ask_leaver", is_checked=True)
                asked += 1
    return asked
