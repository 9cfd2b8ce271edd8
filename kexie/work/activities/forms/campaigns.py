"""Campaigns and brands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.forms import RecordForm
from kexie.core.gate import Actor
from kexie.work.activities import queries
from kexie.work.activities.models import Brand, Campaign

from .activities import suggest


class CampaignForm(RecordForm):
    """One year's edition of a series."""

    series = forms.ChoiceField(label=_("系列"))

    class Meta:
        model = Campaign
        fields = ["series", "year", "theme", "starts_on", "ends_on", "organisation", "introduction", "note"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        series = queries.series_at(actor.organisation, self.instance.series)
        self.fields["series"].choices = [(name, name) for name in series]
        if self.instance._state.adding:
            suggest(self, organisation=actor.organisation.pk, year=clock.today().year)


class BrandForm(RecordForm):
    """What a body has made its own."""

    units = {"since": _("年")}

    class Meta:
        model = Brand
        fields = ["name", "since", "organisation", "introduction"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if self.instance._state.adding:
            suggest(self, organisation=actor.organisation.pk)
