"""Vitality on simulated counties whose fates are known: early warning, gaming, stability; and on CDNOW-like customers.

Seeds 1 to 6 were looked at while building; what is printed comes from ten others. Every forecast is made from what was
known on its day, the habitat fitted on it as well, and held against what came after.
"""

from __future__ import annotations

import random
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import exp, log

from kexie.insight.assessment import rules
from kexie.insight.assessment.rules.rhythm import EVEN, Rhythm, fitted, rhythm_of, silent

from . import county

SEEDS = range(11, 21)
SPLITS = (date(2022, 12, 31), date(2023, 6, 30), date(2023, 12, 31))
P = rules.Parameters()
SPAN = 48
YEAR = timedelta(P.dormant_days)
Pairs = list[tuple[float, int]]
PARETO = (0.553, 10.578, 0.606, 11.669)  # gamma of rates, gamma of lives, in weeks: published for CDNOW


def run() -> Iterator[tuple[str, str, str]]:
    """Measure and yield rows of (what, found, against)."""
    counties = {seed: county.county(seed) for seed in SEEDS}
    honest = {seed: county.county(seed, cheating=0.0) for seed in SEEDS}
    yield "bodies, records of a county", f"{len(counties[11])}, {sum(len(b.works) for b in counties[11]):,}", "seed 11"
    yield from _forecasts(honest)
    yield from _warnings(honest)
    yield from _stability(honest)
    yield from _gaming(counties, honest)
    yield from _cdnow()


def facts_on(body: county.Body, on: date, *, works: Iterable[county.Work] | None = None) -> rules.Facts:
    """Return what a ledger would say of a body on a day."""
    made = rules.Facts(body.number, (body.kind, body.level), body.town, body.founded)
    months, last, first = 0, None, None
    for work in body.works if works is None else works:
        if work.on <= on and work.put_in <= on + timedelta(30):
            months |= 1 << (on.year - work.on.year) * 12 + on.month - work.on.month
            last, first = max(last or work.on, work.on), min(first or work.on, work.on)
    if last:
        made.months = {"gatherings": months, "public": months}
        made.last, made.first_active = {"gatherings": last, "public": last}, first
    for kind, days in body.others.items():
        if past := [day for day in days if day <= on]:
            back = {(on.year - day.year) * 12 + on.month - day.month for day in past}
            made.months[kind], made.last[kind] = sum(1 << month for month in back), max(past)
    return made


def judged_on(
    bodies: Sequence[county.Body], on: date, before: dict[int, str] | None = None
) -> dict[int, tuple[rules.Facts, rules.Peers, rules.Verdict]]:
    """Return what is said of every body on a day, from what was known then, after what was said `before`."""
    every = [facts_on(body, on) for body in bodies if body.founded <= on]
    groups, number = rules.compared(every, P, month=on.month, span=SPAN)
    found = {}
    for facts in every:
        peers, said = groups[number[facts.body]], (before or {}).get(facts.body, "")
        found[facts.body] = facts, peers, rules.judged(facts, peers, P, today=on, span=SPAN, before=said)
    return found


def _forecasts(counties: dict[int, list[county.Body]]) -> Iterator[tuple[str, str, str]]:
    """Of bodies not dormant yet: which will be silent for a year? By AUC and AP, on time splits."""
    said: dict[str, list[tuple[float, float]]] = {}
    sizes, calibrated = [], []
    for bodies in counties.values():
        for on in SPLITS:
            pairs: dict[str, Pairs] = {}
            for number, (facts, peers, verdict) in judged_on(bodies, on).items():
                last = facts.last_active
                if last is None or verdict.chance is None or on - last >= YEAR:
                    continue
                came = int(bodies[number].is_silent(on, last + YEAR))
                for name, chance in _guesses(facts, peers, verdict, on).items():
                    pairs.setdefault(name, []).append((chance, came))
            for name, found in pairs.items():
                said.setdefault(name, []).append((auc(found), precision_of(found)))
            sizes.append((len(found), sum(came for _chance, came in found)))
            calibrated += pairs["ours"]
    share = sum(b for _a, b in sizes) / sum(a for a, _b in sizes)
    yield (
        "dormancy foreseen: cases, share that came",
        f"{sum(a for a, _b in sizes):,}, {share:.0%}",
        "10 seeds × 3 days",
    )
    for name, found in said.items():
        yield f"  {name}", "AUC {} AP {}".format(*map(spread, zip(*found, strict=True))), "mean ± sd of 30"
    for low in (0, 20, 40, 60, 80):
        some = [came for chance, came in calibrated if low <= chance < low + 20 + (low == 80)]
        yield f"  said {low} to {low + 20} %", f"came true {statistics.fmean(some):.0%}", f"of {len(some)}"


