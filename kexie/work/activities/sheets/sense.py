"""What a table says about all of its rows: campaign, form, period, and whom the hosts named in it are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import gate
from kexie.core.loading import Context, Row
from kexie.core.refusals import Invalid
from kexie.core.sheets.headers import split_label
from kexie.core.sheets.values import Span, parse_number, parse_period, years_in
from kexie.core.terms import queries as terms
from kexie.core.terms.kinds import Dictionary, Word
from kexie.core.text import clean, fold
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Organisation
from kexie.work.activities import measures
from kexie.work.activities.models import Activity, Campaign

_AND = re.compile(r"[、，,;；/\n]|(?:和|与|会同|联合)(?=.{2})")
_YEAR = re.compile(r"^\D{0,2}\d{4}\s*年度?|（\d{4}年?）|\(\d{4}年?\)")


@dataclass
class Said:
    """A value made out of a row, and what a person should look at."""

    value: Any
    doubt: str = ""


@dataclass
class Hosts:
    """Who held an activity: the lead, those of the tree who joined it, and the names nobody in the tree has."""

    lead: Organisation
    others: list[Organisation] = field(default_factory=list)
    text: str = ""
    doubt: str = ""


class Sense:
    """One table's common sense. Built once a table, asked for every row."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.heading = clean(f"{context.title} {context.sheet_name}")
        path = context.organisation.path
        self.forms = terms.dictionary(measures.FORM, path)
        self.series = terms.dictionary(measures.SERIES, path)
        found = Dictionary(_titled(word) for word in self.forms.words).named_in(self.heading)
        self.form = self.forms.find(found[0].name) if len(found) == 1 else None
        named = self.series.named_in(self.heading)
        self.campaign = named[0].name if named else ""
        self.towns = {town.name: town for town in organisations.towns_of(context.organisation.division)}
        self._names: organisations.Names | None = None
        self._may: dict[int, bool] = {}
        self._campaigns: dict[tuple[str, int], Campaign] = {}

    def period(self, row: Row) -> Said:
        """Return when it was held, as Span; where the cell is empty the month or year of the heading stands in.

        :raises Invalid: nothing says when
        """
        span: Span | None = row.get("on")
        doubt = ""
        if span is None:
            month = re.search(r"\d{1,2}月(?:份)?", self.heading)
            years = years_in(self.heading)
            told = month[0] if month else f"{years[0]}年" if years else ""
            span = parse_period(told, year=self.context.year).value if told else None
            if span is None:
                raise Invalid(_("没有写活动时间，表名里也没有年份和月份，不知道计入哪一天。请补上日期。"))
            doubt = _("没有写活动时间，按表名里的“%s”记") % told
        elif span.precision == "year":
            doubt = _("只写了年份，从这一年的 1 月 1 日记起")
        if (end := row.get("ends_on")) and end > span.start:
            span = Span(span.start, end)
        return Said(span, doubt)

    def form_of(self, row: Row, name: str) -> Said:
        """Return the form as a word: by its column, else by the heading (narrowed by the name), else by the name."""
        text = row.get("form", "")
        if text:
            if word := self.forms.find(text):
                return Said(word)
            among = self.forms.named_in(text)
            if len(among) == 1:
                return Said(among[0], _("活动形式“%(text)s”按“%(form)s”记") % {"text": text, "form": among[0].name})
            if among and _AND.search(text):
                return Said(
                    among[0], _("活动形式写了几种（%(text)s），按“%(form)s”记") % {"text": text, "form": among[0].name}
                )
            fresh = clean(text)[:40]
            return Said(Word(fresh), _("“%s”是没见过的活动形式，确认后收进词表") % fresh)
        if self.form:
            narrower = [w for w in self.forms.words if self.form.name in w.extra.get("within", ())]
            return Said(next((w for w in narrower if any(s in name for s in w.spellings)), self.form))
        among = self.forms.named_in(name)
        if among:
            return Said(among[0])
        return Said(Word(measures.OTHER), _("看不出是什么形式的活动，先记为“其他”"))

    def campaign_of(self, row: Row, year: int) -> Campaign | None:
        """Return the campaign of a row: by its column, else by the heading; one nobody kept yet is unsaved."""
        text = _YEAR.sub("", row.get("campaign", "")).strip()
        series = (word.name if (word := self.series.find(text)) else text[:60]) if text else self.campaign
        return self._campaign(series, year) if series else None

    def hosts(self, row: Row) -> Hosts:
        """Return who held it. A name nobody in the tree has is kept as text and counted where the table comes from.

        :raises Invalid: the actor may not record for the lead
        """
        found = self._named(row)
        if not self._may_import(found.lead):
            raise Invalid(_("您不能替“%s”登记活动。请由这个单位或它的上级导入。") % found.lead)
        others, unknown = self._split(row.get("co_hosts", ""))
        found.others = [body for body in dict.fromkeys([*found.others, *others]) if body != found.lead]
        found.text = "、".join(filter(None, [found.text, *unknown]))[:200]
        return found

    def more_results(self, row: Row, form: Word) -> tuple[dict[str, int], dict[str, str]]:
        """Return the columns that are the form's own results, and those only kept."""
        own = (split_label(line)[0] for line in form.extra.get("results", ()))
        titles = {fold(title): title for title in own}
        counted, kept = {}, {}
        for header, text in row.extra.items():
            title = titles.get(fold(split_label(header)[0]))
            number = parse_number(text).value if title else None
            if title and number is not None and number == int(number) and number >= 0:
                counted[title] = int(number)
            else:
                kept[header] = text
        return counted, kept

    def town_of(self, place: str) -> Any:
        """Return the division a place is or lies in, if its name says so."""
        if place in self.towns:
            return self.towns[place]
        return next((town for name, town in self.towns.items() if place.startswith(name)), None)

    def _named(self, row: Row) -> Hosts:
        context = self.context
        if body := row.get("organisation"):
            return Hosts(body)
        home = context.filer or context.organisation
        text = row.unknown.get("organisation", "")
        if not text:
            return Hosts(home)
        bodies, unknown = self._split(text)
        if bodies:
            return Hosts(bodies[0], bodies[1:], "、".join(unknown))
        return Hosts(
            home, [], text[:200], _("组织名录里没有“%(text)s”，暂记在“%(home)s”名下") % {"text": text, "home": home}
        )

    def _split(self, text: str) -> tuple[list[Organisation], list[str]]:
        bodies, unknown = [], []
        for part in filter(None, map(str.strip, _AND.split(text))):
            if self._names is None:
                self._names = organisations.Names(self.context.organisation)
            body = self._names.find(part).organisation
            if body is None:
                unknown.append(part)
            else:
                bodies.append(body)
        return bodies, unknown

    def _may_import(self, body: Organisation) -> bool:
        if body.pk not in self._may:
            self._may[body.pk] = gate.allows(self.context.actor, "import", Activity(organisation=body))
        return self._may[body.pk]

    def _campaign(self, series: str, year: int) -> Campaign:
        if (series, year) not in self._campaigns:
            home = self.context.organisation
            kept = Campaign.objects.visible_to(self.context.actor).filter(series=series, year=year)
            near = [c for c in kept.select_related("organisation") if home.path.startswith(c.organisation.path)]
            nearest = max(near, key=lambda campaign: len(campaign.organisation.path), default=None)
            self._campaigns[series, year] = nearest or Campaign(organisation=home, series=series, year=year)
        return self._campaigns[series, year]


def whole(row: Row, code: str, title: str) -> int | None:
    """Return a result as a whole number, or None for an empty cell.

    :raises Invalid: it is negative, broken or impossibly large
    """
    number = row.get(code)
    if number is None:
        return None
    if number < 0 or number != int(number) or number > 2_000_000_000:
        raise Invalid(_("“%(title)s”写的是 %(number)s，应是不小于 0 的整数。") % {"title": title, "number": number})
    return int(number)


def lies_ahead(span: Span, today: date) -> bool:
    """Test whether an activity is still to come."""
    return span.start > today


def _titled(word: Word) -> Word:
    return Word(word.name, (*word.synonyms, *word.extra.get("titles", ())))
