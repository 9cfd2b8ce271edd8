"""The closing page: what came of an activity."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm
from kexie.core.gate import Actor
from kexie.office.ledger.models import Evidence
from kexie.work.activities import measures, queries, rules
from kexie.work.activities.models import Activity, Session

from .activities import BY_HAND, UNITS
from .photos import Photos


class ClosingForm(RecordForm):
    """The results its form asks for, how they were obtained, which sessions took place, and photos.

    `held` holds the keys of the sessions that took place, None where there is no timetable.
    """

    took_place = forms.MultipleChoiceField(
        label=_("办了哪几场"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("没有勾选的记为取消。")
    )  # fmt: skip
    evidence = forms.ChoiceField(label=_("这些数是怎么来的"), widget=forms.RadioSelect)
    estimated = forms.MultipleChoiceField(
        label=_("其中哪些数是估计的"), required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    photos = Photos(label=_("照片"), help_text=_("可以不传；照片里的位置和拍摄时间不会留下。"))
    units = UNITS

    class Meta:
        model = Activity
        fields = ["sessions", *rules.RESULTS, "is_excellent"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        row = self.instance
        words = dict(Evidence.choices)
        self.fields["evidence"].choices = [(code, words[code]) for code in BY_HAND]
        self.initial["evidence"] = row.evidence if row.evidence in BY_HAND else Evidence.COUNTED
        planned = [one for one in row.timetable.all() if one.state != Session.State.CANCELLED]
        if planned:
            self.fields["took_place"].choices = [(one.pk, queries.said(one)) for one in planned]
            self.initial["took_place"] = [one.pk for one in planned]
            del self.fields["sessions"]
        else:
            del self.fields["took_place"]
        if row.people_from == Activity.PeopleFrom.DOOR:
            for name in rules.PEOPLE:
                del self.fields[name]
        asked = [name for name in rules.RESULTS if name in self.fields]
        self.own = queries.own_results(row.organisation).get(row.form, [])
        for number, title in enumerate(self.own):
            field = forms.IntegerField(label=title, required=False, min_value=0, widget=forms.TextInput())
            field.widget.attrs["inputmode"], field.unit = "numeric", ""
            self.fields[f"own_{number}"] = field
            self.initial[f"own_{number}"] = row.more_results.get(title)
        self.fields["estimated"].choices = [
            *((name, measures.RESULTS[name].title) for name in asked), *((title, title) for title in self.own)
        ]  # fmt: skip
        self.initial["estimated"] = row.estimated
        own = [f"own_{number}" for number in range(len(self.own))]
        self.order_fields(
            ["took_place", "sessions", *own, *asked, "evidence", "estimated", "is_excellent", "photos"]
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Put what was typed on the activity."""
        values = super().clean()
        row = self.instance
        own = {title: values.get(f"own_{number}") for number, title in enumerate(self.own)}
        kept = {title: amount for title, amount in row.more_results.items() if title not in own}
        row.more_results = kept | {title: amount for title, amount in own.items() if amount is not None}
        row.evidence, row.estimated = values.get("evidence", row.evidence), values.get("estimated", [])
        chosen = values.get("took_place")
        self.held = None if chosen is None else {int(key) for key in chosen}
        return values