def _guesses(facts: rules.Facts, peers: rules.Peers, verdict: rules.Verdict, on: date) -> dict[str, float]:
    active, last = facts.active_months, facts.last_active
    known, since = max(1, (on - facts.first_active).days), (on - last).days
    flat = replace(peers, habitat=replace(peers.habitat, season=EVEN))
    power = peers.habitat.shape + active.bit_count() - 1
    months = peers.habitat.months + known / 30
    return {
        "ours": verdict.chance,
        "ours, no season": rules.chance_of_dormancy(facts, flat, P, today=on, span=SPAN),
        "gamma-Poisson, nobody falls asleep": (months / (months + (365 - since) / 30)) ** power,
        "days since the last activity": since,
        "days since, in own mean gaps": since / (known / active.bit_count()),
    }


def _warnings(counties: dict[int, list[county.Body]]) -> Iterator[tuple[str, str, str]]:
    """Month by month: who became dormant and stood under a warning 90 days before; how many warnings came true."""
    rule = {"ours": lambda verdict, since: "overdue" in verdict.causes}
    for percent in (50, 60):  # what a choosier last round would miss and spare
        rule[f"ours, last round {percent} %"] = lambda verdict, since, percent=percent: (
            (verdict.chance or 0) >= (percent if P.dormant_days - since <= P.notice_days + 31 else P.warn_percent)
        )
    for days in (180, 210, 240):
        rule[f"silent for {days} days"] = lambda verdict, since, days=days: since >= days
    told = {name: {"hit": 0, "missed": 0, "true": 0, "false": 0, "lead": []} for name in rule}
    moved = {"moved": [0, 0], "stayed": [0, 0]}
    for bodies in counties.values():
        rounds = [(on, judged_on(bodies, on)) for on in county.months_ends()]
        for name, warns in rule.items():
            for body in bodies:
                _follow(body, rounds, warns, told[name], moved if name == "ours" else None)
    for name, found in told.items():
        recall = found["hit"] / (found["hit"] + found["missed"])
        precision = found["true"] / (found["true"] + found["false"])
        lead = statistics.median(found["lead"])
        f1 = 2 * recall * precision / (recall + precision)
        text = f"recall {recall:.0%} precision {precision:.0%} F1 {f1:.2f}"
        yield (
            f"warned 90 days before: {name}",
            text,
            f"{found['hit'] + found['missed']} dormant; median lead {lead:.0f} days",
        )
    for name, (false, months) in moved.items():
        yield f"  false warnings of bodies that {name}", f"{false / max(1, months):.1%} of months", f"of {months}"


def _follow(
    body: county.Body, rounds: Sequence[tuple[date, dict]], warns: Callable, told: dict, moved: dict | None
) -> None:
    """Go through a body's months; each silence counts once, each warning from where it begins."""
    silence: date | None = None  # the last activity a standing warning speaks of
    first: dict[date, date] = {}  # last activity: the day it was first warned of
    seen: set[date] = set()
    for on, said in rounds:
        if body.number not in said:
            continue
        facts, _peers, verdict = said[body.number]
        last = facts.last_active
        if last is None or on - last >= YEAR:
            continue
        seen.add(last)
        comes = body.is_silent(on, last + YEAR)
        is_warned = warns(verdict, (on - last).days)
        if moved is not None and not comes:
            side = moved["moved" if body.moved_on and body.moved_on <= on else "stayed"]
            side[0] += is_warned
            side[1] += 1
        if is_warned and last != silence:
            silence = last
            first[last] = on
            told["true" if comes else "false"] += 1
    for last in seen:
        ended = last + YEAR
        # Only silences of which a round 90 days before could know.
        if not body.is_silent(last, ended) or not rounds[0][0] <= ended - timedelta(P.notice_days) <= rounds[-1][0]:
            continue
        lead = (ended - first[last]).days if last in first else 0
        told["hit" if lead >= P.notice_days else "missed"] += 1
        if lead:
            told["lead"].append(lead)


