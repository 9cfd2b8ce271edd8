"""What people type about activities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.forms import RecordForm
from kexie.core.gate import Actor
from kexie.core.text import clean
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Organisation
from kexie.office.ledger.models import Evidence

from . import measures, queries, rules
from .models import Activity, Campaign

UNITS = {name: measure.unit for name, measure in measures.RESULTS.items()} | {"sessions": measures.HELD.unit}
BY_HAND = (Evidence.COUNTED, Evidence.REPORTED)
SAY_DATES = {
    "ends_before": ("ends_on", _("结束日期早于开始日期。")),
    "too_far": ("starts_on", _("日期在五年以后，请核对年份。")),
}


class ActivityForm(RecordForm):
    """Everything about one activity. `parties` holds the co-hosts once it is valid."""

    form = forms.ChoiceField(label=_("活动形式"))
    co_hosts = forms.CharField(
        label=_("合办单位"), required=False, widget=forms.Textarea, help_text=_("组织名录里的单位，一行一个。")
    )
    more = forms.CharField(label=_("其他结果"), required=False, widget=forms.Textarea)
    estimated = forms.MultipleChoiceField(
        label=_("哪些数是估计的"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(name, measure.title) for name, measure in measures.RESULTS.items()],
    )  # fmt: skip
    is_held = forms.BooleanField(label=_("已经办完，计入台账"), required=False, initial=True)
    units = UNITS
    sections = [
        (
            _("办了什么"),
            ["name", "form", "campaign", "starts_on", "ends_on", "starts_time", "ends_time", "place", "channel"],
        ),
        (_("谁办的"), ["organisation", "co_hosts", "sharing", "host_text", "team", "is_led", "is_excellent"]),
        (_("成效"), ["sessions", *rules.RESULTS, "more", "evidence", "estimated", "is_held", "note"]),
    ]

    class Meta:
        model = Activity
        fields = [
            "name", "form", "campaign", "starts_on", "ends_on", "starts_time", "ends_time", "place", "channel",
            "organisation", "sharing", "host_text", "team", "is_led", "is_excellent", "sessions", *rules.RESULTS,
            "evidence", "note",
        ]  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        row, here = self.instance, actor.organisation
        self.fields["form"].choices = [(name, name) for name in queries.forms_at(here, row.form)]
        words = dict(Evidence.choices)
        self.fields["evidence"].choices = [(v, words[v]) for v in dict.fromkeys((*BY_HAND, row.evidence))]
        own = queries.own_results(here)
        asked = "；".join(f"{form}：{'、'.join(lines)}" for form, lines in own.items())
        self.fields["more"].help_text = _("一行一个，写“名称 数量”。%s") % asked
        if row._state.adding:
            _suggest(self, organisation=here.pk, starts_on=clock.today())
            return
        del self.fields["is_held"]
        self.initial["co_hosts"] = "\n".join(party.organisation.name for party in self._parties())
        self.initial["more"] = "\n".join(f"{title} {amount}" for title, amount in row.more_results.items())
        self.initial["estimated"] = row.estimated

    def clean(self) -> dict[str, Any]:
        """Find the co-hosts, read the other results, and check the days."""
        values = super().clean()
        why = rules.why_not_dates(starts_on=values.get("starts_on"), ends_on=values.get("ends_on"), today=clock.today())
        if why:
            self.add_error(*SAY_DATES[why])
        self.parties = self._found(values.get("co_hosts", ""))
        more, refused = rules.parse_lines(values.get("more", ""))
        if refused:
            self.add_error("more", _("“%s”看不懂，请写成“名称 数量”，数量用阿拉伯数字。") % refused[0])
        row = self.instance
        row.more_results, row.estimated = more, values.get("estimated", [])
        if row._state.adding:
            row.state = Activity.State.COMPLETED if values.get("is_held") else Activity.State.PLANNED
        return values

    def _parties(self) -> list[Any]:
        return [*self.instance.parties.select_related("organisation")] if self.instance.pk else []

    def _found(self, text: str) -> list[Organisation]:
        """Return the bodies whose names were typed; those that were co-hosts already are known in any case."""
        there = {clean(party.organisation.name): party.organisation for party in self._parties()}
        names = [name for name in map(clean, text.splitlines()) if name]
        book = organisations.Names(self.actor.organisation) if set(names) - set(there) else None
        found = []
        for name in names:
            body = there.get(name) or book.find(name).organisation
            if body is None:
                self.add_error("co_hosts", _("组织名录里没有“%s”。请核对名称，或写到“其他主办、协办单位”里。") % name)
            else:
                found.append(body)
        return found


class Several(forms.FileInput):
    """A picker of several files."""

    allow_multiple_selected = True


class Photos(forms.FileField):
    """Photos, several at once, each as it may be kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=Several({"accept": "image/jpeg,image/png"}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[rules.Picture]:
        """Return the photos without their metadata."""
        sent = [super(Photos, self).clean(one) for one in data or ()]
        if len(sent) > rules.MOST:
            raise forms.ValidationError(_("一次最多传 %d 张照片。") % rules.MOST)
        found = []
        for one in sent:
            picture = rules.picture_of(one.read()) if one.size <= rules.LARGEST else None
            if picture is None:
                say = _("“%(name)s”不是完整的 JPG 或 PNG 照片，或超过 %(most)d MB，没有收下。")
                raise forms.ValidationError(say % {"name": one.name, "most": rules.LARGEST >> 20})
            found.append(picture)
        return found


class PhotosForm(forms.Form):
    """Photos for an activity that is there already."""

    photos = Photos(label=_("照片"))


class QuickForm(RecordForm):
    """记一笔: four things to say, the rest guessed."""

    form = forms.ChoiceField(label=_("什么形式"))
    evidence = forms.ChoiceField(
        label=_("人数是怎么来的"), widget=forms.RadioSelect, initial=Evidence.COUNTED,
        choices=[(Evidence.COUNTED, _("数出来的（实数）")), (Evidence.ESTIMATED, _("估计的"))],
    )  # fmt: skip
    photos = Photos(label=_("照片"), help_text=_("可以一次选几张；照片里的位置和拍摄时间不会留下。"))
    units = UNITS
    main = ("name", "starts_on", "participations", "evidence", "form")

    class Meta:
        model = Activity
        fields = ["name", "starts_on", "participations", "form", "place", "campaign", "volunteers", "leaflets", "note"]
        labels = {
            "name": _("做了什么"),
            "starts_on": _("哪一天"),
            "participations": _("多少人次参加"),
            "place": _("在哪里"),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        here, today = actor.organisation, clock.today()
        self.instance.organisation = here
        self.fields["form"].choices = [(n, n) for n in queries.forms_at(here, self.initial.get("form", ""))]
        self.fields["campaign"].queryset = self.fields["campaign"].queryset.filter(
            year__in=(today.year, today.year - 1)
        )
        self.fields["name"].widget.attrs["placeholder"] = _("如：泗门镇防震减灾讲座")
        self.fields["starts_on"].widget.attrs["max"] = today.isoformat()
        self.fields["participations"].required = True

    def clean(self) -> dict[str, Any]:
        """Note which numbers were estimated."""
        values = super().clean()
        if why := rules.why_not_dates(starts_on=values.get("starts_on"), ends_on=None, today=clock.today()):
            self.add_error(*SAY_DATES[why])
        guessed = values.get("evidence") == Evidence.ESTIMATED
        self.instance.estimated = [name for name in rules.RESULTS if guessed and values.get(name) is not None]
        return values

    def asked(self) -> list[forms.BoundField]:
        """Return the fields everyone fills in."""
        return [self[name] for name in self.main]

    def rest(self) -> list[forms.BoundField]:
        """Return the fields that may be left alone."""
        return [self[name] for name in self.fields if name not in self.main]


class CampaignForm(RecordForm):
    """One year's edition of a series."""

    series = forms.ChoiceField(label=_("系列"))

    class Meta:
        model = Campaign
        fields = ["series", "year", "theme", "starts_on", "ends_on", "organisation", "note"]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        series = queries.series_at(actor.organisation, self.instance.series)
        self.fields["series"].choices = [(name, name) for name in series]
        if self.instance._state.adding:
            _suggest(self, organisation=actor.organisation.pk, year=clock.today().year)


def _suggest(form: forms.ModelForm, **values: Any) -> None:
    """Fill in what a new row most likely says, where nothing is said yet."""
    for name, value in values.items():
        form.initial[name] = form.initial.get(name) or value
