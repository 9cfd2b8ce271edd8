"""A county that never was: 21 towns and their bodies over three years, with what really became of each written down.

Bodies work at a rate of their own, more in May and September; some fall asleep for good, some pause and come back,
some are founded late, some move to another town, some cheat at the turn of a year. The simulator draws gamma rates, but
clumps work into campaigns, gives every third body a calendar of its own and lets rates drift: it is not the model the
rules fit.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

TOWNS, YEARS = 21, 3
START, END = date(2021, 1, 1), date(2023, 12, 31)
AFTER = 460  # days told beyond the end, so that what became of everybody is known
KINDS = (
    ("association", "town", 1),
    ("farm_association", "town", 5),
    ("enterprise", "town", 4),
    ("community", "village", 8),
)
SEASON = (0.5, 0.4, 0.9, 1.1, 1.9, 1.0, 0.7, 0.6, 2.1, 1.2, 0.9, 0.7)
RATE = {"association": 1.3, "farm_association": 0.45, "enterprise": 0.35, "community": 0.5, "society": 0.6}  # a month
FORMS = ("讲座", "咨询", "培训", "展览", "放映", "科技下乡")
CHEATS = ("volume", "split", "copies", "varied", "backdated")


@dataclass
class Work:
    """One activity: its day, people, the day it was put in."""

    on: date
    people: int
    put_in: date
    form: str = ""
    leaflets: int = 0
    helpers: int = 0

    @property
    def numbers(self) -> tuple[object, ...]:
        """All that its record says beside the day."""
        return self.form, self.people, self.leaflets, self.helpers


@dataclass
class Body:
    """One body and its fate."""

    number: int
    kind: str
    level: str
    town: int
    founded: date
    asleep_on: date | None = None  # the day from which it never did anything again
    moved_on: date | None = None
    cheats: str = ""
    works: list[Work] = field(default_factory=list)
    others: dict[str, list[date]] = field(default_factory=dict)  # members joining, notices passed on, projects

    def last(self, by: date) -> date | None:
        """Return its last day of work up to a day."""
        return max((w.on for w in self.works if w.on <= by), default=None)

    def is_silent(self, after: date, until: date) -> bool:
        """Test whether it did nothing after a day up to another."""
        return not any(after < w.on <= until for w in self.works)


def county(seed: int, *, towns: int = TOWNS, cheating: float = 0.08) -> list[Body]:
    """Return the bodies of a county with all they did, cheats on top of it."""
    chance = random.Random(seed)
    shapes = [(kind, level) for kind, level, count in KINDS for _one in range(count)]
    bodies = [
        Body(0, kind, level, town, START - timedelta(chance.randrange(400, 3000)))
        for town in range(towns) for kind, level in shapes
    ]  # fmt: skip
    bodies += [Body(0, "society", "county", 0, START - timedelta(chance.randrange(400, 3000))) for _one in range(40)]
    for number, body in enumerate(bodies):
        body.number = number
        if chance.random() < 0.1:
            body.founded = START + timedelta(chance.randrange(60, 800))
        _live(body, chance)
        if chance.random() < 0.04:
            body.moved_on = START + timedelta(chance.randrange(200, 900))
        own = random.Random(f"{seed} {number}")  # of its own, so that a county without cheats is the same county
        _do_otherwise(body, own)
        _fill_in(body, own)
        if body.works and own.random() < cheating:
            body.cheats = own.choice(CHEATS)
            _cheat(body, own)
    return bodies


def months_ends(first: date = date(2022, 1, 31), last: date = END) -> Iterator[date]:
    """Yield the last day of each month."""
    day = first
    while day <= last:
        yield day
        day = (day.replace(day=1) + timedelta(64)).replace(day=1) - timedelta(1)


def _live(body: Body, chance: random.Random) -> None:
    rate = chance.gammavariate(1.6, RATE[body.kind] / 1.6)
    own = chance.random() < 0.33
    calendar = {chance.randrange(12) for _twice in range(2)} if own else set()
    falls_asleep = chance.random() < 0.35
    asleep = body.founded + timedelta(
        int(chance.expovariate(1 / 700)) + (START - body.founded).days * (body.founded < START)
    )
    body.asleep_on = asleep if falls_asleep else None
    pause = START + timedelta(chance.randrange(1000)) if chance.random() < 0.12 else None
    size = 10 ** chance.uniform(1.2, 2.2)
    late = chance.random() < 0.15  # honest, but slow with paper
    day = max(START, body.founded)
    drift = 1.0
    while day <= END + timedelta(AFTER):
        if day.day == 1:
            drift *= 1.12 ** chance.gauss(0, 1)
        awake = not (body.asleep_on and day >= body.asleep_on)
        awake = awake and not (pause and pause <= day < pause + timedelta(150))
        season = SEASON[day.month - 1] * (3.0 if day.month - 1 in calendar else 0.55 if own else 1.0)
        if awake and chance.random() < rate * drift * season / 30 / 1.5:
            for _again in range(1 + (chance.random() < 0.35) + (chance.random() < 0.15)):  # campaigns come in clumps
                on = day + timedelta(chance.randrange(6))
                if body.asleep_on and on >= body.asleep_on:
                    continue
                delay = chance.randrange(20, 120) if late else int(chance.expovariate(1 / 8))
                people = max(8, round(size * chance.lognormvariate(0, 0.5)))
                body.works.append(
                    Work(on, round(people, -1) if chance.random() < 0.5 else people, on + timedelta(delay))
                )
        day += timedelta(1)
    body.works.sort(key=lambda w: w.on)


def _do_otherwise(body: Body, chance: random.Random) -> None:
    """Let a body do what is no activity, some kinds of it, now and then, while it is awake."""
    for kind in ("members", "relays", "projects"):
        rate = chance.gammavariate(1.2, 0.12) if chance.random() < 0.6 else 0.0
        month = START.replace(day=15)
        while month <= END:
            awake = month >= body.founded and not (body.asleep_on and month >= body.asleep_on)
            if awake and chance.random() < rate:
                body.others.setdefault(kind, []).append(month)
            month = (month.replace(day=1) + timedelta(32)).replace(day=15)


def _fill_in(body: Body, chance: random.Random) -> None:
    """Say of each work what a record says beside day and people; some habits look like copies and are honest."""
    usual = chance.choices(FORMS, k=2)
    helpers, gives = chance.randrange(2, 12), chance.random() < 0.6
    habit = chance.choices(("as it comes", "a class", "always the same guess"), (0.75, 0.15, 0.1))[0]
    seats = chance.randrange(18, 60)
    for work in body.works:
        work.form = usual[0] if chance.random() < 0.6 else chance.choice((*usual, *FORMS))
        if habit == "a class":  # the same people every month, a few more or less
            work.form, work.people = usual[0], max(8, seats + round(chance.gauss(0, 3)))
        elif habit == "always the same guess" and chance.random() < 0.7:  # "some fifty"
            work.people = round(seats, -1)
        if gives and chance.random() < 0.7:
            given = work.people * chance.uniform(0.5, 3)
            work.leaflets = max(50, round(given / 50) * 50) if chance.random() < 0.7 else round(given)
        if chance.random() < 0.5:
            work.helpers = max(1, helpers + chance.randrange(-2, 3))


def _cheat(body: Body, chance: random.Random) -> None:
    """Dress up the last year in one way, as people do before they are judged."""
    mine = [w for w in body.works if w.on.year == END.year] or body.works[-2:]
    if body.cheats == "volume":  # everybody who passed by is counted
        for work in mine:
            work.people *= 10
    elif body.cheats == "split":  # one activity becomes eight
        for work in mine:
            part = max(1, work.people // 8)
            work.people = part
            body.works += [
                replace(work, people=max(1, part + chance.randrange(-3, 4)), leaflets=work.leaflets // 8)
                for _n in range(7)
            ]
    elif body.cheats in ("copies", "varied"):  # the same sheet is handed in again and again; or with other people
        copy = chance.choice(mine)
        for _n in range(chance.randrange(8, 16)):
            on = date(END.year, chance.randrange(1, 12), chance.randrange(1, 28))
            if body.founded < on and not (body.asleep_on and on > body.asleep_on + timedelta(400)):
                people = copy.people if body.cheats == "copies" else round(copy.people * chance.uniform(0.8, 1.25))
                put_in = on + timedelta(chance.randrange(20))
                body.works.append(replace(copy, on=on, put_in=put_in, people=people))
    else:  # before the year ends a whole year is written down
        for _n in range(chance.randrange(6, 14)):
            on = date(END.year, chance.randrange(1, 10), chance.randrange(1, 28))
            put_in = date(END.year, 12, chance.randrange(10, 30))
            people, leaflets = chance.randrange(20, 160), 50 * chance.randrange(7)
            body.works.append(Work(on, people, put_in, chance.choice(FORMS), leaflets, chance.randrange(6)))
    body.works.sort(key=lambda w: w.on)