def _stability(counties: dict[int, list[county.Body]]) -> Iterator[tuple[str, str, str]]:
    """How often what is said of a body changes from one month to the next while it works on as ever."""
    changed, months, moves = 0, 0, []
    for bodies in counties.values():
        before: dict[int, rules.Verdict] = {}
        for on in county.months_ends():
            said = judged_on(bodies, on, {number: verdict.band for number, verdict in before.items()})
            now = {number: verdict for number, (_facts, _peers, verdict) in said.items()}
            for number in now.keys() & before.keys():
                body = bodies[number]
                is_well = body.asleep_on is None and not body.is_silent(on - timedelta(150), on)
                if is_well and not body.is_silent(on - timedelta(400), on - timedelta(250)):
                    months += 1
                    changed += now[number].band != before[number].band
                    moves.append(abs(now[number].standing.points - before[number].standing.points))
            before = now
    yield "band of a healthy body changes in a month", f"{changed / months:.1%}", f"of {months:,} months"
    yield (
        "  its points move by",
        f"median {statistics.median(moves):.1f}",
        f"95 % below {sorted(moves)[len(moves) * 95 // 100]:.1f}",
    )


def _gaming(
    counties: dict[int, list[county.Body]], honest: dict[int, list[county.Body]]
) -> Iterator[tuple[str, str, str]]:
    """What cheating gains, and how well habits tell it, kind by kind; no rule was fitted to any kind."""
    gains: dict[str, list[float]] = {kind: [] for kind in county.CHEATS}
    for seed, bodies in counties.items():
        for body in bodies:
            if body.cheats:
                before, after = (
                    sum(rules.points(facts_on(b, county.END), P).values()) for b in (honest[seed][body.number], body)
                )
                gains[body.cheats].append(after - before)
    for kind, found in gains.items():
        yield (
            f"gained by {kind}",
            f"mean {statistics.fmean(found):.1f}, most {max(found):.1f} points",
            f"{len(found)} bodies",
        )
    for name, habit_of in (("told by habits", _habit), ("by people and lateness alone", _poorer_habit)):
        yield from _told(name, counties, habit_of)


def _told(
    name: str, counties: dict[int, list[county.Body]], habit_of: Callable[..., rules.Habit]
) -> Iterator[tuple[str, str, str]]:
    suspected = [
        (body.cheats, rules.suspicion(far[body.number]))
        for bodies in counties.values() for far in [_habits(bodies, habit_of)] for body in bodies if body.number in far
    ]  # fmt: skip
    every = [(score, int(bool(cheats))) for cheats, score in suspected]
    share = statistics.fmean(came for _score, came in every)
    text = f"AP {precision_of(every):.2f} AUC {auc(every):.2f}"
    yield f"gaming {name}, all kinds", text, f"{share:.0%} of {len(every):,} cheat"
    for kind in county.CHEATS:
        some = [(score, int(cheats == kind)) for cheats, score in suspected if cheats in ("", kind)]
        text = f"AP {precision_of(some):.2f} AUC {auc(some):.2f}"
        yield f"  {kind} alone", text, f"{sum(c for _s, c in some)} bodies"
    asked = [came for score, came in every if score >= P.doubt]
    right, all_ = sum(asked), sum(came for _score, came in every)
    text = f"precision {right / max(1, len(asked)):.0%} recall {right / all_:.0%}"
    yield (
        f"  as pages say it, from {P.doubt} on",
        text,
        f"{len(asked) - right} honest bodies asked about in 10 counties",
    )


def _habits(bodies: Sequence[county.Body], habit_of: Callable[..., rules.Habit]) -> dict[int, dict[str, float]]:
    groups: dict[tuple[str, str], dict[int, rules.Habit]] = {}
    for body in bodies:
        known = [work for work in body.works if work.put_in <= county.END]
        mine = [work for work in known if work.on.year == county.END.year]
        earlier = [work.people for work in known if work.on.year == county.END.year - 1]
        if mine:
            groups.setdefault((body.kind, body.level), {})[body.number] = habit_of(mine, earlier)
    return {
        body: far for members in groups.values() for body, far in rules.doubts(members, least=P.doubt_records).items()
    }


def _habit(mine: Sequence[county.Work], earlier: Sequence[int]) -> rules.Habit:
    sittings: dict[tuple[int, int], set[int]] = {}
    for work in filter(_is_late, mine):
        sittings.setdefault((work.put_in.year, work.put_in.month), set()).add(work.on.month)
    return rules.Habit(
        len(mine), len({w.on for w in mine}), len({w.on.month for w in mine}), sum(w.people for w in mine),
        max(map(len, sittings.values()), default=0), _most_alike(work.numbers for work in mine),
        len(earlier), sum(earlier),
    )  # fmt: skip


def _poorer_habit(mine: Sequence[county.Work], earlier: Sequence[int]) -> rules.Habit:
    """Return habits as if a record said nothing but people, and every late record weighed alike."""
    late, alike = sum(map(_is_late, mine)), _most_alike(work.people for work in mine)
    # These two make (together - 1) / (months + 2) the share of late records.
    return replace(_habit(mine, earlier), together=late + 1, months=len(mine) - 2, alike=alike)


