"""Which body a piece of text means: the matcher behind imports and search boxes. It never guesses between two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kexie.core import clock, paths
from kexie.network.organisations import rules
from kexie.network.organisations.models import Alias, FormerName, Level, Organisation

from .divisions import chain_of

ASSOCIATIONS = frozenset(
    (Organisation.Kind.ASSOCIATION, Organisation.Kind.ENTERPRISE, Organisation.Kind.PARK, Organisation.Kind.UNIVERSITY)
)
MOST_CANDIDATES = 5
MOST_NEAR = 5000  # names compared with an unknown one
ALIKE = 0.5  # share of character pairs two names have in common to be offered


@dataclass(frozen=True)
class Match:
    """What a text means. Without an `organisation` nobody may act on it; `candidates` are offered to a person.

    `how` says why: "name", "learned", "former", "variant" or "merged" when it is clear, "ambiguous", "dissolved" or
    "similar" when it is not, "" when nothing is alike.
    """

    organisation: Organisation | None
    how: str
    candidates: tuple[Organisation, ...] = ()


def comparable(name: str) -> str:
    """Return a name as two bodies under one parent are compared: 泗门镇科协 = 泗门镇 科学技术协会."""
    return rules.canon(rules.normal_name(name))


def stem_of(name: str) -> str:
    """Return a comparable name without 科协, 办事处, 人民政府: the place or firm it is of."""
    return rules.stem(rules.normal_name(name))


def siblings(organisation: Organisation, kind: str) -> dict[tuple[int | None, str], int]:
    """Return every body of a kind below an organisation by parent and comparable name, even those taken back."""
    rows = Organisation.objects.under(organisation.path).filter(kind=kind).values_list("parent_id", "name", "pk")
    return {(parent, comparable(name)): key for parent, name, key in rows}


def is_town_name(name: str) -> bool:
    """Test whether a name is a town's, written with its level: 泗门镇科协, 朗霞街道办, but not 水营 or 各乡镇."""
    return rules.is_town(rules.normal_name(name))


def town_name(name: str) -> str:
    """Return a town's name without county and office (防城区水营街道办事处 → 水营街道); any other name as it is."""
    return rules.town_name(name)


def town_forms(name: str) -> tuple[str, str]:
    """Return what a town is told by, with what kind of town it is and without: 白岩畲族乡科协 → 白岩乡, 白岩."""
    return rules.town_forms(rules.normal_name(name))


