"""Campaigns are kept."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, records
from kexie.work.activities.models import Campaign

from .counting import post_many


def keep_campaign(*, campaign: Campaign, actor: gate.Actor, did: str = "change") -> Campaign:
    """Write a campaign; when its series changed, its activities are posted under the new name.

    :raises NotAllowed: the actor may not edit at the organising body
    :raises Invalid: a field refuses, or the series is there for that year
    """
    gate.require(actor, "edit", campaign)
    with transaction.atomic():
        stored = None if campaign._state.adding else Campaign.objects.filter(pk=campaign.pk).first()
        records.save(campaign, actor=actor, did=did)
        if stored is not None and stored.series != campaign.series:
            activities = [*campaign.activities.select_related("organisation", "campaign")]
            post_many(rows=activities, actor=actor, note=_("主题活动系列改为%s") % campaign.series)
    return campaign