def _is_late(work: county.Work) -> bool:
    return work.put_in >= (work.on.replace(day=1) + timedelta(32)).replace(day=1) + timedelta(60)


def _most_alike(said: Iterable[object]) -> int:
    return Counter(said).most_common(1)[0][1]


def _cdnow() -> Iterator[tuple[str, str, str]]:
    """Draw customers as CDNOW's were, 39 weeks known and 39 to come, and say who buys nothing more."""
    found: dict[str, list[tuple[float, float]]] = {}
    for seed in SEEDS:
        chance = random.Random(seed)
        people = [_customer(chance) for _one in range(2357)]
        habitat = fitted([rhythm for rhythm, _months, _came in people])
        coarse = fitted([months for _rhythm, months, _came in people])
        draws = [
            (chance.gammavariate(PARETO[0], 1 / PARETO[1]), chance.gammavariate(PARETO[2], 1 / PARETO[3]))
            for _n in range(1500)
        ]
        known = {rhythm: _oracle(rhythm, draws) for rhythm in {_rounded(r) for r, _m, _c in people}}
        guesses = {
            "the model that drew them": [(known[_rounded(r)], came) for r, _m, came in people],
            "ours, by day": [(silent(r, habitat, 39.0), came) for r, _m, came in people],
            "ours, by month": [(silent(m, coarse, 9.0), came) for _r, m, came in people],
            "time since the last purchase": [(r.known - r.last, came) for r, _m, came in people],
        }
        for name, pairs in guesses.items():
            found.setdefault(name, []).append((auc(pairs), precision_of(pairs)))
    yield "CDNOW-like, 10 × 2,357 customers", "", "target AUC 0.765, AP 0.85; ceiling 0.769"
    for name, values in found.items():
        yield f"  {name}", "AUC {} AP {}".format(*map(spread, zip(*values, strict=True))), ""


def _customer(chance: random.Random) -> tuple[Rhythm, Rhythm, int]:
    rate, sleepy = chance.gammavariate(PARETO[0], 1 / PARETO[1]), chance.gammavariate(PARETO[2], 1 / PARETO[3])
    begin = chance.uniform(0, 12)
    ends, at, bought, later = begin + chance.expovariate(max(sleepy, 1e-12)), begin, [begin], False
    while (at := at + chance.expovariate(max(rate, 1e-12))) < min(ends, 78):
        if at <= 39:
            bought.append(at)
        else:
            later = True
            break
    months = sum({1 << int((39 - when) / (39 / 9)) for when in bought})
    return Rhythm(len(bought) - 1, bought[-1] - begin, 39 - begin), rhythm_of(months, 1, EVEN, first=11), int(not later)


def _rounded(rhythm: Rhythm) -> Rhythm:
    return Rhythm(rhythm.repeats, round(rhythm.last, 1), round(rhythm.known, 1))


def _oracle(rhythm: Rhythm, draws: Sequence[tuple[float, float]]) -> float:
    """Return the chance of no purchase under the very model that drew them, by weighing draws of rates and lives."""
    silent_weight = whole = 0.0
    for rate, sleepy in draws:
        both = rate + sleepy
        power = rhythm.repeats * log(max(rate, 1e-300))
        lives = exp(power - both * rhythm.known)
        sleeps = sleepy / both * (exp(power - both * rhythm.last) - lives)
        whole += lives + sleeps
        silent_weight += sleeps + lives * (sleepy / both + rate / both * exp(-both * 39))
    return silent_weight / whole


def auc(pairs: Pairs) -> float:
    """Return how often one that came true was ranked above one that did not, ties half."""
    ranked = sorted(pairs)
    positive = sum(came for _score, came in ranked)
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        total += (at + 1 + end) / 2 * sum(came for _score, came in ranked[at:end])
        at = end
    return (total - positive * (positive + 1) / 2) / (positive * (len(ranked) - positive))


def precision_of(pairs: Pairs) -> float:
    """Return the average precision, ties shared alike."""
    by_score: dict[float, list[int]] = {}
    for score, came in pairs:
        by_score.setdefault(score, []).append(came)
    positive, hits, seen, total = sum(came for _score, came in pairs), 0, 0, 0.0
    for score in sorted(by_score, reverse=True):
        some = by_score[score]
        hits, seen = hits + sum(some), seen + len(some)
        total += sum(some) * hits / seen
    return total / positive


def spread(values: Sequence[float]) -> str:
    """Return a mean with its standard deviation."""
    return f"{statistics.fmean(values):.3f} ± {statistics.stdev(values):.3f}"