class Names:
    """The names in the tree of one association, loaded once and asked for every cell of an import.

    `on` is the day the texts speak of: a body dissolved before is only offered.
    """

    def __init__(self, organisation: Organisation, *, on: date | None = None) -> None:
        self.top = organisation
        self.on = on or clock.today()
        bodies = Organisation.objects.under(organisation.path).standing().without_personal().order_by("path")
        self._bodies = {body.pk: body for body in bodies}
        # From the surest to the least sure: form → keys of the bodies written so.
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._learned: dict[str, set[int]] = defaultdict(set)
        self._former: dict[str, set[int]] = defaultdict(set)
        self._usual: dict[str, set[int]] = defaultdict(set)
        self._short: dict[str, set[int]] = defaultdict(set)
        self._levelless: dict[str, set[int]] = defaultdict(set)  # towns registered without their level: 水营科协
        self._pairs: dict[str, set[int]] = {}
        self._known: dict[tuple[str, frozenset[str]], Match] = {}
        self.places = rules.places_of(organisation.name, [row.name for row in chain_of(organisation.division)])
        self._read_names()
        self._read_other_names()

    def find(self, text: str, kinds: Collection[str] = ()) -> Match:
        """Return what a text means, among bodies of some `kinds` only if they are given."""
        asked = (text, frozenset(kinds))
        if asked not in self._known:
            self._known[asked] = self._find(rules.normal_name(text), asked[1])
        return self._known[asked]

    def town_within(self, text: str) -> Organisation | None:
        """Return the town whose name stands first in a longer text: 华石镇枫树村 → 华石镇科协; None where none does."""
        name = rules.bare(rules.normal_name(text), self.places)
        for find in (str.find, rules.place_of_town):  # as it is registered, else written with another level or people
            found = []
            for body in filter(_is_town, self._bodies.values()) if name else ():
                form = rules.stem(rules.bare(rules.normal_name(body.name), self.places))
                if (at := find(name, form)) >= 0 and (find is not str.find or rules.is_town(form)):
                    found.append((at, -len(form), body))
            alive = [each for each in found if each[2].dissolved_on is None or self.on < each[2].dissolved_on]
            if alive:
                return min(alive, key=lambda each: each[:2])[2]
        return None

    def add(self, body: Organisation) -> None:
        """Make a body known that was founded after the names were read."""
        self._bodies[body.pk] = body
        self._index(body)
        self._known.clear()
        self._pairs.clear()

    def _read_names(self) -> None:
        for body in self._bodies.values():
            self._index(body)

    def _index(self, body: Organisation) -> None:
        forms = self._forms(body.name, body)
        self._exact[forms.exact].add(body.pk)
        for form in forms.usual:
            self._usual[form].add(body.pk)
        for form in forms.short:
            self._short[form].add(body.pk)
        if _is_town(body):
            for form in forms.short & forms.usual:
                self._levelless[form].add(body.pk)

    def _read_other_names(self) -> None:
        path = self.top.path
        inside = {"organisation__path__gte": path, "organisation__path__lt": paths.after(path)}
        for key, text in Alias.objects.filter(**inside).values_list("organisation_id", "text"):
            if key in self._bodies:
                self._learned[text].add(key)
        for key, name in FormerName.objects.filter(**inside).values_list("organisation_id", "name"):
            if key in self._bodies:
                forms = self._forms(name, self._bodies[key])
                for form in {forms.exact, *forms.usual}:
                    self._former[form].add(key)

    def _forms(self, name: str, body: Organisation) -> rules.Forms:
        above = self._bodies.get(body.parent_id)
        town = rules.stem(rules.normal_name(above.name)) if above and above.kind in ASSOCIATIONS else ""
        return rules.forms_of(
            name, is_association=body.kind in ASSOCIATIONS, places=self.places, town=town,
            is_town=_is_town(body),
        )  # fmt: skip

    def _find(self, name: str, kinds: frozenset[str]) -> Match:
        if not name:
            return Match(None, "")
        bare = rules.bare(rules.canon(name), self.places)
        stages = [
            (self._exact, name, "name"), (self._learned, name, "learned"), (self._former, name, "former"),
            (self._usual, rules.canon(name), "variant"), (self._usual, bare, "variant"),
            (self._usual, rules.stem(name), "variant"), (self._usual, rules.stem(bare), "variant"),
            (self._short, bare, "variant"), (self._short, rules.stem(bare), "variant"),
            (self._former, rules.stem(bare), "former"),
            (self._levelless, rules.without_level(rules.stem(bare)), "variant"),
            (self._usual, rules.stem(rules.town_name(bare)), "variant"),
        ]  # fmt: skip
        for index, form, how in stages:
            keys = {key for key in index.get(form, ()) if not kinds or self._bodies[key].kind in kinds}
            if keys:
                return self._settle(keys, how)
        alike = self._alike(bare, kinds)
        return Match(None, "similar" if alike else "", alike)

    def _settle(self, keys: set[int], how: str) -> Match:
        found = [self._bodies[key] for key in sorted(keys)]
        alive = [body for body in found if body.dissolved_on is None or self.on < body.dissolved_on]
        if len(alive) == 1:
            return Match(alive[0], how, tuple(alive))
        if alive:
            return Match(None, "ambiguous", tuple(alive[:MOST_CANDIDATES]))
        heirs = {body.successor_id for body in found}
        if len(heirs) == 1 and (heir := self._bodies.get(heirs.pop())) is not None:
            return Match(heir, "merged", (heir,))
        return Match(None, "dissolved", tuple(found[:MOST_CANDIDATES]))

    def _alike(self, name: str, kinds: frozenset[str]) -> tuple[Organisation, ...]:
        if not self._pairs:
            pairs = defaultdict(set)
            for form, keys in self._usual.items():
                for pair in rules.pairs_of(form):
                    pairs[pair] |= {(form, key) for key in keys}
            self._pairs = pairs
        own = rules.pairs_of(name)
        # The rarest pairs find; those that thousands of names share (协会, 村委) only count for a name found.
        near: set[tuple[str, int]] = set()
        for entries in sorted((self._pairs.get(pair, set()) for pair in own), key=len):
            if near and len(near) + len(entries) > MOST_NEAR:
                break
            near |= entries
        best: dict[int, float] = {}
        for form, key in near:
            if not kinds or self._bodies[key].kind in kinds:
                pairs = rules.pairs_of(form)
                score = 2 * len(own & pairs) / (len(own) + len(pairs))
                best[key] = max(score, best.get(key, 0))
        ranked = sorted((-score, key) for key, score in best.items() if score >= ALIKE)
        return tuple(self._bodies[key] for _score, key in ranked[:MOST_CANDIDATES])


def _is_town(body: Organisation) -> bool:
    return body.kind == Organisation.Kind.ASSOCIATION and body.level == Level.TOWN
