"""What comes in by tables, many rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kexie.core import gate, records
from kexie.core.terms import services as terms
from kexie.network.organisations.models import Organisation
from kexie.work.activities import measures
from kexie.work.activities.models import Activity, Campaign, Party

from .counting import post_many


def settle_imported(*, drafts: Sequence[Activity], organisation: Organisation, actor: gate.Actor) -> None:
    """Store the campaigns and the forms that imported activities name and nobody kept before, at the organisation.

    :raises NotAllowed: the actor may not import at the organisation
    """
    gate.require(actor, "import", organisation)
    link = Activity._meta.get_field("campaign")
    for draft in drafts:
        if link.is_cached(draft) and (campaign := draft.campaign) is not None:
            if campaign._state.adding:
                there = Campaign.objects.filter(
                    organisation=campaign.organisation, series=campaign.series, year=campaign.year
                ).first()
                campaign = there or records.save(campaign, actor=actor, did="import")
            draft.campaign = campaign
    terms.adopt(kind=measures.FORM, names=(draft.form for draft in drafts), path=organisation.path, actor=actor)


def post_imported(
    *, rows: Sequence[Activity], joined: Mapping[int, Sequence[Organisation]], actor: gate.Actor, path: str, note: str
) -> None:
    """Store the co-hosts that an import names (by activity key), and post the activities it wrote.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Activity)
    parties = [Party(activity_id=key, organisation=body) for key, bodies in joined.items() for body in bodies]
    records.add_many(parties, actor=actor, did="join_activity", path=path, note=note)
    post_many(rows=rows, actor=actor, note=note)
